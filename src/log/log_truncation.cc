#include <algorithm>

#include "base/diag.h"
#include "log/log.h"

/// What a follower does whose leader knows better.
namespace moldau::log {

LogResult<void> Log::remove_segments(Segments::iterator first, Segments::iterator last) {
  for (auto at = first; at != last; ++at) {
    for (const auto& file : at->second->files())
      if (auto done = file.remove(); !done) return storage_error(done.error());
    if (auto done = snapshot_at(at->first).remove(); !done) return storage_error(done.error());
  }
  segments_.erase(first, last);
  return {};
}

LogResult<void> Log::truncate_to(std::int64_t offset) {
  if (failure_) return refused();
  if (offset >= log_end_offset_) return {};
  if (offset <= segments_.begin()->first) return truncate_fully_and_start_at(offset);
  diag::info("log is truncated topic={} partition={} from={} to={}", topic_, partition_, log_end_offset_,
             offset);
  ++truncations_;
  if (auto done = remove_segments_past(offset); !done) return failed_midway(done.error());
  if (auto done = active().truncate_to(offset); !done) return failed_midway(done.error());
  log_end_offset_ = offset;
  recovery_point_ = std::min(recovery_point_, offset);
  log_start_offset_ = std::min(log_start_offset_, offset);
  epochs_.truncate_from_end(offset);
  if (auto done = save_epochs(); !done) return failed_midway(done.error());
  if (auto done = remove_snapshots_past(offset); !done) return failed_midway(done.error());
  if (auto done = replay_producers({offset, offset}); !done) return failed_midway(done.error());
  if (auto done = prepare_sync().sync(); !done) return failed_midway(done.error());
  return {};
}

/// The last one first, and each durably: a crash may leave more of the log than was wanted, but no hole in
/// it.
LogResult<void> Log::remove_segments_past(std::int64_t offset) {
  while (segments_.rbegin()->first > offset) {
    if (auto done = remove_segments(std::prev(segments_.end()), segments_.end()); !done) return done;
    if (auto done = files_.disk().sync_directory(files_.directory); !done) return storage_error(done.error());
  }
  return {};
}

LogResult<void> Log::truncate_fully_and_start_at(std::int64_t offset) {
  if (failure_) return refused();
  diag::info("log starts afresh topic={} partition={} at={}", topic_, partition_, offset);
  ++truncations_;
  dirty_.clear();
  if (auto done = remove_segments(segments_.begin(), segments_.end()); !done)
    return failed_midway(done.error());
  log_start_offset_ = log_end_offset_ = recovery_point_ = offset;
  last_snapshot_ = -1;
  producers_.clear();
  epochs_.clear();
  if (auto done = add_segment(offset, 0, 0)->second->create(); !done) return failed_midway(done.error());
  if (auto done = save_epochs(); !done) return failed_midway(done.error());
  if (auto done = remove_snapshots_past(-1); !done) return failed_midway(done.error());
  if (auto done = prepare_sync().sync(); !done) return failed_midway(done.error());
  return {};
}

}  // namespace moldau::log
