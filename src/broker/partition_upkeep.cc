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
  if (log_) settle(wakeups);  // as it was gathered, committed without a sync
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
    Wakeups wakeups;
    const std::lock_guard lock(mutex_);
    if (!log_) return;
    if (!settle(wakeups)) return;
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

std::expected<bool, Refusal> Partition::start_at(std::int64_t offset, std::unique_lock<std::mutex>& lock,
                                                 Wakeups& wakeups) {
  while (log_ && offset > log_->log_start_offset()) {
    const auto target = log_->prepare_start(offset);
    const auto switches = switches_;
    lock.unlock();
    const auto synced = target.sync();
    lock.lock();
    if (!log_ || switches != switches_) continue;  // what was synced is another log's
    if (!synced) {
      if (!synced.error().lacks_resources()) log_->fail(synced.error());
      return std::unexpected(refused(log::storage_error(synced.error()).error(), wakeups));
    }
    const auto raised = log_->raise_log_start_offset(offset);
    if (!raised) return std::unexpected(refused(raised.error(), wakeups));
    return *raised;
  }
  if (!log_) return std::unexpected(gone());
  return false;
}

std::optional<std::int64_t> Partition::expire() {
  Wakeups wakeups;
  std::unique_lock lock(mutex_);
  if (!log_) return std::nullopt;
  const auto now_ms = around_.clock.wall_ms();
  log_->expire_producers(now_ms);
  const auto staying_from = log_->expire_segments(now_ms, high_watermark_);
  if (!staying_from) refused(staying_from.error(), wakeups);
  if (!staying_from || !*staying_from) return std::nullopt;
  const auto before = log_->log_start_offset();
  const auto raised = start_at(**staying_from, lock, wakeups);
  if (!raised) return std::nullopt;
  if (*raised)
    note("log-start-moved",
         fmt::format("from {} to {}: older than retention.ms={}, or beyond retention.bytes={}", before,
                     log_->log_start_offset(), config_.log.retention_ms, config_.log.retention_bytes));
  return *staying_from;
}

void Partition::delete_segments_below(std::int64_t start) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_) return;
  const auto deleted = log_->delete_segments_below(start, around_.clock.wall_ms());
  if (!deleted)
    refused(deleted.error(), wakeups);
  else if (*deleted > 0)
    sync_soon();  // the recovery point passes what is deleted once that is durable
}

void Partition::remove_deleted_files() {
  log::Removals removals;
  std::uint64_t switches = 0;
  {
    Wakeups wakeups;
    const std::lock_guard lock(mutex_);
    if (!log_) return;
    auto due = log_->due_removals(around_.clock.wall_ms());
    if (!due) {
      refused(due.error(), wakeups);
      return;
    }
    removals = std::move(*due);
    switches = switches_;
  }
  const auto removed = removals.remove();
  if (removed) return;
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_ || switches != switches_) return;
  log_->fail(removed.error());
  stop_serving(ErrorCode::kKafkaStorageError, removed.error().to_string(), wakeups);
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
