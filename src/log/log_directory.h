#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "log/directory_name.h"
#include "log/log_error.h"

namespace moldau::log {

using TopicPartition = std::pair<std::string, std::int32_t>;
using OffsetCheckpoint = std::map<TopicPartition, std::int64_t>;

/// A folder of `log.dirs`: its lock, its checkpoint files and the partitions' directories in it.
///
/// Checkpoint (Kafka: CheckpointFile) := "0\n" count "\n" (topic " " partition " " offset "\n")*
class LogDirectory {
 public:
  static constexpr const char* kRecoveryPoints = "recovery-point-offset-checkpoint";
  static constexpr const char* kLogStartOffsets = "log-start-offset-checkpoint";
  static constexpr const char* kCleanerOffsets = "cleaner-offset-checkpoint";
  static constexpr const char* kHighWatermarks = "replication-offset-checkpoint";

  /// Makes the folder where it is missing and takes `.lock`; EWOULDBLOCK where another process holds it.
  static LogResult<LogDirectory> open(FileSystem& files, std::string path);

  const std::string& path() const { return path_; }
  std::string partition_path(std::string_view topic, std::int32_t partition) const;

  /// Empty where the file is missing; an error where it is garbled.
  LogResult<OffsetCheckpoint> read_checkpoint(std::string_view file) const;
  LogResult<void> write_checkpoint(std::string_view file, const OffsetCheckpoint& offsets) const;

  /// Whether the last owner shut down cleanly. Removes the marker durably first, so that a crash while
  /// loading is seen by the next start.
  LogResult<bool> take_clean_shutdown_marker() const;
  LogResult<void> write_clean_shutdown_marker(std::int64_t broker_epoch = -1) const;

  /// The partitions found, deleted ones included; what else is there is left alone.
  struct Found {
    std::string path;
    DirectoryName name;
  };
  LogResult<std::vector<Found>> partitions() const;
  /// Renames partitions' directories so that their names are free at once, for one rewrite of the checkpoints
  /// and one sync. What could not be renamed is told, and keeps no other one from it.
  struct Renamed {
    std::vector<std::string> paths;
    std::vector<LogError> errors;
  };
  Renamed rename_for_delete(const std::vector<TopicPartition>& partitions) const;
  /// The same for those that no topic of the cluster has: their files stay.
  Renamed set_aside(const std::vector<TopicPartition>& partitions) const;
  LogResult<void> remove(const std::string& path) const;

 private:
  LogDirectory(FileSystem& files, std::string path, std::unique_ptr<FileLock> lock)
      : files_(&files), path_(std::move(path)), lock_(std::move(lock)) {}
  /// Topics of the same names start afresh.
  LogResult<void> forget_checkpoints(const std::vector<TopicPartition>& partitions) const;
  using Naming = std::string (*)(std::string_view topic, std::int32_t partition, const Uuid& unique);
  Renamed rename(const std::vector<TopicPartition>& partitions, Naming naming) const;

  FileSystem* files_;
  std::string path_;
  std::unique_ptr<FileLock> lock_;
};

/// The topic id in a partition's `partition.metadata`; nothing where there is none.
LogResult<std::optional<Uuid>> read_partition_metadata(FileSystem& files, const std::string& partition_path);
/// Not synced. REQUIRES: there is no id yet.
LogResult<void> write_partition_metadata(FileSystem& files, const std::string& partition_path,
                                         const Uuid& topic_id);

}  // namespace moldau::log
