#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace moldau::broker {

/// A thread that does something again and again, and rests in between.
class BackgroundThread {
 public:
  using Duration = std::chrono::steady_clock::duration;
  static constexpr Duration kNoRest = Duration::zero(), kUntilWoken = Duration::max();

  /// Calls `step` at once, and again after the rest that it returns.
  BackgroundThread(const std::string& name, std::function<Duration()> step);
  /// As stop().
  ~BackgroundThread();
  BackgroundThread(const BackgroundThread&) = delete;
  BackgroundThread& operator=(const BackgroundThread&) = delete;

  /// Ends the rest, the next one where a step is under way.
  void wake();
  /// Waits for the step at hand.
  void stop();

 private:
  void run();

  const std::function<Duration()> step_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace moldau::broker
