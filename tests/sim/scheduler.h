#pragma once

#include <chrono>
#include <cstdint>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/trace.h"

namespace moldau::sim {

using Time = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// All that would be a thread, on one: a seed chooses who makes the next step, and who sleeps for a while.
/// The time is virtual: a step takes some microseconds, and where nobody has anything to do it is the time of
/// whatever comes next. One lives at a time.
class Scheduler {
 public:
  explicit Scheduler(std::uint64_t seed);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;
  /// Null outside of a simulation.
  static Scheduler* current();

  /// Something like a thread. `step` does a part of its work, and returns false where there is none; `due`
  /// says when there will be some although nobody gave it any.
  void add(const void* owner, std::string name, std::function<bool()> step, std::function<Time()> due = {});
  void remove(const void* owner);
  void at(Time time, std::function<void()> event);
  void after(Duration delay, std::function<void()> event) { at(now_ + delay, std::move(event)); }

  /// Steps until `done`, or halt(), or the time is `limit`: false for the latter alone.
  bool run_until(const std::function<bool()>& done, Time limit);
  /// In the middle of a step: others make theirs for so long, as while a disk is waited for.
  void let_others_run(Duration time);
  /// Ends run_until() after the step at hand, until resume().
  void halt() { halted_ = true; }
  void resume() { halted_ = false; }
  bool halted() const { return halted_; }
  /// Who makes the step at hand.
  const std::string& running() const { return running_; }
  std::uint64_t steps() const { return steps_; }

  Time now() const { return now_; }
  /// Since 1970, by a clock that somebody sets now and then.
  std::chrono::system_clock::duration wall() const { return now_.time_since_epoch() + wall_offset_; }
  std::int64_t wall_ms() const { return wall() / milliseconds(1); }
  void jump_wall(Duration by) { wall_offset_ += by; }
  /// A timer of an event loop, by its descriptor, which becomes readable when it is due.
  void arm_timer(int descriptor, Time due) { timers_[descriptor] = due; }
  void disarm_timer(int descriptor) { timers_.erase(descriptor); }

  std::uint64_t random() { return random_(); }
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  bool one_in(std::uint64_t many) { return below(many) == 0; }
  template <class Things>
  auto& any(Things& things) {
    return things[below(things.size())];
  }

  Trace& trace() { return trace_; }
  template <class... Args>
  void note(fmt::format_string<Args...> text, Args&&... args) {
    trace_.note(elapsed() / microseconds(1), fmt::format(text, std::forward<Args>(args)...));
  }
  Duration elapsed() const;

 private:
  struct Task {
    const void* owner = nullptr;
    std::string name;
    std::function<bool()> step;
    std::function<Time()> due;
    Time stalled_until{};
  };

  bool step();
  bool run(const std::shared_ptr<Task>& task);
  bool run_event();
  void fire_timers();
  Time next_due() const;

  std::mt19937_64 random_;
  Time now_;
  Duration wall_offset_;
  std::vector<std::shared_ptr<Task>> tasks_;
  std::multimap<Time, std::function<void()>> events_;
  std::map<int, Time> timers_;
  std::string running_;
  std::uint64_t steps_ = 0;
  int depth_ = 0;
  bool halted_ = false;
  Trace trace_;
};

}  // namespace moldau::sim
