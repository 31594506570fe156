#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "metadata/client_quotas.h"

namespace moldau::broker {

/// What of a client's is measured and limited.
enum class QuotaType : std::uint8_t { kProduce, kFetch, kRequest, kControllerMutation };
inline constexpr std::size_t kQuotaTypes = 4;

/// The quota's key in the metadata.
constexpr std::string_view key_of(QuotaType type) {
  constexpr std::array<std::string_view, kQuotaTypes> kKeys = {
      metadata::kProducerByteRate, metadata::kConsumerByteRate, metadata::kRequestPercentage,
      metadata::kControllerMutationRate};
  return kKeys[static_cast<std::size_t>(type)];
}

}  // namespace moldau::broker
