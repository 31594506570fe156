#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/uuid.h"

namespace moldau::coord {

/// What a group committed for a partition (Kafka: OffsetAndMetadata).
struct CommittedOffset {
  std::int64_t offset = 0;
  std::int32_t leader_epoch = -1;
  std::string metadata;
  std::int64_t commit_timestamp_ms = 0;
  /// From clients before OffsetCommit version 5, which set how long the offset is to be kept.
  std::optional<std::int64_t> expire_timestamp_ms;
  /// Zero where the commit did not know it.
  Uuid topic_id;
  /// Which of the shard's records it is: what was committed later has a higher one.
  std::uint64_t record_number = 0;

  friend bool operator==(const CommittedOffset&, const CommittedOffset&) = default;
};

/// All that one group committed.
class GroupOffsets {
 public:
  using Partitions = std::map<std::int32_t, CommittedOffset>;

  const CommittedOffset* find(const std::string& topic, std::int32_t partition) const;
  void put(const std::string& topic, std::int32_t partition, CommittedOffset offset);
  void erase(const std::string& topic, std::int32_t partition);
  const std::map<std::string, Partitions>& by_topic() const { return by_topic_; }
  std::size_t size() const { return size_; }

  friend bool operator==(const GroupOffsets&, const GroupOffsets&) = default;

 private:
  std::map<std::string, Partitions> by_topic_;
  std::size_t size_ = 0;
};

}  // namespace moldau::coord
