#include "broker/log_mover.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
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
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  waiting_.push_back({steady_clock::now(), std::move(step)});
  wake_all();
  while (threads_.size() < thread_count_)
    threads_.emplace_back(fmt::format("mover-{}", threads_.size()), [this] { return take_step(); });
}

void LogMover::set_rate(std::int64_t bytes_per_second) {
  const std::lock_guard lock(mutex_);
  rate_ = bytes_per_second;
  copied_until_ = steady_clock::now();
  wake_all();
}

void LogMover::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  for (auto& thread : threads_) thread.stop();
  waiting_.clear();
}

void LogMover::wake_all() {
  for (auto& thread : threads_) thread.wake();
}

LogMover::Time LogMover::next_copy(Time now) const {
  return rate_ == 0 ? now + kHeld : copied_until_;
}

void LogMover::count(std::size_t copied_bytes, Time now) {
  if (rate_ == kNoLimit || rate_ == 0) return;
  const std::chrono::duration<double> takes(static_cast<double>(copied_bytes) / static_cast<double>(rate_));
  copied_until_ = std::max(copied_until_, now) + std::chrono::duration_cast<steady_clock::duration>(takes);
}

BackgroundThread::Duration LogMover::take_step() {
  std::unique_lock lock(mutex_);
  const auto next = std::ranges::min_element(waiting_, {}, &Waiting::due);
  if (stopping_ || next == waiting_.end()) return BackgroundThread::kUntilWoken;
  const auto now = steady_clock::now();
  if (const auto due = std::max(next->due, next_copy(now)); due > now) return due - now;
  auto step = std::move(next->step);
  waiting_.erase(next);
  lock.unlock();
  const auto done = step();
  lock.lock();
  const auto end = steady_clock::now();
  count(done.copied_bytes, end);
  if (done.again) {
    waiting_.push_back({end + std::chrono::milliseconds(done.wait_ms), std::move(step)});
    wake_all();
  }
  return BackgroundThread::kNoRest;
}

}  // namespace moldau::broker
