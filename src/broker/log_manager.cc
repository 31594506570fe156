#include "broker/log_manager.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "base/diag.h"
#include "broker/event_log.h"
#include "broker/in_parallel.h"

namespace moldau::broker {
namespace {

/// As administrators are told it, and name it.
std::string absolute(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

}  // namespace

LogManager::LogManager(FileSystem& files, const Clock& clock, BlockingPool& syncs, Options options)
    : files_(files),
      clock_(clock),
      syncs_(syncs),
      options_(std::move(options)),
      recovery_threads_(options_.recovery_threads),
      cache_(files, options_.open_files),
      mover_(options_.mover_threads) {}

log::TopicPartition LogManager::key_of(const Partition::Identity& identity) {
  return {identity.topic, identity.index};
}
log::TopicPartition LogManager::key_of(const Partition& partition) {
  return key_of(partition.identity());
}

std::expected<void, std::string> LogManager::open_directories() {
  for (const auto& path : options_.directories) {
    auto handle = log::LogDirectory::open(files_, path);
    if (!handle) return std::unexpected(fmt::format("log.dirs={}: {}", path, handle.error().message));
    directories_.push_back({.handle = std::move(*handle), .absolute_path = absolute(path)});
    if (auto loaded = load(directories_.back()); !loaded) return loaded;
    const auto& directory = directories_.back();
    note(directory, "opened",
         directory.unclaimed.empty() ? "no partition is in it" : std::string(way_it_stopped(directory)));
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
  load_cleaner_offsets(directory);
  const auto clean = directory.handle.take_clean_shutdown_marker();
  if (!clean) return said(clean.error());
  directory.clean_shutdown = *clean;
  auto found = directory.handle.partitions();
  if (!found) return said(found.error());
  const auto index = static_cast<std::size_t>(&directory - directories_.data());
  for (auto& each : *found) {
    if (each.name.future)
      directory.unfinished.emplace(log::TopicPartition{each.name.topic, each.name.partition},
                                   std::move(each.path));
    else if (each.name.deleted)
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
  std::vector<Hosted> opened(wanted.size());
  in_parallel(wanted.size(), recovery_threads_,
              [&](std::size_t i) { opened[i] = open_one(wanted[i], places[i], at_start); });
  std::vector<std::size_t> late;  // their directory failed while they were opened
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      hosted_[key_of(wanted[i].identity)] = opened[i];
      if (directories_[opened[i].directory].failed) late.push_back(i);
    }
    if (at_start) {
      take_up_moves();
      report_unclaimed();
    }
  }
  for (const auto i : late) opened[i].partition->take_offline(is_offline(directories_[opened[i].directory]));
  std::vector<std::shared_ptr<Partition>> partitions;
  for (auto& each : opened) partitions.push_back(std::move(each.partition));
  return partitions;
}

std::string LogManager::is_offline(const Directory& directory) {
  return fmt::format("{} is offline", directory.handle.path());
}

/// Where the partition lies, or lay when last something of it was durable, or else the directory with the
/// fewest.
std::size_t LogManager::directory_for(const log::TopicPartition& partition) {
  auto chosen = std::ranges::find_if(
      directories_, [&](const auto& d) { return !d.failed && d.unclaimed.contains(partition); });
  if (chosen == directories_.end())
    chosen = std::ranges::find_if(
        directories_, [&](const auto& d) { return !d.failed && d.recovery_points.contains(partition); });
  if (chosen == directories_.end())
    chosen = std::ranges::min_element(directories_, {}, [](const auto& directory) {
      return std::pair(directory.failed, directory.partition_count);
    });
  ++chosen->partition_count;
  return static_cast<std::size_t>(chosen - directories_.begin());
}

std::string_view LogManager::way_it_stopped(const Directory& directory) {
  return directory.clean_shutdown ? "it was shut down cleanly before" : "it was not shut down cleanly before";
}

LogManager::Hosted LogManager::open_one(const Wanted& wanted, std::size_t index, bool at_start) {
  Hosted hosted{.directory = index, .failing = std::make_shared<std::atomic<std::size_t>>(index)};
  const Partition::Surroundings around{
      clock_, syncs_, [this, at = hosted.failing](const std::string& why) { fail_directory(*at, why); },
      timed_flushes_, options_.events};
  const auto tell = [&](std::string_view what, std::string cause) {
    if (options_.events)
      options_.events->note(Subject::kPartition, wanted.identity.to_string(), what, std::move(cause));
  };
  const auto offline = [&](const std::string& why) {
    tell("offline", why);
    hosted.partition = std::make_shared<Partition>(wanted.identity, why, wanted.leader_epoch, around);
    return hosted;
  };
  if (has_failed(directories_[index])) return offline(is_offline(directories_[index]));
  auto log = open_longest(wanted, hosted.directory, at_start);
  *hosted.failing = hosted.directory;
  if (!log) {
    diag::error("partition is offline partition={} reason=\"{}\"", wanted.identity.to_string(),
                log.error().message);
    if (log.error().kind == log::LogErrorKind::kDisk) fail_directory(index, log.error().message);
    return offline(log.error().message);
  }
  for (const auto& found : (*log)->found_at_recovery()) tell("recovered", found);
  const auto& directory = directories_[hosted.directory];
  if (!at_start)
    tell("created", fmt::format("by {}, in {}, with leader epoch {}", wanted.asker, directory.absolute_path,
                                wanted.leader_epoch));
  else
    tell("leader", fmt::format("this broker leads with epoch {} from its start on, in {}; {}",
                               wanted.leader_epoch, directory.absolute_path, way_it_stopped(directory)));
  hosted.partition = std::make_shared<Partition>(wanted.identity, std::move(*log), wanted.leader_epoch,
                                                 wanted.config, around);
  return hosted;
}

log::LogResult<std::unique_ptr<log::Log>> LogManager::open_log(const Wanted& wanted, Directory& directory,
                                                               bool at_start) {
  const auto key = key_of(wanted.identity);
  log::OpenOptions options{
      .directory = directory.handle.partition_path(key.first, key.second),
      .topic = key.first,
      .partition = key.second,
      .topic_id = wanted.identity.topic_id,
      .config = wanted.config.log,
      .is_new = !at_start,
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
  diag::warn("a directory of another topic has this partition's name partition={} reason=\"{}\"",
             wanted.identity.to_string(), log.error().message);
  if (auto done = set_aside(directory, {key}); !done) return std::unexpected(done.error());
  options.checkpoint = {};
  options.clean_shutdown = false;
  return log::Log::open(cache_, options);
}

log::LogResult<void> LogManager::set_aside(Directory& directory,
                                           const std::vector<log::TopicPartition>& partitions) {
  const std::lock_guard checkpoints(checkpoint_mutex_);
  {
    const std::lock_guard lock(mutex_);
    for (const auto& partition : partitions) directory.forget(partition);
  }
  const auto renamed = directory.handle.set_aside(partitions);
  for (const auto& path : renamed.paths)
    diag::warn("the files of a topic that the cluster does not know are set aside path={}", path);
  if (!renamed.errors.empty()) return std::unexpected(renamed.errors.front());
  const std::lock_guard lock(mutex_);
  for (const auto& partition : partitions) directory.unclaimed.erase(partition);
  return {};
}

void LogManager::report_unclaimed() const {
  for (const auto& directory : directories_)
    for (const auto& [partition, path] : directory.unclaimed)
      diag::warn("the cluster knows no such partition, its files are left alone path={}", path);
}

void LogManager::make_way(const std::vector<std::string>& topics) {
  for (auto& directory : directories_) {
    std::vector<log::TopicPartition> strangers;
    {
      const std::lock_guard lock(mutex_);
      if (directory.failed) continue;
      for (const auto& [partition, path] : directory.unclaimed)
        // What is known may have stayed behind where another directory of its failed.
        if (std::ranges::find(topics, partition.first) != topics.end() && !hosted_.contains(partition))
          strangers.push_back(partition);
    }
    if (strangers.empty()) continue;
    if (auto done = set_aside(directory, strangers); !done)
      diag::error("cannot set aside what the cluster does not know path={} reason=\"{}\"",
                  directory.handle.path(), done.error().message);
  }
}

void LogManager::remove(const std::vector<std::shared_ptr<Partition>>& partitions, std::int64_t delay_ms,
                        const std::string& asker) {
  for (const auto& partition : partitions) partition->retire(asker);
  const std::lock_guard checkpoints(checkpoint_mutex_);
  const auto doomed = forget(partitions);
  for (std::size_t i = 0; i < doomed.size(); ++i) {
    if (doomed[i].empty()) continue;
    auto renamed = directories_[i].handle.rename_for_delete(doomed[i]);
    for (const auto& error : renamed.errors)
      diag::error("cannot delete partitions reason=\"{}\"", error.message);
    const std::lock_guard lock(mutex_);
    for (auto& path : renamed.paths) removals_.push_back({i, std::move(path), clock_.steady_ms() + delay_ms});
  }
}

/// Returns those whose files can be renamed, by directory.
std::vector<std::vector<log::TopicPartition>> LogManager::forget(
    const std::vector<std::shared_ptr<Partition>>& partitions) {
  const std::lock_guard lock(mutex_);
  std::vector<std::vector<log::TopicPartition>> doomed(directories_.size());
  for (const auto& partition : partitions) {
    const auto key = key_of(*partition);
    const auto hosted = hosted_.find(key);
    if (hosted == hosted_.end()) continue;
    const auto index = hosted->second.directory;
    // Where the replica is on its last steps, what it left has its name as well.
    if (const auto move = hosted->second.move; move && (move->cancel(), move->has_switched()))
      if (auto& source = directories_[move->source()]; !source.failed) {
        source.forget(key);
        doomed[move->source()].push_back(key);
      }
    hosted_.erase(hosted);
    auto& directory = directories_[index];
    --directory.partition_count;
    directory.forget(key);
    if (!directory.failed) doomed[index].push_back(key);
  }
  return doomed;
}

std::vector<std::shared_ptr<Partition>> LogManager::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Partition>> partitions;
  partitions.reserve(hosted_.size());
  for (const auto& [key, hosted] : hosted_) partitions.push_back(hosted.partition);
  return partitions;
}

void LogManager::close() {
  mover_.stop();
  write_checkpoints();
  const auto partitions = all();
  std::vector<std::optional<log::Checkpoint>> closed(partitions.size());
  in_parallel(partitions.size(), recovery_threads_, [&](std::size_t i) {
    if (const auto checkpoint = partitions[i]->close()) closed[i] = *checkpoint;
  });
  const std::lock_guard checkpoints(checkpoint_mutex_);
  note(partitions, closed);
  retire_left_behind();
  std::vector<bool> all_closed(directories_.size(), true);
  for (std::size_t i = 0; i < partitions.size(); ++i)
    // An offline log has to be checked by the next start as well.
    if (const auto at = directory_of(*partitions[i]); at && !closed[i]) all_closed[*at] = false;
  for (std::size_t i = 0; i < directories_.size(); ++i) {
    auto& directory = directories_[i];
    if (has_failed(directory) || !all_closed[i]) continue;
    auto done = write_checkpoints_of(directory);
    if (done) done = directory.handle.write_clean_shutdown_marker();
    if (!done) diag::error("the next start will check every log reason=\"{}\"", done.error().message);
  }
}

bool LogManager::has_failed(const Directory& directory) const {
  const std::lock_guard lock(mutex_);
  return directory.failed;
}

std::optional<std::size_t> LogManager::directory_of(const Partition& partition) const {
  const std::lock_guard lock(mutex_);
  const auto hosted = hosted_.find(key_of(partition));
  return hosted == hosted_.end() ? std::nullopt : std::optional(hosted->second.directory);
}

void LogManager::note(const Directory& directory, std::string_view what, std::string cause) {
  if (options_.events)
    options_.events->note(Subject::kLogDirectory, directory.absolute_path, what, std::move(cause));
}

void LogManager::fail_directory(std::size_t index, const std::string& why) {
  std::vector<std::shared_ptr<Partition>> lost;
  bool none_left = false;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(directories_[index].failed, true)) return;
    none_left = std::ranges::all_of(directories_, &Directory::failed);
    for (const auto& [key, hosted] : hosted_)
      if (hosted.directory == index) lost.push_back(hosted.partition);
  }
  diag::error("log directory is offline until the next start path={} partitions={} reason=\"{}\"",
              directories_[index].handle.path(), lost.size(), why);
  note(directories_[index], "offline", fmt::format("until the next start: {}", why));
  for (const auto& partition : lost) partition->take_offline(why);
  if (none_left && options_.all_failed) options_.all_failed();
}

}  // namespace moldau::broker
