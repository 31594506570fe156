#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace moldau::broker {

/// An immutable value that one thread replaces now and then and all threads read all the time. A reader keeps
/// a thread-local reference and looks at one read-mostly counter, so that reading writes no shared cache
/// line.
template <class T>
class Published {
 public:
  explicit Published(std::shared_ptr<const T> initial) : value_(std::move(initial)) {}

  /// Valid until this thread's next call; copy it to keep it across a suspension.
  const std::shared_ptr<const T>& get() const {
    thread_local Cached cached;
    const auto version = version_.load(std::memory_order_acquire);
    if (cached.version != version) {
      const std::lock_guard lock(mutex_);
      cached = {version_.load(std::memory_order_relaxed), value_};
    }
    return cached.value;
  }

  void set(std::shared_ptr<const T> value) {
    const std::lock_guard lock(mutex_);
    value_ = std::move(value);
    version_.store(next_version(), std::memory_order_release);
  }

 private:
  struct Cached {
    std::uint64_t version = 0;
    std::shared_ptr<const T> value;
  };
  /// Unique in the process, since the thread-local cache is shared by all objects of this type.
  static std::uint64_t next_version() {
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
  }

  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
  std::atomic<std::uint64_t> version_ = next_version();
};

}  // namespace moldau::broker
