#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

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

  explicit LogCleaner(LogManager& logs) : logs_(logs) {}
  ~LogCleaner();

  void start(const Storage& config);
  /// Takes over what may be altered while the broker runs: threads end with the cleaning at hand, or begin.
  void configure(const Storage& config);
  /// Gives up what is being cleaned, and waits for that.
  void stop();
  /// Cleans the log that needs it most, on the caller's thread. False where none does.
  bool clean_next();

 private:
  struct Settings {
    std::size_t threads = 0, map_bytes = 0, io_buffer_bytes = 0;
    double load_factor = 0;
    std::int64_t backoff_ms = 0;
  };

  void apply(const Storage& config);
  void run(std::size_t thread);
  std::unique_ptr<PartitionCleaning> begin_next();
  /// Waits until so much may be read or written; false where the cleaning is to stop.
  bool throttle(std::size_t bytes, const PartitionCleaning& cleaning);

  LogManager& logs_;
  CleanerThrottle throttle_;
  std::mutex choice_mutex_;  // whoever chooses a log

  std::mutex mutex_;
  std::condition_variable changed_;
  Settings settings_;
  bool enabled_ = false, stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace moldau::broker
