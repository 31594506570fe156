#include <algorithm>
#include <utility>

#include "log/log.h"

namespace moldau::log {

void Log::mark_dirty(const SegmentFile& file) {
  const auto same = [&](const SegmentFile& each) { return each.key() == file.key(); };
  if (std::ranges::none_of(dirty_, same)) dirty_.push_back(file);
}

LogResult<void> Log::settle() {
  if (failure_) return refused();
  if (auto done = active().settle(); !done) return failed_midway(done.error());
  return {};
}

SyncTarget Log::prepare_sync() {
  if (!settle()) return {&files_.cache, {}, {}, recovery_point_, truncations_};
  SyncTarget target{&files_.cache, {}, std::exchange(dirty_directories_, {}), log_end_offset_, truncations_};
  dirty_log_ = -1;
  for (const auto& file : std::exchange(dirty_, {})) target.files.push_back({file.key(), file.path()});
  std::ranges::sort(target.directories);
  const auto repeated = std::ranges::unique(target.directories);
  target.directories.erase(repeated.begin(), repeated.end());
  return target;
}

SyncTarget Log::prepare_start(std::int64_t offset) {
  SyncTarget target{&files_.cache, {}, {}, recovery_point_, truncations_};
  if (failure_ || offset < recovery_point_) return target;
  const auto snapshot = snapshot_at(segment_of(offset)->first);
  target.files.push_back({snapshot.key(), snapshot.path()});
  target.directories.push_back(files_.directory);
  return target;
}

void Log::mark_synced(const SyncTarget& target) {
  if (!failure_ && target.truncations == truncations_)
    recovery_point_ = std::max(recovery_point_, target.end_offset);
}

void Log::put_back(const SyncTarget& target) {
  if (failure_) return;
  for (const auto& [key, path] : target.files)
    mark_dirty({files_, key.base_offset, static_cast<FileKind>(key.kind), {key.generation, {}}});
  dirty_directories_.insert(dirty_directories_.end(), target.directories.begin(), target.directories.end());
}

/// Not synced here: what a crash takes of it, recovery finds in the batches past the recovery point, which
/// passes the new epoch only after a sync.
LogResult<void> Log::save_epochs() {
  const SegmentFile checkpoint_file(files_, 0, FileKind::kLeaderEpochs);
  const auto path = checkpoint_file.path();
  // The first one takes nobody's place: half of it is as good as none.
  const auto beside = has_epochs_file_ ? path + ".tmp" : path;
  auto& disk = files_.disk();
  auto file = files_.cache.open_once(beside, OpenMode::kCreate);
  if (!file) return storage_error(file.error());
  const auto text = epochs_.to_checkpoint();
  if (auto done = (*file)->truncate(0); !done) return storage_error(done.error());
  if (auto done = (*file)->write_at(as_bytes(text), 0); !done) return storage_error(done.error());
  if (has_epochs_file_)
    if (auto done = disk.rename(beside, path); !done) return storage_error(done.error());
  has_epochs_file_ = true;
  files_.cache.drop(checkpoint_file.key());
  mark_dirty(checkpoint_file);
  dirty_directories_.push_back(files_.directory);
  return {};
}

LogResult<Checkpoint> Log::close() {
  if (failure_) return refused();
  if (active().appended()) {
    if (auto done = seal_active(); !done) return failed_midway(done.error());
    for (const auto& file : active().files_written()) mark_dirty(file);
  }
  if (last_snapshot_ != log_end_offset_ && log_end_offset_ > segments_.begin()->first)
    if (auto done = save_producers(log_end_offset_); !done) return failed_midway(done.error());
  const auto target = prepare_sync();
  if (auto done = target.sync(); !done) return failed_midway(done.error());
  mark_synced(target);
  return checkpoint();
}

}  // namespace moldau::log
