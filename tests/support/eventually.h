#pragma once

#include <chrono>
#include <thread>

namespace moldau::testing {

/// Asks again until it is so: for 20 seconds at most.
template <class Asked>
bool eventually(Asked is_so) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace moldau::testing
