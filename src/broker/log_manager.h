#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "broker/blocking_pool.h"
#include "broker/log_move.h"
#include "broker/log_mover.h"
#include "broker/partition.h"
#include "log/file_cache.h"
#include "log/log_directory.h"

namespace moldau::broker {

class EventLog;

/// The log directories of this broker and the partitions in them (Kafka: LogManager). Thread-safe; calls
/// block on the disk.
class LogManager {
 public:
  struct Options {
    std::vector<std::string> directories;  // log.dirs
    std::size_t recovery_threads = 1;      // num.recovery.threads.per.data.dir, over all of them; and closing
    std::size_t open_files = 1024;         // of the logs, kept open at a time
    std::size_t mover_threads = 1;         // num.replica.alter.log.dirs.threads
    EventLog* events = nullptr;            // what happens to partitions is told there
    std::function<void()> all_failed;      // called once no directory is left; from any thread, may be empty
  };
  /// A partition that the cluster wants here.
  struct Wanted {
    Partition::Identity identity;
    std::int32_t leader_epoch = 0;
    PartitionConfig config;
    std::string asker = {};  // who wants it made: "CreateTopics of client app at /127.0.0.1"
  };

  LogManager(FileSystem& files, const Clock& clock, BlockingPool& syncs, Options options);

  /// Locks every directory and finds what is in it. The error names the directory and what is wrong with it.
  std::expected<void, std::string> open_directories();
  /// Opens the partitions' logs, or makes them, several at a time. Those that cannot be served come offline.
  /// `at_start`: logs of earlier runs are expected, and what nobody wants is reported.
  std::vector<std::shared_ptr<Partition>> open(const std::vector<Wanted>& wanted, bool at_start);
  /// To be called before the cluster knows of topics, or of more partitions of theirs, that are to be made:
  /// what a start found under their names, and no topic has, gets another name. So they never meet it, not
  /// even where a power cut takes the files with its topic's id.
  void make_way(const std::vector<std::string>& topics);
  /// The topics are deleted: their names are free at once, their files go after file.delete.delay.ms.
  void remove(const std::vector<std::shared_ptr<Partition>>& partitions, std::int64_t delay_ms,
              const std::string& asker);

  /// Raises where a log starts: see Partition::delete_records.
  struct Deletion {
    std::shared_ptr<Partition> partition;
    std::int64_t offset = 0;
  };
  /// Where each log starts now, in order: so it will after a crash as well.
  std::vector<std::expected<std::int64_t, Refusal>> delete_records(const std::vector<Deletion>& deletions);

  /// What DescribeLogDirs tells.
  struct DirectoryReport {
    struct Replica {
      log::TopicPartition partition;
      std::uint64_t size_bytes = 0;
      bool is_future = false;
      std::int64_t offset_lag = 0;  // of a future one, behind the one that serves
    };
    std::string path;  // absolute
    bool offline = false;
    std::optional<DiskSpace> space;
    std::vector<Replica> replicas;
  };
  /// Every directory with the replicas that are wanted.
  std::vector<DirectoryReport> report(const std::function<bool(const log::TopicPartition&)>& is_wanted) const;

  /// AlterReplicaLogDirs: the replica is to lie in that directory, named by its absolute path. Returns once
  /// that is under way; a way to where it lies already is the end of another one. LOG_DIR_NOT_FOUND,
  /// KAFKA_STORAGE_ERROR, UNKNOWN_TOPIC_OR_PARTITION.
  protocol::ErrorCode move(const log::TopicPartition& partition, const std::string& directory);
  /// replica.alter.log.dirs.io.max.bytes.per.second
  void set_move_rate(std::int64_t bytes_per_second) { mover_.set_rate(bytes_per_second); }
  /// How many replicas are on their way.
  std::size_t move_count() const;

  /// Retention, and files and directories whose deletion is due.
  void maintain();
  /// Syncs that flush.ms asks for.
  void flush_due();
  /// Writes how far each log is durable and where it starts.
  void write_checkpoints();
  /// The partitions with a log to compact, and below which offset each was cleaned before, if it was.
  struct Compacted {
    std::shared_ptr<Partition> partition;
    std::optional<std::int64_t> cleaned_to;
  };
  std::vector<Compacted> compacted() const;
  /// What each directory has of logs that cannot be cleaned, in the order of log.dirs.
  struct Uncleanable {
    std::string path;  // absolute
    std::size_t partitions = 0;
    std::uint64_t bytes = 0;
  };
  std::vector<Uncleanable> uncleanable() const;
  /// Durably, for the next start.
  void note_cleaned(const Partition& partition, std::int64_t cleaned_to);
  /// Closes every log and marks the directories as shut down cleanly. REQUIRES: the pool of syncs has
  /// stopped.
  void close();

  /// As Options has them, from the next time on that logs are opened or closed.
  void set_recovery_threads(std::size_t threads) { recovery_threads_ = threads; }
  void close_idle_files() { cache_.close_idle(); }
  std::size_t open_file_count() const { return cache_.open_count(); }

 private:
  struct Directory {
    log::LogDirectory handle;
    std::string absolute_path;
    bool clean_shutdown = false;
    bool failed = false;
    std::size_t partition_count = 0;
    log::OffsetCheckpoint recovery_points, log_start_offsets, cleaner_offsets;
    std::map<log::TopicPartition, std::string> unclaimed;        // found, and not opened yet
    std::multimap<log::TopicPartition, std::string> unfinished;  // copies that an earlier run left

    /// Whatever gets this name next begins without its offsets.
    void forget(const log::TopicPartition& partition) {
      for (auto* offsets : {&recovery_points, &log_start_offsets, &cleaner_offsets})
        offsets->erase(partition);
    }
  };
  struct Hosted {
    std::shared_ptr<Partition> partition;
    std::size_t directory = 0;
    /// The same, for who fails without the manager's lock.
    std::shared_ptr<std::atomic<std::size_t>> failing = nullptr;
    std::shared_ptr<LogMove> move = nullptr;  // null where it stays
  };
  struct Removal {
    std::size_t directory = 0;
    std::string path;
    std::int64_t due_ms = 0;
  };

  static log::TopicPartition key_of(const Partition& partition);
  static log::TopicPartition key_of(const Partition::Identity& identity);
  std::expected<void, std::string> load(Directory& directory);
  std::size_t directory_for(const log::TopicPartition& partition);
  void load_cleaner_offsets(Directory& directory);
  Hosted open_one(const Wanted& wanted, std::size_t directory, bool at_start);
  log::LogResult<std::unique_ptr<log::Log>> open_log(const Wanted& wanted, Directory& directory,
                                                     bool at_start);
  /// Where a move was interrupted in its last moments: the log that has everything, and where it lies. The
  /// others' files are on their way out then.
  log::LogResult<std::unique_ptr<log::Log>> open_longest(const Wanted& wanted, std::size_t& directory,
                                                         bool at_start);
  void retire(std::size_t directory, const log::TopicPartition& partition, std::int64_t delay_ms);

  /// Caller holds mutex_ in both; and in the first, but at the start, checkpoint_mutex_, so that nobody
  /// switches over who is called back.
  protocol::ErrorCode begin_move(Hosted& hosted, std::size_t directory);
  void end_move(const log::TopicPartition& partition, const LogMove& move);
  LogMover::Step step(const std::shared_ptr<LogMove>& move);
  LogMove::Progress switch_over(LogMove& move);
  void finish(LogMove& move);
  void abandon(LogMove& move, bool remove_copy);
  /// What replicas left whose copies are closed, and with that on the disk. Caller holds checkpoint_mutex_.
  void retire_left_behind();
  /// Moves that an earlier run did not finish.
  void take_up_moves();
  static std::string is_offline(const Directory& directory);
  static std::string_view way_it_stopped(const Directory& directory);
  bool has_failed(const Directory& directory) const;
  /// Nothing where it is deleted.
  std::optional<std::size_t> directory_of(const Partition& partition) const;
  void note(const Directory& directory, std::string_view what, std::string cause);
  void fail_directory(std::size_t directory, const std::string& why);
  std::vector<std::vector<log::TopicPartition>> forget(
      const std::vector<std::shared_ptr<Partition>>& partitions);
  void note(const std::vector<std::shared_ptr<Partition>>& partitions,
            const std::vector<std::optional<log::Checkpoint>>& checkpoints);
  /// Segments that retention lets go of. Takes checkpoint_mutex_.
  void delete_expired(const std::vector<std::shared_ptr<Partition>>& partitions);
  /// Their names are free then, and no checkpoint knows them. Takes checkpoint_mutex_.
  log::LogResult<void> set_aside(Directory& directory, const std::vector<log::TopicPartition>& partitions);
  /// Caller holds checkpoint_mutex_ in these. The first writes down where the logs start; returns why not, by
  /// directory, which is offline then unless the process lacks resources.
  std::map<std::size_t, std::string> save_log_starts(
      const std::vector<std::shared_ptr<Partition>>& partitions);
  log::LogResult<void> write_log_start_offsets_of(const Directory& directory);
  log::LogResult<void> write_checkpoints_of(const Directory& directory);
  void report_unclaimed() const;
  std::vector<std::shared_ptr<Partition>> all() const;

  FileSystem& files_;
  const Clock& clock_;
  BlockingPool& syncs_;
  const Options options_;
  std::atomic<std::size_t> recovery_threads_;
  log::FileCache cache_;

  const std::shared_ptr<std::atomic<std::int64_t>> timed_flushes_ =
      std::make_shared<std::atomic<std::int64_t>>(0);

  std::mutex checkpoint_mutex_;  // who writes checkpoint files; taken before mutex_
  mutable std::mutex mutex_;     // never held for what blocks on the disk
  std::vector<Directory> directories_;
  std::map<log::TopicPartition, Hosted> hosted_;
  std::vector<Removal> removals_;
  std::condition_variable move_ended_;
  LogMover mover_;  // last, as its threads use the rest
};

}  // namespace moldau::broker
