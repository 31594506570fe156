#include "log/log_directory.h"

#include <cerrno>
#include <fmt/core.h>

#include "base/mutation.h"
#include "log/checkpoint_text.h"

namespace moldau::log {
namespace {

constexpr std::string_view kLockFile = ".lock", kCleanShutdown = ".kafka_cleanshutdown";

std::unexpected<LogError> garbled(const std::string& path) {
  return storage_error(path + " is garbled; remove it to have it rebuilt");
}

}  // namespace

LogResult<LogDirectory> LogDirectory::open(FileSystem& files, std::string path) {
  if (auto made = files.create_directories_durably(path); !made) return storage_error(made.error());
  auto lock = files.lock(fmt::format("{}/{}", path, kLockFile));
  if (!lock && lock.error().code == EWOULDBLOCK)
    return storage_error(fmt::format("{} is in use by another process, which holds its {}", path, kLockFile));
  if (!lock) return storage_error(lock.error());
  return LogDirectory(files, std::move(path), std::move(*lock));
}

std::string LogDirectory::partition_path(std::string_view topic, std::int32_t partition) const {
  return path_ + "/" + directory_name(topic, partition);
}

LogResult<OffsetCheckpoint> LogDirectory::read_checkpoint(std::string_view file) const {
  const auto path = fmt::format("{}/{}", path_, file);
  const auto content = files_->read_file(path);
  if (!content && content.error().code == ENOENT) return OffsetCheckpoint{};
  if (!content) return storage_error(content.error());
  if (content->empty()) return OffsetCheckpoint{};
  const auto lines = parse_checkpoint_text(as_text(*content));
  if (!lines) return garbled(path);
  OffsetCheckpoint offsets;
  for (auto line : *lines) {
    const std::string topic(take_word(line));
    const auto partition = parse_number<std::int32_t>(take_word(line));
    const auto offset = parse_number<std::int64_t>(line);
    if (!partition || !offset) return garbled(path);
    offsets[{topic, *partition}] = *offset;
  }
  return offsets;
}

LogResult<void> LogDirectory::write_checkpoint(std::string_view file, const OffsetCheckpoint& offsets) const {
  std::vector<std::string> lines;
  for (const auto& [partition, offset] : offsets)
    lines.push_back(fmt::format("{} {} {}", partition.first, partition.second, offset));
  const auto text = to_checkpoint_text(lines);
  if (auto done = files_->write_file_atomically(fmt::format("{}/{}", path_, file), as_bytes(text)); !done)
    return storage_error(done.error());
  return {};
}

LogResult<bool> LogDirectory::take_clean_shutdown_marker() const {
  const auto path = fmt::format("{}/{}", path_, kCleanShutdown);
  const auto there = files_->exists(path);
  if (!there) return storage_error(there.error());
  if (!*there) return false;
  if (MOLDAU_MUTATION("clean-shutdown-counts-twice")) return true;
  if (auto done = files_->remove(path); !done) return storage_error(done.error());
  if (auto done = files_->sync_directory(path_); !done) return storage_error(done.error());
  return true;
}

LogResult<void> LogDirectory::write_clean_shutdown_marker(std::int64_t broker_epoch) const {
  const auto text = fmt::format(R"({{"version":0,"brokerEpoch":{}}})", broker_epoch);
  if (auto done = files_->write_file_atomically(fmt::format("{}/{}", path_, kCleanShutdown), as_bytes(text));
      !done)
    return storage_error(done.error());
  return {};
}

LogResult<std::vector<LogDirectory::Found>> LogDirectory::partitions() const {
  const auto entries = files_->list(path_);
  if (!entries) return storage_error(entries.error());
  std::vector<Found> found;
  for (const auto& entry : *entries) {
    if (!entry.is_directory) continue;
    if (auto name = parse_directory_name(entry.name))
      found.push_back({path_ + "/" + entry.name, std::move(*name)});
  }
  return found;
}

LogResult<void> LogDirectory::forget_checkpoints(const std::vector<TopicPartition>& partitions) const {
  for (const auto* file : {kRecoveryPoints, kLogStartOffsets, kHighWatermarks, kCleanerOffsets}) {
    auto offsets = read_checkpoint(file);
    // Nothing is lost without these, and whoever needs them does not believe garbage either.
    if (!offsets && (file == kHighWatermarks || file == kCleanerOffsets)) continue;
    if (!offsets) return std::unexpected(offsets.error());
    std::size_t forgotten = 0;
    for (const auto& partition : partitions) forgotten += offsets->erase(partition);
    if (forgotten == 0) continue;
    if (auto done = write_checkpoint(file, *offsets); !done) return done;
  }
  return {};
}

LogDirectory::Renamed LogDirectory::rename_for_delete(const std::vector<TopicPartition>& partitions) const {
  return rename(partitions, deleted_directory_name);
}

LogDirectory::Renamed LogDirectory::set_aside(const std::vector<TopicPartition>& partitions) const {
  return rename(partitions, stray_directory_name);
}

LogDirectory::Renamed LogDirectory::rename(const std::vector<TopicPartition>& partitions,
                                           Naming naming) const {
  Renamed renamed;
  if (auto done = forget_checkpoints(partitions); !done) return {{}, {done.error()}};
  for (const auto& [topic, partition] : partitions) {
    auto to = fmt::format("{}/{}", path_, naming(topic, partition, Uuid::random()));
    if (auto done = files_->rename(partition_path(topic, partition), to); done)
      renamed.paths.push_back(std::move(to));
    else
      renamed.errors.push_back(storage_error(done.error()).error());
  }
  if (auto done = files_->sync_directory(path_); !done)
    renamed.errors.push_back(storage_error(done.error()).error());
  return renamed;
}

LogResult<void> LogDirectory::remove(const std::string& path) const {
  if (auto done = files_->remove_all(path); !done) return storage_error(done.error());
  return {};
}

}  // namespace moldau::log
