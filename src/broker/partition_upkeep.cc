#include <limits>
#include <utility>

#include "base/diag.h"
#include "broker/partition.h"
#include "broker/partition_wakeups.h"

/// Syncs, retention, configuration and the end of a partition.
namespace moldau::broker {

using protocol::ErrorCode;

void Partition::configure(PartitionConfig config) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  config_ = std::move(config);
  if (!log_) return;
  log_->configure(config_.log);
  if (!sync_before_commit()) advance_high_watermark(log_->log_end_offset(), wakeups);
}

void Partition::sync_soon() {
  if (sync_running_) return;
  sync_running_ = true;
  around_.syncs.submit([self = shared_from_this()] { self->sync_pass(); });
}

void Partition::sync_pass() {
  log::SyncTarget target;
  {
    const std::lock_guard lock(mutex_);
    if (!log_) return;
    target = log_->prepare_sync();
    unsynced_since_ms_ = around_.clock.steady_ms();
  }
  const auto synced = target.sync();
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  sync_running_ = false;
  if (!log_) return;
  if (!synced) {
    log_->fail(synced.error());
    stop_serving(ErrorCode::kKafkaStorageError, synced.error().to_string(), wakeups);
    return;
  }
  log_->mark_synced(target);
  unsynced_from_ = target.end_offset;
  const bool more = log_->log_end_offset() > target.end_offset;
  if (!more) unsynced_since_ms_ = -1;
  if (sync_before_commit()) {
    advance_high_watermark(target.end_offset, wakeups);
    if (more) sync_soon();  // what came meanwhile, behind other partitions' turns
  }
}

void Partition::flush_if_due() {
  const std::lock_guard lock(mutex_);
  if (!log_ || unsynced_since_ms_ < 0 || config_.log.flush_ms == log::LogConfig::kNever) return;
  if (around_.clock.steady_ms() - unsynced_since_ms_ >= config_.log.flush_ms) sync_soon();
}

void Partition::maintain() {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_) return;
  const auto now_ms = around_.clock.wall_ms();
  log_->expire_producers(now_ms);
  if (auto done = log_->delete_old_segments(now_ms, high_watermark_); !done) {
    refused(done.error(), wakeups);
    return;
  }
  if (auto done = log_->remove_deleted_files(now_ms); !done) refused(done.error(), wakeups);
}

std::optional<log::Checkpoint> Partition::checkpoint() const {
  const std::lock_guard lock(mutex_);
  if (!log_) return std::nullopt;
  return log_->checkpoint();
}

std::expected<log::Checkpoint, std::string> Partition::close() {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_) return std::unexpected(gone_reason_);
  const auto closed = log_->close();
  if (!closed) return std::unexpected(refused(closed.error(), wakeups).message);
  if (sync_before_commit()) advance_high_watermark(log_->log_end_offset(), wakeups);
  stop_serving(ErrorCode::kNotLeaderOrFollower, "the broker is shutting down", wakeups);
  return *closed;
}

}  // namespace moldau::broker
