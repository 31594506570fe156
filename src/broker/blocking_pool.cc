#include "broker/blocking_pool.h"

#include <fmt/format.h>
#include <pthread.h>
#include <utility>

namespace moldau::broker {

BlockingPool::BlockingPool(const std::string& name, std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { run(); });
    pthread_setname_np(threads_.back().native_handle(), fmt::format("{}-{}", name, i).substr(0, 15).c_str());
  }
}

BlockingPool::~BlockingPool() {
  stop();
}

void BlockingPool::submit(std::move_only_function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;  // whoever asks is there still, and may destroy what waits for the result
    queue_.push_back(std::move(work));
  }
  has_work_.notify_one();
}

void BlockingPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  has_work_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  std::deque<std::move_only_function<void()>> too_late;
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  too_late.swap(queue_);
}

void BlockingPool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    has_work_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    work = nullptr;  // what it holds is let go outside of the lock
    lock.lock();
  }
}

}  // namespace moldau::broker
