#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/api_error.h"
#include "protocol/messages/57_update_features.h"

namespace moldau::metadata {

inline constexpr std::string_view kMetadataVersionFeature = "metadata.version",
                                  kKraftVersionFeature = "kraft.version";

/// What this program can do of a feature, and the level that a new cluster begins with. Level 0: without it.
struct SupportedFeature {
  std::string name;
  std::int16_t first_level = 0, last_level = 0;
  std::int16_t initial_level = 0;
};
using SupportedFeatures = std::vector<SupportedFeature>;

/// Levels above 0 by name: what the cluster has agreed on.
using FeatureLevels = std::map<std::string, std::int16_t, std::less<>>;

struct FinalizedFeatures {
  FeatureLevels levels;
  /// Raised with every change, over restarts as well: clients keep what has the highest.
  std::int64_t epoch = 0;
  friend bool operator==(const FinalizedFeatures&, const FinalizedFeatures&) = default;
};

/// What a new cluster begins with.
FinalizedFeatures initial_features(const SupportedFeatures& supported);
/// Why this program cannot work at these levels, as words for who starts it; nothing where it can.
std::optional<std::string> why_unsupported(const FeatureLevels& levels, const SupportedFeatures& supported);

/// The levels after all updates; the last one of a feature counts. INVALID_UPDATE_VERSION for all of them
/// where one is wrong, each judged by the levels before the request. `node_id` is the controller's.
ApiResult<FeatureLevels> updated_features(const protocol::UpdateFeaturesRequest& request,
                                          const FeatureLevels& before, const SupportedFeatures& supported,
                                          std::int32_t node_id);

}  // namespace moldau::metadata
