#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace moldau::broker {

/// How fast a request comes that has come in part. Times are milliseconds of one steady clock.
class ReceivePace {
 public:
  void received(std::size_t bytes, std::int64_t now_ms) {
    if (!since_ms_) begin(now_ms);
    bytes_ += bytes;
  }
  /// The request is whole.
  void completed() { since_ms_.reset(); }
  /// For some time it was not the peer that was waited for.
  void resumed(std::int64_t now_ms) {
    if (since_ms_) begin(now_ms);
  }
  /// Whether less came than `bytes_per_second` in a window that is over. Then the next one begins.
  bool is_too_slow(std::int64_t now_ms, std::int64_t window_ms, std::int64_t bytes_per_second) {
    if (!since_ms_ || now_ms - *since_ms_ < window_ms) return false;
    const bool slow = is_less(bytes_per_second, now_ms);
    begin(now_ms);
    return slow;
  }
  /// Whether less came than `bytes_per_second` in the window so far, once that is `least_ms` old.
  bool is_slower_than(std::int64_t bytes_per_second, std::int64_t now_ms, std::int64_t least_ms) const {
    return since_ms_ && now_ms - *since_ms_ >= least_ms && is_less(bytes_per_second, now_ms);
  }

 private:
  bool is_less(std::int64_t bytes_per_second, std::int64_t now_ms) const {
    return static_cast<std::int64_t>(bytes_) * 1000 < bytes_per_second * (now_ms - *since_ms_);
  }
  void begin(std::int64_t now_ms) {
    since_ms_ = now_ms;
    bytes_ = 0;
  }

  std::optional<std::int64_t> since_ms_;
  std::size_t bytes_ = 0;
};

}  // namespace moldau::broker
