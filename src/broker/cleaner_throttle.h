#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>

namespace moldau::broker {

/// How fast all cleaner threads together may read and write. Thread-safe.
class CleanerThrottle {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  void set_rate(double bytes_per_second);
  /// When what is taken now may be used: at once, or when what was taken before is paid for.
  TimePoint take(std::size_t bytes, TimePoint now);

 private:
  std::mutex mutex_;
  double bytes_per_second_ = 0;  // no limit
  TimePoint paid_until_{};
};

}  // namespace moldau::broker
