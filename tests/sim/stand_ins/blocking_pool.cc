#include "broker/blocking_pool.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "tests/sim/scheduler.h"

/// Stands in for src/broker/blocking_pool.cc: of the first pieces of work, one for each thread, any may be
/// done first; others are begun while one waits for the disk.
namespace moldau::broker {

BlockingPool::BlockingPool(const std::string& name, std::size_t threads) {
  auto* scheduler = sim::Scheduler::current();
  scheduler->add(this, name, [this, scheduler, threads, busy = std::size_t{0}]() mutable {
    if (queue_.empty() || busy == threads) return false;
    const auto chosen = scheduler->below(std::min(queue_.size(), threads - busy));
    const auto at = std::next(queue_.begin(), static_cast<std::ptrdiff_t>(chosen));
    auto work = std::move(*at);
    queue_.erase(at);
    ++busy;
    work();
    --busy;
    return true;
  });
}

BlockingPool::~BlockingPool() {
  stop();
}

void BlockingPool::submit(std::move_only_function<void()> work) {
  if (!stopped_) queue_.push_back(std::move(work));
}

void BlockingPool::stop() {
  sim::Scheduler::current()->remove(this);
  while (!queue_.empty()) {
    auto work = std::move(queue_.front());
    queue_.pop_front();
    work();
  }
  stopped_ = true;
}

}  // namespace moldau::broker
