#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "client/cluster.h"

namespace moldau::client {

/// The times that ListOffsets has names for.
inline constexpr std::int64_t kLatest = -1, kEarliest = -2;

/// The offset of each partition at a time: of the first record that is not older, or kLatest, kEarliest. -1
/// where no record is that young. What is `committed_only` ends at the last stable offset.
Result<std::map<TopicPartition, std::int64_t>> list_offsets(Cluster& cluster,
                                                            const std::vector<TopicPartition>& partitions,
                                                            std::int64_t timestamp,
                                                            bool committed_only = false);
/// What a group has committed.
Result<std::map<TopicPartition, std::int64_t>> committed_offsets(Cluster& cluster, const std::string& group);
/// Commits for a group that has no members.
Result<void> commit_offsets(Cluster& cluster, const std::string& group,
                            const std::map<TopicPartition, std::int64_t>& offsets);

/// Who leads what; the error names a partition without a leader.
Result<std::map<std::int32_t, std::vector<TopicPartition>>> by_leader(
    Cluster& cluster, const std::vector<TopicPartition>& partitions);

}  // namespace moldau::client
