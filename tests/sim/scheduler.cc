#include "tests/sim/scheduler.h"

#include <algorithm>
#include <sys/eventfd.h>

namespace moldau::sim {
namespace {

Scheduler* living = nullptr;

/// Neither the start of a clock nor a round number.
constexpr Time kStart{std::chrono::hours(77)};
constexpr std::chrono::hours kWallStart{24 * 365 * 55};
constexpr int kDeepest = 4;
/// How seldom a thread is not given the processor for a while.
constexpr std::uint64_t kStallOneIn = 400;

}  // namespace

Scheduler::Scheduler(std::uint64_t seed) : random_(seed), now_(kStart), wall_offset_(kWallStart) {
  living = this;
}

Scheduler::~Scheduler() {
  living = nullptr;
}

Scheduler* Scheduler::current() {
  return living;
}

Duration Scheduler::elapsed() const {
  return now_ - kStart;
}

void Scheduler::add(const void* owner, std::string name, std::function<bool()> step,
                    std::function<Time()> due) {
  tasks_.push_back(
      std::make_shared<Task>(Task{owner, std::move(name), std::move(step), std::move(due), Time{}}));
}

void Scheduler::remove(const void* owner) {
  std::erase_if(tasks_, [&](const auto& task) { return task->owner == owner; });
}

void Scheduler::at(Time time, std::function<void()> event) {
  events_.emplace(time, std::move(event));
}

bool Scheduler::run_until(const std::function<bool()>& done, Time limit) {
  bool in_time = true;
  while (!halted_ && !done()) {
    in_time = now_ < limit;
    if (!in_time) break;
    if (!step()) now_ = std::clamp(next_due(), now_ + microseconds(1), limit);
  }
  running_.clear();
  return in_time;
}

void Scheduler::let_others_run(Duration time) {
  const auto end = now_ + time;
  if (depth_ == kDeepest) return void(now_ = end);
  ++depth_;
  const auto who = running_;
  while (!halted_ && now_ < end)
    if (!step()) now_ = std::clamp(next_due(), now_ + microseconds(1), end);
  now_ = std::max(now_, end);
  running_ = who;
  --depth_;
}

bool Scheduler::step() {
  now_ += microseconds(between(1, 5));
  fire_timers();
  // The events are one more thread.
  const auto count = tasks_.size() + 1;
  const auto first = below(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = (first + i) % count;
    if (at == tasks_.size() ? !run_event() : !run(tasks_[at])) continue;
    ++steps_;
    trace_.count(at << 48 ^ static_cast<std::uint64_t>(elapsed() / microseconds(1)));
    return true;
  }
  return false;
}

bool Scheduler::run(const std::shared_ptr<Task>& chosen) {
  const auto task = chosen;  // which may end in its step
  if (task->stalled_until > now_) return false;
  running_ = task->name;
  if (!task->step()) return false;
  if (one_in(kStallOneIn)) task->stalled_until = now_ + microseconds(between(100, 20'000));
  return true;
}

bool Scheduler::run_event() {
  const auto first = events_.begin();
  if (first == events_.end() || first->first > now_) return false;
  const auto event = std::move(first->second);
  events_.erase(first);
  running_ = "event";
  event();
  return true;
}

void Scheduler::fire_timers() {
  for (auto at = timers_.begin(); at != timers_.end();) {
    if (at->second > now_) {
      ++at;
    } else {
      eventfd_write(at->first, 1);
      at = timers_.erase(at);
    }
  }
}

Time Scheduler::next_due() const {
  auto next = Time::max();
  for (const auto& task : tasks_) {
    if (task->stalled_until > now_) next = std::min(next, task->stalled_until);
    if (task->due) next = std::min(next, task->due());
  }
  if (!events_.empty()) next = std::min(next, events_.begin()->first);
  for (const auto& [descriptor, due] : timers_) next = std::min(next, due);
  return next;
}

}  // namespace moldau::sim
