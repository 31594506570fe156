#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace moldau::broker {

/// Threads for work that blocks on the disk: commits, retention, loading. Each piece of work is bounded by
/// its owner (a partition queues itself once), so the queue is bounded by the number of partitions.
class BlockingPool {
 public:
  BlockingPool(const std::string& name, std::size_t threads);
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  /// After stop() the work is destroyed instead.
  void submit(std::move_only_function<void()> work);
  /// Runs what is queued, then joins.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable has_work_;
  std::deque<std::move_only_function<void()>> queue_;
  bool stopping_ = false, stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace moldau::broker
