#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "broker/partition.h"
#include "log/file_cache.h"

namespace moldau::broker {

/// A replica's way to another log directory: a copy beside (Kafka: the future replica) that follows the log
/// and takes its place once it has all of it. Nothing trusts a copy that is not finished: one that a start
/// finds is made anew.
///
/// Two directories have the partition's name from the switch until the copy is synced; whatever happens in
/// between, the one whose log is longer has everything.
class LogMove {
 public:
  /// Where the copy goes, and what its directory is called meanwhile and in the end.
  struct Target {
    std::size_t directory = 0;
    std::string copy_path, path;
  };
  enum class Progress {
    kCopied,
    kCaughtUp,      // switch_over() may work
    kLater,         // there are no descriptors at the moment
    kSettling,      // the copy serves and is not known to be on the disk as a whole yet
    kSettled,       // what served before can go
    kGivenUp,       // the partition is gone, or what it has cannot be copied
    kTargetFailed,  // the copy's disk
  };

  LogMove(log::FileCache& cache, const Clock& clock, std::shared_ptr<Partition> partition, Target target);
  ~LogMove();

  const std::shared_ptr<Partition>& partition() const { return partition_; }
  const Target& target() const { return target_; }
  const std::string& why() const { return why_; }

  /// The next piece of work; blocks on the disk. One thread at a time, as for the next ones.
  Progress advance();
  /// Bytes that the last advance() copied.
  std::size_t copied_bytes() const { return copied_bytes_; }
  /// `switched` is called with the partition's lock held. kSettling, or kCopied where the log grew too fast.
  Progress switch_over(const std::function<void()>& switched);
  /// Closes the copy, or the log that served before.
  void close() { log_.reset(); }
  bool has_switched() const { return switched_end_ >= 0; }
  /// The directory that the replica lay in before. REQUIRES: has_switched().
  std::size_t source() const { return source_; }
  void set_source(std::size_t directory) { source_ = directory; }
  std::int64_t file_delete_delay_ms() const { return file_delete_delay_ms_; }

  /// What the copy has, for anybody at any time.
  std::int64_t copied_end() const { return copied_end_; }
  std::uint64_t copied_size() const { return copied_size_; }
  /// Nobody wants the copy any more: whoever advances it sees that.
  void cancel() { cancelled_ = true; }
  bool is_cancelled() const { return cancelled_; }

 private:
  Progress begin();
  Progress copy();
  Progress settle();
  Progress give_up(std::string why);
  /// kTargetFailed where the disk is to blame.
  Progress fail(const log::LogError& error);
  log::LogResult<void> start_at(std::int64_t offset);

  log::FileCache& cache_;
  const Clock& clock_;
  const std::shared_ptr<Partition> partition_;
  const Target target_;
  std::unique_ptr<log::Log> log_;
  std::size_t copied_bytes_ = 0, source_ = 0;
  bool holds_cleaning_ = false;
  std::int64_t file_delete_delay_ms_ = 0;
  std::atomic<std::int64_t> switched_end_ = -1;
  std::string why_;
  std::atomic<std::int64_t> copied_end_ = 0;
  std::atomic<std::uint64_t> copied_size_ = 0;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace moldau::broker
