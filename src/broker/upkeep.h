#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "broker/background_thread.h"

namespace moldau::broker {

/// A thread that does housekeeping now and then: each task again and again, an interval after its last end.
class Upkeep {
 public:
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
  /// Runs the task that is due first, or returns how long that is from now.
  BackgroundThread::Duration step();

  std::vector<Task> tasks_;
  std::optional<BackgroundThread> thread_;
};

}  // namespace moldau::broker
