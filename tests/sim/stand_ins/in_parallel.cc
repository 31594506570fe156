#include "broker/in_parallel.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "tests/sim/scheduler.h"

/// Stands in for src/broker/in_parallel.cc: one after the other, in any order.
namespace moldau::broker {

void in_parallel(std::size_t count, std::size_t, const std::function<void(std::size_t)>& work) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  auto* scheduler = sim::Scheduler::current();
  for (auto left = count; left > 1; --left) std::swap(order[left - 1], order[scheduler->below(left)]);
  for (const auto i : order) work(i);
}

}  // namespace moldau::broker
