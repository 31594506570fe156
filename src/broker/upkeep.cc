#include "broker/upkeep.h"

#include <algorithm>
#include <chrono>
#include <pthread.h>

namespace moldau::broker {
namespace {

/// Longer than anybody waits, and short enough for the clock to count.
constexpr std::int64_t kLongestMs = 1'000'000'000'000;

}  // namespace

Upkeep::~Upkeep() {
  stop();
}

void Upkeep::every(std::int64_t interval_ms, std::function<void()> task) {
  tasks_.push_back({std::chrono::milliseconds(std::min(interval_ms, kLongestMs)), std::move(task), {}});
}

void Upkeep::start() {
  const auto now = std::chrono::steady_clock::now();
  for (auto& task : tasks_) task.due = now + task.interval;
  thread_ = std::thread([this] { loop(); });
  pthread_setname_np(thread_.native_handle(), "upkeep");
}

void Upkeep::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Upkeep::loop() {
  std::unique_lock lock(mutex_);
  while (!tasks_.empty()) {
    const auto next = std::ranges::min_element(tasks_, {}, &Task::due);
    if (stopped_.wait_until(lock, next->due, [this] { return stopping_; })) return;
    lock.unlock();
    next->run();
    next->due = std::chrono::steady_clock::now() + next->interval;
    lock.lock();
  }
}

}  // namespace moldau::broker
