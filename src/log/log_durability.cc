#include <algorithm>
#include <utility>

#include "log/log.h"

namespace moldau::log {
namespace {

constexpr std::string_view kEpochFile = "leader-epoch-checkpoint";

}  // namespace

void Log::mark_dirty(std::shared_ptr<File> file) {
  if (std::ranges::find(dirty_, file) == dirty_.end()) dirty_.push_back(std::move(file));
}

LogResult<void> Log::mark_dirty(const SegmentFile& segment_file) {
  auto file = segment_file.open();
  if (!file && file.error().code == ENOENT) return {};
  if (!file) return storage_error(file.error());
  mark_dirty(std::move(*file));
  return {};
}

SyncTarget Log::prepare_sync() {
  SyncTarget target{std::exchange(dirty_, {}), std::exchange(dirty_directories_, {}), log_end_offset_,
                    truncations_, &files_.disk()};
  std::ranges::sort(target.directories);
  const auto repeated = std::ranges::unique(target.directories);
  target.directories.erase(repeated.begin(), repeated.end());
  return target;
}

void Log::mark_synced(const SyncTarget& target) {
  if (target.truncations == truncations_) recovery_point_ = std::max(recovery_point_, target.end_offset);
}

/// Not synced here: what a crash takes of it, recovery finds in the batches past the recovery point, which
/// passes the new epoch only after a sync.
LogResult<void> Log::save_epochs() {
  const auto path = files_.path_of(kEpochFile);
  const auto beside = path + ".tmp";
  auto& disk = files_.disk();
  auto file = disk.open(beside, OpenMode::kCreate);
  if (!file) return storage_error(file.error());
  const auto text = epochs_.to_checkpoint();
  if (auto done = (*file)->truncate(0); !done) return storage_error(done.error());
  if (auto done = (*file)->write_at(as_bytes(text), 0); !done) return storage_error(done.error());
  if (auto done = disk.rename(beside, path); !done) return storage_error(done.error());
  mark_dirty(std::shared_ptr<File>(std::move(*file)));
  dirty_directories_.push_back(files_.directory);
  return {};
}

LogResult<Checkpoint> Log::close() {
  if (failure_) return refused();
  if (auto done = active().seal(); !done) return failed(done.error());
  for (const auto& file : active().files())
    if (auto done = mark_dirty(file); !done) return failed(done.error());
  if (last_snapshot_ != log_end_offset_ && log_end_offset_ > segments_.begin()->first)
    if (auto done = save_producers(log_end_offset_); !done) return failed(done.error());
  const auto target = prepare_sync();
  if (auto done = target.sync(); !done) return failed(done.error());
  mark_synced(target);
  return checkpoint();
}

}  // namespace moldau::log
