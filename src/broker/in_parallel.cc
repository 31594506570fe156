#include "broker/in_parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace moldau::broker {

void in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(count, threads); ++i) others.emplace_back(run);
  run();
}

}  // namespace moldau::broker
