#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/uuid.h"

namespace moldau::metadata {

/// Overrides of one topic or broker, by Kafka's names.
using ConfigMap = std::map<std::string, std::string, std::less<>>;

inline constexpr std::int32_t kNoLeader = -1;

/// What the cluster knows of a partition.
struct PartitionState {
  std::int32_t leader = kNoLeader;
  /// Raised with every new leader.
  std::int32_t leader_epoch = 0;
  /// Raised with every change of this state.
  std::int32_t partition_epoch = 0;
  std::vector<std::int32_t> replicas, isr;
  friend bool operator==(const PartitionState&, const PartitionState&) = default;
};

/// A topic as of one catalog. The partitions are numbered from 0 without gaps.
struct Topic {
  std::string name;
  Uuid id;
  bool is_internal = false;
  ConfigMap configs;
  std::vector<PartitionState> partitions;

  std::int32_t partition_count() const { return static_cast<std::int32_t>(partitions.size()); }
  /// The first partition's, as Kafka answers it for a topic as a whole.
  std::int16_t replication_factor() const {
    return partitions.empty() ? std::int16_t{0}
                              : static_cast<std::int16_t>(partitions.front().replicas.size());
  }
  friend bool operator==(const Topic&, const Topic&) = default;
};

using TopicPtr = std::shared_ptr<const Topic>;

}  // namespace moldau::metadata
