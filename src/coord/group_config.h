#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace moldau::coord {

/// What groups follow, under Kafka's names where Kafka has one.
struct GroupConfig {
  std::int32_t group_min_session_timeout_ms = 6'000;
  std::int32_t group_max_session_timeout_ms = 1'800'000;
  std::int32_t group_initial_rebalance_delay_ms = 3'000;
  std::int32_t group_max_size = std::numeric_limits<std::int32_t>::max();
  std::int32_t offset_metadata_max_bytes = 4'096;
  std::int64_t offsets_retention_ms = 7LL * 24 * 3600 * 1000;  // offsets.retention.minutes
  std::int64_t offsets_retention_check_interval_ms = 600'000;

  /// A member that no answer told its id cannot send heartbeats: how long its join may wait. Fixed in Kafka.
  std::int32_t new_member_join_timeout_ms = 5 * 60 * 1000;

  // Limits of ours: what a stranger can make us remember.
  std::size_t max_groups = 100'000;                     // in one partition of __consumer_offsets
  std::size_t max_pending_members = 10'000;             // of a group: ids given out and not yet used
  std::size_t max_member_metadata_bytes = 1024 * 1024;  // of all protocols of one JoinGroup
  std::size_t max_metadata_bytes = 64 * 1024 * 1024;    // and ids, of all members in one such partition
  std::size_t max_offsets = 1'000'000;                  // committed by one group
  std::size_t max_commit_bytes = 16 * 1024 * 1024;      // of the records of one OffsetCommit
  /// Records that the coordinator writes on its own (expired offsets, deleted topics) come in batches of
  /// about this size, so that none is too large and none holds up the requests behind it.
  std::size_t sweep_batch_bytes = 128 * 1024;
  /// How many offsets one such step looks at, at least.
  std::size_t sweep_step_offsets = 10'000;
  /// How long it rests after an append that failed.
  std::int32_t sweep_retry_ms = 5'000;
};

}  // namespace moldau::coord
