#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "broker/partition.h"

namespace moldau::broker {

/// Who is told what once the lock is released: declared before the lock is taken, so that it ends after it.
struct Partition::Wakeups {
  std::vector<std::shared_ptr<Waiter>> waiters;
  std::vector<std::pair<Committed, protocol::ErrorCode>> commits;
  std::string failure;
  const OnFailure* on_failure = nullptr;

  Wakeups() = default;
  Wakeups(const Wakeups&) = delete;
  Wakeups& operator=(const Wakeups&) = delete;
  ~Wakeups() {
    // First, so that whoever is answered finds the whole directory offline.
    if (on_failure && *on_failure) (*on_failure)(failure);
    for (const auto& waiter : waiters) waiter->notify();
    for (auto& [callback, code] : commits) callback(code);
  }
};

}  // namespace moldau::broker
