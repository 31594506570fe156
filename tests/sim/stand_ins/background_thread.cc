#include "broker/background_thread.h"

#include <algorithm>
#include <memory>

#include "tests/sim/scheduler.h"

/// Stands in for src/broker/background_thread.cc.
namespace moldau::broker {
namespace {

constexpr std::chrono::hours kLongestRest{100'000};

}  // namespace

BackgroundThread::BackgroundThread(const std::string& name, std::function<Duration()> step)
    : step_(std::move(step)) {
  auto* scheduler = sim::Scheduler::current();
  const auto due = std::make_shared<sim::Time>(scheduler->now());
  const auto make_step = [this, scheduler, due] {
    if (!woken_ && *due > scheduler->now()) return false;
    woken_ = false;
    const auto rest = std::min<Duration>(step_(), kLongestRest);
    *due = scheduler->now() + rest;
    return true;
  };
  scheduler->add(this, name, make_step, [due] { return *due; });
}

BackgroundThread::~BackgroundThread() {
  stop();
}

void BackgroundThread::wake() {
  woken_ = true;
}

void BackgroundThread::stop() {
  sim::Scheduler::current()->remove(this);
}

}  // namespace moldau::broker
