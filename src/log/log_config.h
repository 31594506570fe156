#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "protocol/records/batch.h"
#include "protocol/records/compression.h"

namespace moldau::log {

/// What of a topic's configuration its logs follow, under Kafka's names (Kafka: LogConfig). May change at any
/// time.
struct LogConfig {
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  std::int64_t segment_bytes = 1LL << 30;
  std::int64_t segment_ms = 7LL * 24 * 3600 * 1000;
  std::int64_t segment_jitter_ms = 0;
  std::int32_t index_interval_bytes = 4096;
  std::int32_t segment_index_bytes = 10 << 20;
  std::int64_t retention_bytes = -1;                   // no limit
  std::int64_t retention_ms = 7LL * 24 * 3600 * 1000;  // -1: no limit
  std::int64_t file_delete_delay_ms = 60'000;
  /// Reserve a segment's whole size at once instead of in steps.
  bool preallocate = false;
  std::int32_t max_message_bytes = 1'048'588;
  protocol::TimestampType message_timestamp_type = protocol::TimestampType::kCreateTime;
  /// Records and milliseconds after which the broker syncs; the log itself never does so on its own.
  std::int64_t flush_messages = kNever;
  std::int64_t flush_ms = kNever;
  /// As for what producers send: what was accepted can be looked into.
  protocol::DecompressionLimits decompression;
  bool cleanup_delete = true;
  bool cleanup_compact = false;
  /// How long a record stays as it is, and after how long its log is due for cleaning whatever its dirt.
  std::int64_t min_compaction_lag_ms = 0, max_compaction_lag_ms = kNever;
  /// How much of a log must be dirty before it is cleaned, 0 to 1.
  double min_cleanable_dirty_ratio = 0.5;
  /// How long tombstones and transactions' markers stay once they have done their work.
  std::int64_t delete_retention_ms = 24LL * 3600 * 1000;
  std::int64_t producer_id_expiration_ms = 24LL * 3600 * 1000;

  /// What is to be cleaned in time must be in a segment that is closed by then.
  std::int64_t max_segment_ms() const {
    return cleanup_compact && max_compaction_lag_ms > 0 ? std::min(segment_ms, max_compaction_lag_ms)
                                                        : segment_ms;
  }

  friend bool operator==(const LogConfig&, const LogConfig&) = default;
};

}  // namespace moldau::log
