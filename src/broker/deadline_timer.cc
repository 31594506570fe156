#include "broker/deadline_timer.h"

#include <algorithm>
#include <chrono>

namespace moldau::broker {

void DeadlineTimer::arm(std::int64_t due_ms, std::int64_t now_ms) {
  if (due_ms_ != kNone && due_ms_ <= due_ms) return;
  due_ms_ = due_ms;
  timer_.expires_after(std::chrono::milliseconds(std::max<std::int64_t>(0, due_ms - now_ms)));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    due_ms_ = kNone;
    on_due_();
  });
}

}  // namespace moldau::broker
