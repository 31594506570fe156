#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

namespace moldau::broker {

/// A request that waits for something to happen on any thread: parked with whatever it waits for, woken by
/// it.
class Waiter : public std::enable_shared_from_this<Waiter> {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  explicit Waiter(const boost::asio::any_io_executor& executor) : timer_(executor) {}

  /// From any thread, any number of times.
  void notify();
  /// Forgets earlier notifications. REQUIRES: on the executor, nobody waiting.
  void reset() { notified_ = false; }
  bool notified() const { return notified_; }
  /// On the executor: returns once notified (true) or when the time has come (false).
  boost::asio::awaitable<bool> wait_until(TimePoint deadline);

 private:
  boost::asio::steady_timer timer_;
  std::atomic<bool> notified_ = false;
};

}  // namespace moldau::broker
