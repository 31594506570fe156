#include <utility>

#include "base/diag.h"
#include "broker/log_manager.h"

/// What the log cleaner wants from the log directories, and leaves there.
namespace moldau::broker {

/// Nothing is lost without it: what is clean is cleaned once more.
void LogManager::load_cleaner_offsets(Directory& directory) {
  auto offsets = directory.handle.read_checkpoint(log::LogDirectory::kCleanerOffsets);
  if (!offsets)
    diag::warn("logs are cleaned from their start reason=\"{}\"", offsets.error().message);
  else
    directory.cleaner_offsets = std::move(*offsets);
}

std::vector<LogManager::Compacted> LogManager::compacted() const {
  const std::lock_guard lock(mutex_);
  std::vector<Compacted> found;
  for (const auto& [key, hosted] : hosted_) {
    if (!hosted.partition->compacts()) continue;
    const auto& offsets = directories_[hosted.directory].cleaner_offsets;
    const auto at = offsets.find(key);
    found.push_back({hosted.partition, at == offsets.end() ? std::nullopt : std::optional(at->second)});
  }
  return found;
}

std::vector<LogManager::Uncleanable> LogManager::uncleanable() const {
  std::vector<Uncleanable> found;
  std::vector<std::pair<std::shared_ptr<Partition>, std::size_t>> compacted;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& directory : directories_) found.push_back({.path = directory.absolute_path});
    for (const auto& [key, hosted] : hosted_)
      if (hosted.partition->compacts()) compacted.emplace_back(hosted.partition, hosted.directory);
  }
  for (const auto& [partition, directory] : compacted) {
    const auto bytes = partition->uncleanable_bytes();
    if (!bytes) continue;
    ++found[directory].partitions;
    found[directory].bytes += *bytes;
  }
  return found;
}

void LogManager::note_cleaned(const Partition& partition, std::int64_t cleaned_to) {
  const std::lock_guard checkpoints(checkpoint_mutex_);
  log::OffsetCheckpoint offsets;
  std::size_t index = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto key = key_of(partition);
    const auto hosted = hosted_.find(key);
    if (hosted == hosted_.end() || hosted->second.partition.get() != &partition) return;
    index = hosted->second.directory;
    if (directories_[index].failed) return;
    directories_[index].cleaner_offsets[key] = cleaned_to;
    offsets = directories_[index].cleaner_offsets;
  }
  const auto done = directories_[index].handle.write_checkpoint(log::LogDirectory::kCleanerOffsets, offsets);
  if (!done) fail_directory(index, done.error().message);
}

}  // namespace moldau::broker
