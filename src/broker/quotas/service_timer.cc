#include "broker/quotas/service_timer.h"

#include <chrono>

namespace moldau::broker {

std::int64_t steady_ns() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

void ServiceTimer::start() {
  pause_thread();
  started_ns_ = steady_ns();
  elapsed_ns_ = 0;
  running = this;
}

void ServiceTimer::stop() {
  if (running != this) return;
  running = nullptr;
  elapsed_ns_ = steady_ns() - started_ns_;
}

std::int64_t ServiceTimer::elapsed_ns() const {
  return running == this ? steady_ns() - started_ns_ : elapsed_ns_;
}

}  // namespace moldau::broker
