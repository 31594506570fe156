#include <chrono>
#include <fmt/format.h>
#include <utility>

#include "base/diag.h"
#include "broker/partition.h"
#include "broker/partition_wakeups.h"

/// Syncs, retention, configuration and the end of a partition.
namespace moldau::broker {

using protocol::ErrorCode;
namespace {

/// Disks are the process', not a partition's.
Durations<SharedCounter>& syncs_of_process() {
  static Durations<SharedCounter> durations;
  return durations;
}

}  // namespace

DurationCounts Partition::sync_times() {
  return syncs_of_process().counts();
}

void Partition::configure(PartitionConfig config) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  config_ = config;
  if (!config_.log.cleanup_compact) stop_cleaning_ = true;
  if (!log_) return;
  follow_config();
  if (!sync_before_commit()) advance_high_watermark(log_->log_end_offset(), wakeups);
}

void Partition::follow_config() {
  log_->configure(config_.log);
  compacts_ = config_.log.cleanup_compact;
  set_timed_flush(config_.log.flush_ms != log::LogConfig::kNever || sync_again_);
}

void Partition::set_timed_flush(bool wanted) {
  if (std::exchange(timed_flush_, wanted) == wanted || !around_.timed_flushes) return;
  *around_.timed_flushes += wanted ? 1 : -1;
}

void Partition::sync_soon() {
  if (sync_running_) return;
  sync_running_ = true;
  around_.syncs.submit([self = shared_from_this()] { self->sync_pass(); });
}

void Partition::sync_pass() {
  log::SyncTarget target;
  std::uint64_t switches = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!log_) return;
    target = log_->prepare_sync();
    switches = switches_;
    unsynced_since_ms_ = around_.clock.steady_ms();
  }
  const auto began = std::chrono::steady_clock::now();
  const auto synced = target.sync();
  syncs_of_process().add_ns(
      static_cast<std::uint64_t>((std::chrono::steady_clock::now() - began) / std::chrono::nanoseconds(1)));
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  sync_running_ = false;
  if (!log_) return;
  if (switches != switches_) return sync_soon();  // what was synced is another log's
  if (!synced && synced.error().lacks_resources()) {
    diag::error("cannot sync yet partition={} reason=\"{}\"", identity_.to_string(),
                synced.error().to_string());
    log_->put_back(target);
    sync_again_ = true;
    set_timed_flush(true);
    return;
  }
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
  if (!log_) return;
  if (std::exchange(sync_again_, false)) {
    follow_config();
    return sync_soon();
  }
  if (unsynced_since_ms_ < 0 || config_.log.flush_ms == log::LogConfig::kNever) return;
  if (around_.clock.steady_ms() - unsynced_since_ms_ >= config_.log.flush_ms) sync_soon();
}

void Partition::maintain() {
  const auto deleted = delete_old();
  const auto removed = deleted.removals.remove();
  if (removed) return;
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_ || deleted.switches != switches_) return;
  log_->fail(removed.error());
  stop_serving(ErrorCode::kKafkaStorageError, removed.error().to_string(), wakeups);
}

Partition::Deleted Partition::delete_old() {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_) return {};
  const auto now_ms = around_.clock.wall_ms();
  log_->expire_producers(now_ms);
  const auto start = log_->log_start_offset();
  const auto deleted = log_->delete_old_segments(now_ms, high_watermark_);
  if (!deleted) {
    refused(deleted.error(), wakeups);
    return {};
  }
  if (*deleted > 0) {
    note("log-start-moved", fmt::format("from {} to {}: {} segments are older than retention.ms={}, beyond "
                                        "retention.bytes={}, or were deleted by DeleteRecords before",
                                        start, log_->log_start_offset(), *deleted, config_.log.retention_ms,
                                        config_.log.retention_bytes));
    sync_soon();  // the recovery point passes what is deleted once that is durable
  }
  auto removals = log_->due_removals(now_ms);
  if (removals) return {std::move(*removals), switches_};
  refused(removals.error(), wakeups);
  return {};
}

std::optional<log::Checkpoint> Partition::checkpoint() const {
  const std::lock_guard lock(mutex_);
  if (!log_) return std::nullopt;
  return log_->checkpoint();
}

std::expected<log::Checkpoint, std::string> Partition::close() {
  Wakeups wakeups;
  std::unique_lock lock(mutex_);
  end_cleaning(lock);
  if (!log_) return std::unexpected(gone_reason_);
  const auto closed = log_->close();
  if (!closed) return std::unexpected(refused(closed.error(), wakeups).message);
  if (sync_before_commit()) advance_high_watermark(log_->log_end_offset(), wakeups);
  stop_serving(ErrorCode::kNotLeaderOrFollower, "the broker is shutting down", wakeups);
  return *closed;
}

}  // namespace moldau::broker
