#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <utility>

namespace moldau::broker {

/// Calls back at the earliest of the deadlines that it is told, once. On the thread of its loop.
class DeadlineTimer {
 public:
  DeadlineTimer(boost::asio::io_context& context, std::function<void()> on_due)
      : timer_(context), on_due_(std::move(on_due)) {}

  /// By the steady clock; a later one than it waits for already is forgotten.
  void arm(std::int64_t due_ms, std::int64_t now_ms);

 private:
  static constexpr std::int64_t kNone = -1;

  boost::asio::steady_timer timer_;
  const std::function<void()> on_due_;
  std::int64_t due_ms_ = kNone;
};

}  // namespace moldau::broker
