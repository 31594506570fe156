#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "broker/waiter.h"

namespace moldau::broker {

/// What all connections together may hold of large requests (moldau.request.memory.bytes): a connection that
/// finds it used up stops reading until others give back. Small requests fit a connection's first buffer and
/// are not counted, so that they share no counter. Thread-safe.
class RequestMemory {
 public:
  explicit RequestMemory(std::size_t limit) : limit_(limit) {}

  /// A request may go over the limit, so that none is too large for it; the next one waits.
  bool try_take(std::size_t bytes) {
    auto used = used_.load();
    do {
      if (used >= limit_) return false;
    } while (!used_.compare_exchange_weak(used, used + bytes));
    return true;
  }

  /// Counts what could not be foreseen, whatever the limit.
  void take(std::size_t bytes) { used_.fetch_add(bytes); }

  void give_back(std::size_t bytes) {
    if (bytes == 0) return;
    used_.fetch_sub(bytes);
    if (waiting_.load() == 0) return;
    std::vector<std::shared_ptr<Waiter>> woken;
    {
      const std::lock_guard lock(mutex_);
      woken.swap(waiters_);
      waiting_ = 0;
    }
    for (const auto& waiter : woken) waiter->notify();
  }

  /// Wakes `waiter` at the next give_back. The caller tries once more afterwards, before it waits.
  void add_waiter(std::shared_ptr<Waiter> waiter) {
    const std::lock_guard lock(mutex_);
    waiters_.push_back(std::move(waiter));
    waiting_ = waiters_.size();
  }

  void remove_waiter(const std::shared_ptr<Waiter>& waiter) {
    const std::lock_guard lock(mutex_);
    std::erase(waiters_, waiter);
    waiting_ = waiters_.size();
  }

  /// Whether somebody waits for what others hold.
  bool is_contended() const { return waiting_.load() > 0; }
  std::size_t used() const { return used_; }
  std::size_t limit() const { return limit_; }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> used_ = 0, waiting_ = 0;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Waiter>> waiters_;
};

/// What one answer holds of that memory, until it is sent.
class MemoryCharge {
 public:
  explicit MemoryCharge(RequestMemory& memory) : memory_(memory) {}
  ~MemoryCharge() { memory_.give_back(bytes_); }
  MemoryCharge(const MemoryCharge&) = delete;
  MemoryCharge& operator=(const MemoryCharge&) = delete;

  bool try_add(std::size_t bytes) {
    if (!memory_.try_take(bytes)) return false;
    bytes_ += bytes;
    return true;
  }
  /// What was taken already is given back with the rest.
  void adopt(std::size_t bytes) { bytes_ += bytes; }
  /// What is held from now on: less than before, or more than was foreseen.
  void set(std::size_t bytes) {
    if (bytes > bytes_)
      memory_.take(bytes - bytes_);
    else
      memory_.give_back(bytes_ - bytes);
    bytes_ = bytes;
  }
  std::size_t bytes() const { return bytes_; }

 private:
  RequestMemory& memory_;
  std::size_t bytes_ = 0;
};

}  // namespace moldau::broker
