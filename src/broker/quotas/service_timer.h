#pragma once

#include <cstdint>

namespace moldau::broker {

/// How long a request keeps its I/O thread: from when it is served until it is answered or first waits. What
/// comes after a wait is not counted, as Kafka does not count it. Runs only while somebody has a quota on
/// requests.
class ServiceTimer {
 public:
  ServiceTimer() = default;
  ServiceTimer(const ServiceTimer&) = delete;
  ~ServiceTimer() { stop(); }

  /// From now on this thread works for this timer.
  void start();
  /// Does nothing where it stands.
  void stop();
  /// So far.
  std::int64_t elapsed_ns() const;
  /// This thread is about to do something else.
  static void pause_thread() {
    if (running) running->stop();
  }

 private:
  static thread_local inline ServiceTimer* running = nullptr;
  std::int64_t started_ns_ = 0, elapsed_ns_ = 0;
};

/// Nanoseconds of the steady clock.
std::int64_t steady_ns();

}  // namespace moldau::broker
