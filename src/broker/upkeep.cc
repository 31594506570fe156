#include "broker/upkeep.h"

#include <algorithm>

namespace moldau::broker {
namespace {

using std::chrono::steady_clock;

/// Longer than anybody waits, and short enough for the clock to count.
constexpr std::int64_t kLongestMs = 1'000'000'000'000;

}  // namespace

void Upkeep::every(std::int64_t interval_ms, std::function<void()> task) {
  tasks_.push_back({std::chrono::milliseconds(std::min(interval_ms, kLongestMs)), std::move(task), {}});
}

void Upkeep::start() {
  const auto now = steady_clock::now();
  for (auto& task : tasks_) task.due = now + task.interval;
  thread_.emplace("upkeep", [this] { return step(); });
}

void Upkeep::stop() {
  if (thread_) thread_->stop();
}

BackgroundThread::Duration Upkeep::step() {
  const auto next = std::ranges::min_element(tasks_, {}, &Task::due);
  if (next == tasks_.end()) return BackgroundThread::kUntilWoken;
  if (const auto now = steady_clock::now(); next->due > now) return next->due - now;
  next->run();
  next->due = steady_clock::now() + next->interval;
  return BackgroundThread::kNoRest;
}

}  // namespace moldau::broker
