#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <mutex>

#include "broker/background_thread.h"

namespace moldau::broker {

/// Threads that move replicas between log directories, a step of one and then of the next (Kafka:
/// ReplicaAlterLogDirsManager). They are made with the first move: most brokers never have one.
class LogMover {
 public:
  static constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();
  /// What is to follow a step: the next one of the same move, after a while maybe.
  struct Step {
    bool again = false;
    std::int64_t wait_ms = 0;
    std::size_t copied_bytes = 0;
  };

  explicit LogMover(std::size_t threads) : thread_count_(threads) {}
  ~LogMover();
  LogMover(const LogMover&) = delete;
  LogMover& operator=(const LogMover&) = delete;

  /// `step` is called on any of the threads, one call at a time, until it is done.
  void submit(std::function<Step()> step);
  /// Bytes that all moves together copy in a second; 0 holds them.
  void set_rate(std::int64_t bytes_per_second);
  /// Waits for the steps at hand. What is not done is not called again.
  void stop();

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Waiting {
    Time due;
    std::function<Step()> step;
  };

  /// Takes the next step that is due, or returns how long that is from now.
  BackgroundThread::Duration take_step();
  /// Caller holds the lock, as of the others.
  void wake_all();
  /// When somebody may copy again.
  Time next_copy(Time now) const;
  void count(std::size_t copied_bytes, Time now);

  const std::size_t thread_count_;
  std::mutex mutex_;
  std::deque<Waiting> waiting_;
  std::int64_t rate_ = kNoLimit;
  Time copied_until_{};  // what was copied so far takes this long at the rate
  bool stopping_ = false;
  std::deque<BackgroundThread> threads_;
};

}  // namespace moldau::broker
