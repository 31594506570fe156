#pragma once

#include <atomic>
#include <cstdint>

namespace moldau {

/// Where the time comes from. Decisions take `now_ms` as an argument; only the edges hold a Clock.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Milliseconds since the Unix epoch: what goes into records and files.
  virtual std::int64_t wall_ms() const = 0;
  /// Milliseconds since an arbitrary start, never going back: what timeouts are measured with.
  virtual std::int64_t steady_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
  std::int64_t wall_ms() const override;
  std::int64_t steady_ms() const override;
};

/// Moves only when told to.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t start_ms = 1'700'000'000'000) : now_ms_(start_ms) {}
  std::int64_t wall_ms() const override { return now_ms_.load(); }
  std::int64_t steady_ms() const override { return now_ms_.load(); }
  void advance(std::int64_t by_ms) { now_ms_ += by_ms; }

 private:
  std::atomic<std::int64_t> now_ms_;
};

}  // namespace moldau
