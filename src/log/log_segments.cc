#include <algorithm>

#include "base/diag.h"
#include "log/elapsed.h"
#include "log/log.h"

/// Segments come by rolling and go by retention.
namespace moldau::log {

Log::Segments::iterator Log::add_segment(std::int64_t base_offset, std::uint64_t size, std::int64_t now_ms) {
  return segments_.emplace(base_offset, std::make_unique<Segment>(files_, config_, base_offset, size, now_ms))
      .first;
}

/// Where producers have transactions each segment gets its transaction index, an empty one maybe: so that one
/// that is missing later is known to be lost.
LogResult<void> Log::seal_active() {
  if (auto done = active().seal(); !done || !transactional_) return done;
  return active().transaction_index().create();
}

LogResult<void> Log::begin_transactions() {
  if (transactional_) return {};
  for (const auto& [base_offset, segment] : segments_)
    if (auto done = segment->transaction_index().create(); !done) return done;
  dirty_directories_.push_back(files_.directory);
  transactional_ = true;
  return {};
}

LogResult<void> Log::roll(std::int64_t now_ms) {
  if (failure_) return refused();
  if (auto done = roll_to(log_end_offset_, now_ms); !done) return failed(done.error());
  return {};
}

LogResult<void> Log::roll_to(std::int64_t base_offset, std::int64_t now_ms) {
  if (active().size() == 0) {
    if (active().base_offset() == base_offset) return {};
    const auto last = std::prev(segments_.end());  // empty, and offsets went on without it
    if (auto done = remove_segments(last, segments_.end()); !done) return done;
  } else {
    if (auto done = seal_active(); !done) return done;
    for (const auto& file : active().files_written()) mark_dirty(file);
  }
  if (auto done = save_producers(base_offset); !done) return done;
  const auto added = add_segment(base_offset, 0, now_ms);
  dirty_directories_.push_back(files_.directory);
  auto created = added->second->create();
  if (created) return created;
  // The log goes on with the segment before, if need be beyond this one's offset.
  for (const auto& file : added->second->files())
    if (auto done = file.remove(); !done) return failed_midway(done.error());
  if (segments_.size() == 1) return failed_midway(created.error());
  segments_.erase(added);
  return created;
}

LogResult<std::size_t> Log::count_expired(std::int64_t now_ms, std::int64_t high_watermark) {
  std::size_t count = 0;
  auto at = segments_.cbegin();
  const auto may_go = [&] {
    return at != segments_.cend() && end_of(at) <= high_watermark &&
           (at->second->size() > 0 || std::next(at) != segments_.cend());
  };
  const auto take = [&] { ++count, ++at; };
  while (may_go() && std::next(at) != segments_.cend() && end_of(at) <= log_start_offset_) take();
  if (!config_.cleanup_delete) return count;

  if (config_.retention_bytes >= 0) {
    auto excess = static_cast<std::int64_t>(size_bytes()) - config_.retention_bytes;
    for (auto gone = segments_.cbegin(); gone != at; ++gone)
      excess -= static_cast<std::int64_t>(gone->second->size());
    for (; may_go() && excess >= static_cast<std::int64_t>(at->second->size()); take())
      excess -= static_cast<std::int64_t>(at->second->size());
  }
  while (config_.retention_ms >= 0 && may_go()) {
    const auto newest = at->second->max_timestamp();
    if (!newest && newest.error().kind == LogErrorKind::kDamage) {
      (void)failed(newest.error());
      break;  // nobody knows how old its records are
    }
    if (!newest) return std::unexpected(newest.error());
    const auto from_ms = newest->timestamp_ms >= 0 ? newest->timestamp_ms : at->second->created_ms();
    if (elapsed_ms(from_ms, now_ms) <= config_.retention_ms) break;
    take();
  }
  return count;
}

LogResult<std::optional<std::int64_t>> Log::expire_segments(std::int64_t now_ms,
                                                            std::int64_t high_watermark) {
  if (failure_) return refused();
  if (swapping_) return std::nullopt;  // the next time
  const auto count = count_expired(now_ms, high_watermark);
  if (!count) return failed(count.error());
  if (*count == 0) return std::nullopt;
  if (*count == segments_.size())
    if (auto done = roll_to(log_end_offset_, now_ms); !done) return failed(done.error());
  return std::next(segments_.begin(), static_cast<std::ptrdiff_t>(*count))->first;
}

LogResult<std::size_t> Log::delete_segments_below(std::int64_t start, std::int64_t now_ms) {
  if (failure_) return refused();
  if (swapping_) return 0;
  std::size_t count = 0;
  while (segments_.size() > 1 && end_of(segments_.begin()) <= start) {
    if (auto done = retire_oldest(now_ms); !done) return failed_midway(done.error());
    ++count;
  }
  if (count == 0) return 0;
  dirty_directories_.push_back(files_.directory);
  diag::info("old segments are deleted topic={} partition={} segments={} log_start_offset={}", topic_,
             partition_, count, log_start_offset_);
  return count;
}

LogResult<void> Log::retire_oldest(std::int64_t now_ms) {
  const auto oldest = segments_.begin();
  for (const auto& file : oldest->second->files())
    if (auto done = retire(file, now_ms); !done) return done;
  if (auto done = retire(snapshot_at(oldest->first), now_ms); !done) return done;
  segments_.erase(oldest);
  return {};
}

LogResult<void> Log::retire(const SegmentFile& file, std::int64_t now_ms) {
  auto renamed = file.retire();
  if (!renamed) return storage_error(renamed.error());
  if (*renamed) removals_.push_back({std::move(**renamed), now_ms + config_.file_delete_delay_ms});
  return {};
}

LogResult<Removals> Log::due_removals(std::int64_t now_ms) {
  if (failure_) return refused();
  Removals removals{&files_.disk(), {}, false};
  const auto due =
      std::ranges::stable_partition(removals_, [&](const auto& each) { return each.due_ms > now_ms; });
  for (auto& removal : due) removals.paths.push_back(std::move(removal.path));
  removals_.erase(due.begin(), due.end());
  removals.more_to_come = !removals_.empty();
  return removals;
}

IoResult<void> Removals::remove() const {
  for (const auto& path : paths)
    if (auto done = disk->remove(path); !done) return done;
  return {};
}

LogResult<bool> Log::raise_log_start_offset(std::int64_t offset) {
  if (failure_) return refused();
  if (offset <= log_start_offset_) return false;
  log_start_offset_ = std::min(offset, log_end_offset_);
  producers_.truncate_from_start(log_start_offset_);
  if (epochs_.truncate_from_start(log_start_offset_))
    if (auto done = save_epochs(); !done) return failed_midway(done.error());
  return true;
}

}  // namespace moldau::log
