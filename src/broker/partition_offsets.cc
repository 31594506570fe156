#include <algorithm>

#include "broker/partition.h"
#include "broker/partition_wakeups.h"

/// Where in a partition something is to be found.
namespace moldau::broker {

std::expected<Partition::Offset, Refusal> Partition::list_offset(std::int64_t timestamp,
                                                                 bool committed_only) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_) return std::unexpected(gone());
  const auto end = fetchable_end(committed_only);
  const auto start = log_->log_start_offset();
  switch (timestamp) {
    case kLatestTimestamp: return Offset{-1, end, leader_epoch_};
    case kEarliestTimestamp:
    case kEarliestLocalTimestamp:
      // The log notes our epoch with its first batch; what comes next is ours in any case.
      return Offset{-1, start, start == log_->log_end_offset() ? leader_epoch_ : log_->epoch_at(start)};
    case kLatestTieredTimestamp:  // nothing is in another tier, and nothing waits to go there
    case kEarliestPendingUploadTimestamp: return Offset{};
    default: break;
  }
  auto found =
      timestamp == kMaxTimestamp ? log_->max_timestamp_offset() : log_->offset_for_timestamp(timestamp);
  if (!found) return std::unexpected(refused(found.error(), wakeups));
  if (!*found || (*found)->offset >= end) return Offset{};
  return Offset{(*found)->timestamp_ms, (*found)->offset, (*found)->leader_epoch};
}

std::expected<std::vector<std::int64_t>, Refusal> Partition::offsets_before(std::int64_t timestamp,
                                                                            std::size_t max_count) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_) return std::unexpected(gone());
  auto starts = log_->segment_starts();
  if (!starts) return std::unexpected(refused(starts.error(), wakeups));
  const auto end = log_->log_end_offset();
  if (starts->back().offset < end) starts->push_back({end, around_.clock.wall_ms()});
  auto found = starts->rbegin();
  if (timestamp == kEarliestTimestamp)
    found = std::prev(starts->rend());
  else if (timestamp != kLatestTimestamp)
    found = std::ranges::find_if(found, starts->rend(),
                                 [&](const auto& start) { return start.modified_ms <= timestamp; });
  std::vector<std::int64_t> offsets;
  for (; found != starts->rend() && offsets.size() < max_count; ++found) {
    // What is not committed yet is past the end for clients.
    const auto offset = std::min(found->offset, high_watermark_);
    if (offsets.empty() || offsets.back() != offset) offsets.push_back(offset);
  }
  return offsets;
}

std::expected<log::EpochEndOffset, Refusal> Partition::epoch_end_offset(std::int32_t epoch) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_ || !settle(wakeups)) return std::unexpected(gone());
  return log_->epoch_end_offset(epoch, leader_epoch_);
}

}  // namespace moldau::broker
