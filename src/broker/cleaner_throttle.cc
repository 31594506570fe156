#include "broker/cleaner_throttle.h"

#include <algorithm>

namespace moldau::broker {
namespace {

/// Nothing is that fast, and a time that far away cannot be counted.
constexpr double kNoLimit = 1e15, kLongestSeconds = 3600;

}  // namespace

void CleanerThrottle::set_rate(double bytes_per_second) {
  const std::lock_guard lock(mutex_);
  bytes_per_second_ = bytes_per_second < kNoLimit ? std::max(bytes_per_second, 1.0) : 0;
  paid_until_ = {};
}

CleanerThrottle::TimePoint CleanerThrottle::take(std::size_t bytes, TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (bytes_per_second_ == 0) return now;
  const auto from = std::max(paid_until_, now);
  const std::chrono::duration<double> price(
      std::min(static_cast<double>(bytes) / bytes_per_second_, kLongestSeconds));
  paid_until_ = from + std::chrono::duration_cast<TimePoint::duration>(price);
  return from;
}

}  // namespace moldau::broker
