#include "broker/background_thread.h"

#include <algorithm>
#include <pthread.h>
#include <utility>

namespace moldau::broker {
namespace {

/// Longer than anybody waits, and short enough for the clock to count.
constexpr std::chrono::hours kLongestRest{100'000};

}  // namespace

BackgroundThread::BackgroundThread(const std::string& name, std::function<Duration()> step)
    : step_(std::move(step)), thread_([this] { run(); }) {
  pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
}

BackgroundThread::~BackgroundThread() {
  stop();
}

void BackgroundThread::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void BackgroundThread::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void BackgroundThread::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_ = false;
    lock.unlock();
    const auto rest = std::min<Duration>(step_(), kLongestRest);
    lock.lock();
    changed_.wait_for(lock, rest, [this] { return woken_ || stopping_; });
  }
}

}  // namespace moldau::broker
