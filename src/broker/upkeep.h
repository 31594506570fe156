#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace moldau::broker {

/// A thread that does housekeeping now and then: each task again and again, an interval after its last end.
class Upkeep {
 public:
  ~Upkeep();

  /// REQUIRES: not started.
  void every(std::int64_t interval_ms, std::function<void()> task);
  void start();
  /// Waits for the task at hand.
  void stop();

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Task {
    std::chrono::milliseconds interval;
    std::function<void()> run;
    TimePoint due;
  };
  void loop();

  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::vector<Task> tasks_;
  std::thread thread_;
};

}  // namespace moldau::broker
