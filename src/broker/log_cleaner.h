#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "base/counter.h"
#include "broker/background_thread.h"
#include "broker/cleaner_throttle.h"
#include "broker/log_manager.h"
#include "broker/partition_cleaning.h"
#include "metadata/config/server_config.h"

namespace moldau::broker {

/// Compacts logs on threads of its own, the one with the largest share of dirt first, and rests where none is
/// worth it (Kafka: LogCleaner). A log is cleaned by one thread at a time. Thread-safe.
class LogCleaner {
 public:
  using Storage = metadata::ServerConfig::Storage;

  LogCleaner(LogManager& logs, const Clock& clock) : logs_(logs), clock_(clock) {}
  ~LogCleaner();

  void start(const Storage& config);
  /// Takes over what may be altered while the broker runs: threads end with the cleaning at hand, or begin.
  void configure(const Storage& config);
  /// Gives up what is being cleaned, and waits for that.
  void stop();
  /// Cleans the log that needs it most, on the caller's thread. False where none does.
  bool clean_next();

  struct Report {
    /// Threads that are wanted, and cleanings that go on.
    std::size_t threads = 0, running = 0;
    /// When logs were looked at last, since 1970; the largest share of dirt then, and how many were to be
    /// cleaned (Kafka: time-since-last-run-ms, max-dirty-percent). 0 before the first time.
    std::int64_t looked_ms = 0;
    double max_dirty_ratio = 0;
    std::size_t due = 0;
    /// Since the start: cleanings that came to their end, those that did not, and what both read and wrote.
    DurationCounts cleanings;
    std::uint64_t given_up = 0;
    std::uint64_t bytes_read = 0, bytes_written = 0;
  };
  Report report() const;

 private:
  struct Settings {
    std::size_t threads = 0, map_bytes = 0, io_buffer_bytes = 0;
    double load_factor = 0;
    std::int64_t backoff_ms = 0;
  };

  void apply(const Storage& config);
  /// Threads that are too many stay, and wait to be wanted again.
  BackgroundThread::Duration step(std::size_t thread);
  std::unique_ptr<PartitionCleaning> begin_next();
  std::optional<std::int64_t> run(PartitionCleaning& cleaning);
  /// Waits until so much may be read or written; false where the cleaning is to stop.
  bool throttle(std::size_t bytes, const PartitionCleaning& cleaning);

  LogManager& logs_;
  const Clock& clock_;
  CleanerThrottle throttle_;
  std::mutex choice_mutex_;  // whoever chooses a log

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Settings settings_;
  bool enabled_ = false, stopping_ = false;
  std::atomic<std::size_t> running_ = 0, due_ = 0;
  std::atomic<std::int64_t> looked_ms_ = 0;
  std::atomic<double> max_dirty_ratio_ = 0;
  Durations<SharedCounter> cleanings_;
  SharedCounter given_up_, bytes_read_, bytes_written_;
  std::deque<BackgroundThread> threads_;
};

}  // namespace moldau::broker
