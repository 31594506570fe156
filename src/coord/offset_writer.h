#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "coord/operation.h"

namespace moldau::coord {

/// Writes the records of one request that commits offsets, within the limits of GroupConfig.
class OffsetWriter {
 public:
  OffsetWriter(Operation& op, const std::string& group_id);

  /// The last of a partition's offsets counts: it takes an earlier one's place in the batch.
  /// OFFSET_METADATA_TOO_LARGE, INVALID_COMMIT_OFFSET_SIZE.
  protocol::ErrorCode write(const std::string& topic, std::int32_t partition, const CommittedOffset& offset);

 private:
  bool is_known(const std::string& topic, std::int32_t partition) const;
  std::size_t room() const;

  Operation& op_;
  const std::string& group_id_;
  const GroupEntry* entry_;
  std::size_t room_;
  std::map<std::pair<std::string, std::int32_t>, std::size_t> written_;  // to the index of its record
  std::size_t bytes_ = 0;
};

}  // namespace moldau::coord
