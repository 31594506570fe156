#include "broker/log_mover.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <pthread.h>
#include <utility>

namespace moldau::broker {
namespace {

using std::chrono::steady_clock;
/// Until somebody looks at a rate of 0 again; a new rate is seen at once.
constexpr std::chrono::seconds kHeld{3600};

}  // namespace

LogMover::~LogMover() {
  stop();
}

void LogMover::submit(std::function<Step()> step) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    waiting_.push_back({steady_clock::now(), std::move(step)});
    while (threads_.size() < thread_count_) {
      threads_.emplace_back([this] { run(); });
      pthread_setname_np(threads_.back().native_handle(),
                         fmt::format("mover-{}", threads_.size() - 1).substr(0, 15).c_str());
    }
  }
  changed_.notify_all();
}

void LogMover::set_rate(std::int64_t bytes_per_second) {
  {
    const std::lock_guard lock(mutex_);
    rate_ = bytes_per_second;
    copied_until_ = steady_clock::now();
  }
  changed_.notify_all();
}

void LogMover::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  waiting_.clear();
}

LogMover::Time LogMover::next_copy(Time now) const {
  return rate_ == 0 ? now + kHeld : copied_until_;
}

void LogMover::count(std::size_t copied_bytes, Time now) {
  if (rate_ == kNoLimit || rate_ == 0) return;
  const std::chrono::duration<double> takes(static_cast<double>(copied_bytes) / static_cast<double>(rate_));
  copied_until_ = std::max(copied_until_, now) + std::chrono::duration_cast<steady_clock::duration>(takes);
}

void LogMover::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto now = steady_clock::now();
    const auto next = std::ranges::min_element(waiting_, {}, &Waiting::due);
    if (next == waiting_.end()) {
      changed_.wait(lock);
      continue;
    }
    if (const auto due = std::max(next->due, next_copy(now)); due > now) {
      changed_.wait_until(lock, due);
      continue;
    }
    auto step = std::move(next->step);
    waiting_.erase(next);
    lock.unlock();
    const auto done = step();
    lock.lock();
    const auto end = steady_clock::now();
    count(done.copied_bytes, end);
    if (!done.again) continue;
    waiting_.push_back({end + std::chrono::milliseconds(done.wait_ms), std::move(step)});
    changed_.notify_one();
  }
}

}  // namespace moldau::broker
