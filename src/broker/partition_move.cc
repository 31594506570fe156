#include "broker/log_copy.h"
#include "broker/partition.h"
#include "broker/partition_wakeups.h"

/// A partition's way to another log directory.
namespace moldau::broker {

std::expected<Partition::CopySource, Refusal> Partition::read_to_copy(std::int64_t offset,
                                                                      std::size_t max_bytes) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_) return std::unexpected(gone());
  const auto end = log_->log_end_offset();
  auto slice = log_->read(offset, {max_bytes, end, true});
  if (!slice) return std::unexpected(refused(slice.error(), wakeups));
  return CopySource{std::move(*slice), config_.log, log_->log_start_offset(), end};
}

std::expected<Partition::Switched, Refusal> Partition::switch_log(std::unique_ptr<log::Log>& copy,
                                                                  const SwitchTo& to) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_) return std::unexpected(gone());
  const auto end = log_->log_end_offset();
  if (copy->log_end_offset() < log_->log_start_offset()) return Switched::kBehind;
  if (copy->log_end_offset() < end) {
    const auto slice = log_->read(copy->log_end_offset(), {to.max_bytes, end, true});
    if (!slice) return std::unexpected(refused(slice.error(), wakeups));
    if (const auto added = add_to_copy(*copy, *slice, around_.clock.wall_ms()); !added)
      return copy->failed() ? std::expected<Switched, Refusal>(Switched::kCopyFailed)
                            : std::unexpected(refused(added.error(), wakeups));
    if (copy->log_end_offset() < end) return Switched::kBehind;
  }
  if (auto done = copy->take_over_from(*log_); !done) return Switched::kCopyFailed;
  if (auto done = copy->relocate(to.directory); !done) return Switched::kCopyFailed;
  std::swap(log_, copy);
  to.switched();
  ++switches_;
  unsynced_from_ = log_->recovery_point();
  if (unsynced_since_ms_ < 0) unsynced_since_ms_ = around_.clock.steady_ms();
  sync_soon();
  return Switched::kYes;
}

}  // namespace moldau::broker
