#include <algorithm>
#include <set>
#include <utility>

#include "base/diag.h"
#include "broker/log_manager.h"

/// What is done again and again: retention, timed syncs and checkpoints.
namespace moldau::broker {

void LogManager::delete_expired(const std::vector<std::shared_ptr<Partition>>& partitions) {
  std::vector<std::shared_ptr<Partition>> shortened;
  std::vector<std::int64_t> starts;
  for (const auto& partition : partitions)
    if (const auto start = partition->expire()) {
      shortened.push_back(partition);
      starts.push_back(*start);
    }
  if (shortened.empty()) return;
  // Nobody moves meanwhile, to a directory that does not know where the log starts.
  const std::lock_guard checkpoints(checkpoint_mutex_);
  const auto failed = save_log_starts(shortened);
  for (std::size_t i = 0; i < shortened.size(); ++i)
    if (const auto at = directory_of(*shortened[i]); at && !failed.contains(*at))
      shortened[i]->delete_segments_below(starts[i]);
  for (const auto& [index, why] : failed)
    diag::error("segments that expired stay until their logs' starts can be noted path={} reason=\"{}\"",
                directories_[index].handle.path(), why);
}

void LogManager::maintain() {
  const auto partitions = all();
  delete_expired(partitions);
  for (const auto& partition : partitions) partition->remove_deleted_files();
  std::vector<Removal> due;
  {
    const std::lock_guard lock(mutex_);
    const auto now_ms = clock_.steady_ms();
    const auto first =
        std::ranges::stable_partition(removals_, [&](const auto& r) { return r.due_ms > now_ms; });
    due.assign(std::make_move_iterator(first.begin()), std::make_move_iterator(first.end()));
    removals_.erase(first.begin(), first.end());
  }
  for (const auto& removal : due)
    if (auto done = directories_[removal.directory].handle.remove(removal.path); !done)
      diag::error("cannot remove a deleted partition path={} reason=\"{}\"", removal.path,
                  done.error().message);
}

void LogManager::flush_due() {
  if (*timed_flushes_ == 0) return;
  for (const auto& partition : all()) partition->flush_if_due();
}

void LogManager::write_checkpoints() {
  std::vector<std::optional<log::Checkpoint>> checkpoints;
  const auto partitions = all();
  // Nobody moves meanwhile: what one log has on the disk is not what its copy has.
  const std::lock_guard lock(checkpoint_mutex_);
  for (const auto& partition : partitions) checkpoints.push_back(partition->checkpoint());
  note(partitions, checkpoints);
  for (std::size_t i = 0; i < directories_.size(); ++i) {
    if (has_failed(directories_[i])) continue;
    auto done = write_checkpoints_of(directories_[i]);
    if (done) continue;
    diag::error("cannot write a checkpoint reason=\"{}\"", done.error().message);
    if (done.error().kind == log::LogErrorKind::kDisk) fail_directory(i, done.error().message);
  }
}

/// Where a partition has no checkpoint the one that is known stays.
void LogManager::note(const std::vector<std::shared_ptr<Partition>>& partitions,
                      const std::vector<std::optional<log::Checkpoint>>& checkpoints) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const auto key = key_of(*partitions[i]);
    const auto hosted = hosted_.find(key);
    if (!checkpoints[i] || hosted == hosted_.end() || hosted->second.partition != partitions[i]) continue;
    auto& directory = directories_[hosted->second.directory];
    directory.recovery_points[key] = checkpoints[i]->recovery_point;
    directory.log_start_offsets[key] = checkpoints[i]->log_start_offset;
  }
}

log::LogResult<void> LogManager::write_checkpoints_of(const Directory& directory) {
  log::OffsetCheckpoint recovery_points;
  {
    const std::lock_guard lock(mutex_);
    recovery_points = directory.recovery_points;
  }
  const auto done = directory.handle.write_checkpoint(log::LogDirectory::kRecoveryPoints, recovery_points);
  return done ? write_log_start_offsets_of(directory) : done;
}

std::map<std::size_t, std::string> LogManager::save_log_starts(
    const std::vector<std::shared_ptr<Partition>>& partitions) {
  std::vector<std::optional<log::Checkpoint>> checkpoints;
  std::set<std::size_t> touched;
  std::map<std::size_t, std::string> failed;
  for (const auto& partition : partitions) {
    checkpoints.push_back(partition->checkpoint());
    const auto at = directory_of(*partition);
    if (!at) continue;
    touched.insert(*at);
    if (!checkpoints.back()) failed[*at] = is_offline(directories_[*at]);
  }
  note(partitions, checkpoints);
  for (const auto index : touched) {
    if (failed.contains(index)) continue;
    const auto done = write_log_start_offsets_of(directories_[index]);
    if (done) continue;
    if (done.error().kind == log::LogErrorKind::kDisk) fail_directory(index, done.error().message);
    failed[index] = done.error().message;
  }
  return failed;
}

log::LogResult<void> LogManager::write_log_start_offsets_of(const Directory& directory) {
  log::OffsetCheckpoint log_start_offsets;
  {
    const std::lock_guard lock(mutex_);
    log_start_offsets = directory.log_start_offsets;
  }
  return directory.handle.write_checkpoint(log::LogDirectory::kLogStartOffsets, log_start_offsets);
}

}  // namespace moldau::broker
