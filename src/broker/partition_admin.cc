#include <fmt/format.h>

#include "broker/partition.h"
#include "broker/partition_wakeups.h"

/// What administrators ask of a partition.
namespace moldau::broker {

using protocol::ErrorCode;

std::expected<std::int64_t, Refusal> Partition::delete_records(std::int64_t offset) {
  Wakeups wakeups;
  std::unique_lock lock(mutex_);
  if (!log_) return std::unexpected(gone());
  if (!config_.log.cleanup_delete)
    return std::unexpected(Refusal{
        ErrorCode::kPolicyViolation,
        fmt::format("records of {} can be deleted where cleanup.policy has delete", identity_.to_string()),
        {}});
  const auto wanted = offset == kToHighWatermark ? high_watermark_ : offset;
  if (wanted < 0 || wanted > high_watermark_)
    return std::unexpected(Refusal{ErrorCode::kOffsetOutOfRange,
                                   fmt::format("offset {} of {} is not between 0 and the high watermark, {}",
                                               offset, identity_.to_string(), high_watermark_),
                                   {}});
  const auto start = log_->log_start_offset();
  const auto raised = start_at(wanted, lock, wakeups);
  if (!raised) return std::unexpected(raised.error());
  if (*raised)
    note("log-start-moved", fmt::format("from {} to {}, by DeleteRecords", start, log_->log_start_offset()));
  return log_->log_start_offset();
}

std::expected<Partition::Producers, Refusal> Partition::producers() {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_ || !settle(wakeups)) return std::unexpected(gone());
  const auto& entries = log_->producers().entries();
  return Producers(entries.begin(), entries.end());
}

std::optional<std::uint64_t> Partition::size_bytes() const {
  const std::lock_guard lock(mutex_);
  if (!log_) return std::nullopt;
  return log_->size_bytes();
}

}  // namespace moldau::broker
