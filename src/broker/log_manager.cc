#include "broker/log_manager.h"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <ranges>
#include <thread>
#include <utility>

#include "base/diag.h"

namespace moldau::broker {
namespace {

log::TopicPartition key_of(const Partition::Identity& identity) {
  return {identity.topic, identity.index};
}

/// Calls `work(i)` for each i below `count` on up to `threads` threads.
template <class Work>
void in_parallel(std::size_t count, std::size_t threads, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(count, threads); ++i) others.emplace_back(run);
  run();
}

}  // namespace

LogManager::LogManager(FileSystem& files, const Clock& clock, BlockingPool& syncs, Options options)
    : files_(files),
      clock_(clock),
      syncs_(syncs),
      options_(std::move(options)),
      cache_(files, options_.open_files) {}

std::expected<void, std::string> LogManager::open_directories() {
  for (const auto& path : options_.directories) {
    auto handle = log::LogDirectory::open(files_, path);
    if (!handle) return std::unexpected(fmt::format("log.dirs={}: {}", path, handle.error().message));
    directories_.push_back({.handle = std::move(*handle)});
    if (auto loaded = load(directories_.back()); !loaded) return loaded;
  }
  return {};
}

std::expected<void, std::string> LogManager::load(Directory& directory) {
  const auto said = [&](const log::LogError& error) {
    return std::unexpected(fmt::format("log.dirs={}: {}", directory.handle.path(), error.message));
  };
  auto recovery_points = directory.handle.read_checkpoint(log::LogDirectory::kRecoveryPoints);
  if (!recovery_points) return said(recovery_points.error());
  directory.recovery_points = std::move(*recovery_points);
  auto log_start_offsets = directory.handle.read_checkpoint(log::LogDirectory::kLogStartOffsets);
  if (!log_start_offsets) return said(log_start_offsets.error());
  directory.log_start_offsets = std::move(*log_start_offsets);
  const auto clean = directory.handle.take_clean_shutdown_marker();
  if (!clean) return said(clean.error());
  directory.clean_shutdown = *clean;
  auto found = directory.handle.partitions();
  if (!found) return said(found.error());
  const auto index = static_cast<std::size_t>(&directory - directories_.data());
  for (auto& each : *found) {
    if (each.name.deleted)
      removals_.push_back({index, std::move(each.path), clock_.steady_ms()});
    else
      directory.unclaimed[{each.name.topic, each.name.partition}] = std::move(each.path);
  }
  return {};
}

std::vector<std::shared_ptr<Partition>> LogManager::open(const std::vector<Wanted>& wanted, bool at_start) {
  std::vector<std::size_t> places;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& each : wanted) places.push_back(directory_for(key_of(each.identity)));
  }
  std::vector<std::shared_ptr<Partition>> opened(wanted.size());
  in_parallel(wanted.size(), at_start ? options_.recovery_threads : 1,
              [&](std::size_t i) { opened[i] = open_one(wanted[i], places[i]); });
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < wanted.size(); ++i)
    hosted_[key_of(wanted[i].identity)] = {opened[i], places[i]};
  if (at_start) report_unclaimed();
  return opened;
}

/// Where the partition lies, or else the directory with the fewest.
std::size_t LogManager::directory_for(const log::TopicPartition& partition) {
  auto chosen =
      std::ranges::find_if(directories_, [&](const auto& d) { return d.unclaimed.contains(partition); });
  if (chosen == directories_.end())
    chosen = std::ranges::min_element(directories_, {}, [](const auto& directory) {
      return std::pair(directory.failed, directory.partition_count);
    });
  ++chosen->partition_count;
  return static_cast<std::size_t>(chosen - directories_.begin());
}

std::shared_ptr<Partition> LogManager::open_one(const Wanted& wanted, std::size_t index) {
  const Partition::Surroundings around{clock_, syncs_,
                                       [this, index](const std::string& why) { fail_directory(index, why); }};
  auto& directory = directories_[index];
  bool failed;
  {
    const std::lock_guard lock(mutex_);
    failed = directory.failed;
  }
  if (failed)
    return std::make_shared<Partition>(wanted.identity, fmt::format("{} is offline", directory.handle.path()),
                                       wanted.leader_epoch, around);
  auto log = open_log(wanted, directory);
  if (!log) {
    diag::error("partition is offline partition={} reason=\"{}\"", wanted.identity.to_string(),
                log.error().message);
    return std::make_shared<Partition>(wanted.identity, log.error().message, wanted.leader_epoch, around);
  }
  return std::make_shared<Partition>(wanted.identity, std::move(*log), wanted.leader_epoch, wanted.config,
                                     around);
}

log::LogResult<std::unique_ptr<log::Log>> LogManager::open_log(const Wanted& wanted, Directory& directory) {
  const auto key = key_of(wanted.identity);
  log::OpenOptions options{
      .directory = directory.handle.partition_path(key.first, key.second),
      .topic = key.first,
      .partition = key.second,
      .topic_id = wanted.identity.topic_id,
      .config = wanted.config.log,
      .clean_shutdown = directory.clean_shutdown,
      .checkpoint = {},
      .now_ms = clock_.wall_ms(),
  };
  {
    const std::lock_guard lock(mutex_);
    directory.unclaimed.erase(key);
    if (const auto at = directory.recovery_points.find(key); at != directory.recovery_points.end())
      options.checkpoint.recovery_point = at->second;
    if (const auto at = directory.log_start_offsets.find(key); at != directory.log_start_offsets.end())
      options.checkpoint.log_start_offset = at->second;
  }
  auto log = log::Log::open(cache_, options);
  if (log || log.error().code != protocol::ErrorCode::kInconsistentTopicId) return log;
  // A topic of the same name that was deleted while its directory could not be renamed.
  const auto aside = fmt::format("{}.{}-stray", options.directory, Uuid::random().to_string());
  diag::warn("a directory of another topic with this name is set aside partition={} reason=\"{}\" path={}",
             wanted.identity.to_string(), log.error().message, aside);
  if (auto moved = files_.rename(options.directory, aside); !moved) return log::storage_error(moved.error());
  options.checkpoint = {};
  options.clean_shutdown = false;
  return log::Log::open(cache_, options);
}

void LogManager::report_unclaimed() const {
  for (const auto& directory : directories_)
    for (const auto& [partition, path] : directory.unclaimed)
      diag::warn("the cluster knows no such partition, its files are left alone path={}", path);
}

void LogManager::remove(const std::vector<std::shared_ptr<Partition>>& partitions, std::int64_t delay_ms) {
  for (const auto& partition : partitions) {
    partition->retire();
    const auto key = key_of(partition->identity());
    const std::lock_guard lock(mutex_);
    const auto hosted = hosted_.find(key);
    if (hosted == hosted_.end()) continue;
    const auto index = hosted->second.directory;
    hosted_.erase(hosted);
    auto& directory = directories_[index];
    --directory.partition_count;
    if (directory.failed) continue;
    directory.recovery_points.erase(key);
    directory.log_start_offsets.erase(key);
    auto renamed = directory.handle.rename_for_delete(key.first, key.second);
    if (renamed)
      removals_.push_back({index, std::move(*renamed), clock_.steady_ms() + delay_ms});
    else
      diag::error("cannot delete partition={} reason=\"{}\"", partition->identity().to_string(),
                  renamed.error().message);
  }
}

std::vector<std::shared_ptr<Partition>> LogManager::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Partition>> partitions;
  partitions.reserve(hosted_.size());
  for (const auto& [key, hosted] : hosted_) partitions.push_back(hosted.partition);
  return partitions;
}

void LogManager::maintain() {
  for (const auto& partition : all()) partition->maintain();
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
  for (const auto& partition : all()) partition->flush_if_due();
}

void LogManager::write_checkpoints() {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, hosted] : hosted_) {
    const auto checkpoint = hosted.partition->checkpoint();
    if (!checkpoint) continue;
    directories_[hosted.directory].recovery_points[key] = checkpoint->recovery_point;
    directories_[hosted.directory].log_start_offsets[key] = checkpoint->log_start_offset;
  }
  for (auto& directory : directories_) {
    if (directory.failed) continue;
    for (const auto& [file, offsets] :
         {std::pair(log::LogDirectory::kRecoveryPoints, &directory.recovery_points),
          std::pair(log::LogDirectory::kLogStartOffsets, &directory.log_start_offsets)})
      if (auto done = directory.handle.write_checkpoint(file, *offsets); !done)
        diag::error("cannot write a checkpoint reason=\"{}\"", done.error().message);
  }
}

void LogManager::close() {
  write_checkpoints();
  std::vector<bool> all_closed(directories_.size(), true);
  for (auto& [key, hosted] : hosted_) {
    const auto closed = hosted.partition->close();
    if (!closed) {  // an offline log has to be checked by the next start as well
      all_closed[hosted.directory] = false;
      continue;
    }
    directories_[hosted.directory].recovery_points[key] = closed->recovery_point;
    directories_[hosted.directory].log_start_offsets[key] = closed->log_start_offset;
  }
  for (std::size_t i = 0; i < directories_.size(); ++i) {
    auto& directory = directories_[i];
    if (directory.failed || !all_closed[i]) continue;
    auto done =
        directory.handle.write_checkpoint(log::LogDirectory::kRecoveryPoints, directory.recovery_points);
    if (done)
      done =
          directory.handle.write_checkpoint(log::LogDirectory::kLogStartOffsets, directory.log_start_offsets);
    if (done) done = directory.handle.write_clean_shutdown_marker();
    if (!done) diag::error("the next start will check every log reason=\"{}\"", done.error().message);
  }
}

void LogManager::fail_directory(std::size_t index, const std::string& why) {
  std::vector<std::shared_ptr<Partition>> lost;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(directories_[index].failed, true)) return;
    for (const auto& [key, hosted] : hosted_)
      if (hosted.directory == index) lost.push_back(hosted.partition);
  }
  diag::error("log directory is offline until the next start path={} partitions={} reason=\"{}\"",
              directories_[index].handle.path(), lost.size(), why);
  for (const auto& partition : lost) partition->take_offline(why);
}

}  // namespace moldau::broker
