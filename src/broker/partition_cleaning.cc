#include "broker/partition_cleaning.h"

#include <chrono>

#include "base/diag.h"
#include "broker/partition_wakeups.h"
#include "log/segment_swap.h"

namespace moldau::broker {

using log::LogErrorKind;
using log::LogResult;
using protocol::ErrorCode;

namespace {

std::unexpected<log::LogError> stopped() {
  return log::refuse(ErrorCode::kUnknownServerError, "the partition is not to be cleaned any more");
}

}  // namespace

std::optional<log::Cleanable> Partition::cleanable(std::optional<std::int64_t> checkpoint) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_ || !config_.log.cleanup_compact || cleaning_ || uncleanable_ || cleaning_holds_ > 0)
    return std::nullopt;
  const auto what = log_->cleanable(checkpoint, high_watermark_, around_.clock.wall_ms());
  if (!what) {
    cannot_clean(what.error(), wakeups);
    return std::nullopt;
  }
  // What is not durable is not cleaned: recovery must never meet a cleaned segment in its way.
  if (log_->has_unsynced_segments()) sync_soon();
  return *what;
}

std::optional<std::uint64_t> Partition::uncleanable_bytes() const {
  const std::lock_guard lock(mutex_);
  if (!log_ || !config_.log.cleanup_compact || !uncleanable_) return std::nullopt;
  return log_->size_bytes();
}

std::unique_ptr<PartitionCleaning> Partition::begin_cleaning(const log::Cleanable& what) {
  Wakeups wakeups;
  const std::lock_guard lock(mutex_);
  if (!log_ || cleaning_ || cleaning_holds_ > 0) return nullptr;
  auto plan = log_->plan_cleaning(what, around_.clock.wall_ms());
  if (!plan) {
    cannot_clean(plan.error(), wakeups);
    return nullptr;
  }
  cleaning_ = true;
  stop_cleaning_ = !config_.log.cleanup_compact;
  return std::make_unique<PartitionCleaning>(shared_from_this(), std::move(*plan));
}

void Partition::cannot_clean(const log::LogError& error, Wakeups& wakeups) {
  switch (error.kind) {
    case LogErrorKind::kDisk: refused(error, wakeups); break;
    case LogErrorKind::kDamage:
      if (!std::exchange(uncleanable_, true))
        diag::error("log cannot be cleaned, until the next start partition={} reason=\"{}\"",
                    identity_.to_string(), error.message);
      break;
    case LogErrorKind::kResources:
      diag::warn("log is cleaned later partition={} reason=\"{}\"", identity_.to_string(), error.message);
      break;
    case LogErrorKind::kRequest:
      diag::info("cleaning is given up partition={} reason=\"{}\"", identity_.to_string(), error.message);
      break;
  }
}

void Partition::end_cleaning(std::unique_lock<std::mutex>& lock) {
  stop_cleaning_ = true;
  cleaned_.wait(lock, [this] { return !cleaning_; });
}

void Partition::hold_cleaning() {
  std::unique_lock lock(mutex_);
  ++cleaning_holds_;
  end_cleaning(lock);
}

void Partition::release_cleaning() {
  const std::lock_guard lock(mutex_);
  --cleaning_holds_;
}

PartitionCleaning::~PartitionCleaning() {
  const std::lock_guard lock(partition_->mutex_);
  partition_->cleaning_ = false;
  partition_->cleaned_.notify_all();
}

std::optional<std::int64_t> PartitionCleaning::run(const Resources& resources) {
  const auto end = clean(resources);
  if (end) return *end;
  Partition::Wakeups wakeups;
  const std::lock_guard lock(partition_->mutex_);
  if (partition_->log_) partition_->cannot_clean(end.error(), wakeups);
  return std::nullopt;
}

LogResult<std::int64_t> PartitionCleaning::clean(const Resources& resources) {
  const auto began = std::chrono::steady_clock::now();
  const auto seed = Uuid::random().bytes;
  log::Cleaner cleaner(
      *plan_,
      {.map = {.memory_bytes = resources.map_bytes,
               .load_factor = resources.load_factor,
               .hash_key = {load_be<std::uint64_t>(seed.data()), load_be<std::uint64_t>(seed.data() + 8)}},
       .io_buffer_bytes = resources.io_buffer_bytes,
       .proceed = [&](std::size_t bytes) {
         statistics_ = cleaner.statistics();
         return !partition_->stop_cleaning_ && resources.throttle(bytes);
       }});
  const auto end_offset = clean(cleaner);
  statistics_ = cleaner.statistics();
  if (!end_offset) return end_offset;
  const auto took = std::chrono::steady_clock::now() - began;
  diag::info("log is cleaned partition={} from={} to={} keys={} bytes_read={} bytes_written={} ms={}",
             plan_->name, plan_->first_dirty_offset, *end_offset, statistics_.keys, statistics_.bytes_read,
             statistics_.bytes_written, std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
  return end_offset;
}

LogResult<std::int64_t> PartitionCleaning::clean(log::Cleaner& cleaner) {
  const auto end_offset = cleaner.build_map();
  if (!end_offset) return end_offset;
  for (const auto group : cleaner.groups(*end_offset)) {
    const auto cleaned = cleaner.clean(group);
    if (!cleaned) return std::unexpected(cleaned.error());
    if (cleaned->unchanged) continue;
    if (auto done = replace(cleaner, *cleaned); !done) return std::unexpected(done.error());
  }
  return end_offset;
}

LogResult<void> PartitionCleaning::replace(const log::Cleaner& cleaner, const log::CleanedSegment& cleaned) {
  bool begun = false;
  log::SegmentSwap swap(*plan_, [&](const log::SegmentSwap::Step& step) -> LogResult<void> {
    const std::lock_guard lock(partition_->mutex_);
    if (!partition_->log_ || (!begun && partition_->stop_cleaning_)) return stopped();
    return step(*partition_->log_);
  });
  const auto ready = swap.begin(cleaned);
  if (!ready) cleaner.remove(cleaned);
  if (!ready) return ready;
  begun = true;
  return swap.finish(cleaned, partition_->around_.clock.wall_ms());
}

}  // namespace moldau::broker
