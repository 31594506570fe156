#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "protocol/records/batch.h"

namespace moldau::protocol {

/// Builds one batch of format 2: for what the coordinators write, and for tests.
class BatchBuilder {
 public:
  struct Options {
    Codec codec = Codec::kNone;
    std::int64_t producer_id = -1;
    std::int16_t producer_epoch = -1;
    std::int32_t base_sequence = -1;
    bool transactional = false;
    bool control = false;
  };
  using Headers = std::vector<std::pair<std::string_view, std::optional<ByteView>>>;

  BatchBuilder() = default;
  explicit BatchBuilder(const Options& options) : options_(options) {}

  BatchBuilder& add(std::int64_t timestamp_ms, std::optional<ByteView> key, std::optional<ByteView> value,
                    const Headers& headers = {});
  std::int32_t count() const { return count_; }
  /// The batch at `base_offset`. REQUIRES: count() > 0.
  Bytes build(std::int64_t base_offset = 0) const;

 private:
  Options options_;
  Bytes records_;
  std::int32_t count_ = 0;
  std::int64_t base_timestamp_ = 0, max_timestamp_ = 0;
};

}  // namespace moldau::protocol
