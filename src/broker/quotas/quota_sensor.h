#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "broker/quotas/quota_type.h"
#include "broker/quotas/sampled_rate.h"
#include "broker/quotas/token_bucket.h"

namespace moldau::broker {

/// What those have used so far who share a quota, and how long they are to be quiet for it. For any thread.
class QuotaSensor {
 public:
  QuotaSensor(QuotaType type, QuotaWindow window)
      : is_bucket_(is_bucket(type)), rate_(window), bucket_(window) {}

  /// Adds to what was used; the milliseconds of quiet that the quota asks for then.
  std::int64_t record(double value, std::int64_t now_ms);
  /// The same without asking.
  void add(double value, std::int64_t now_ms);
  /// Takes so many tokens, or none and the time until there are some. REQUIRES: of a token bucket.
  std::int64_t take_or_wait(double count, std::int64_t now_ms);

  double bound() const;
  /// `version` is that of the rules which say so: older ones change nothing any more.
  void set_bound(double bound, std::uint64_t version);
  void touch(std::int64_t now_ms) { last_used_ms_.store(now_ms, std::memory_order_relaxed); }
  std::int64_t last_used_ms() const { return last_used_ms_.load(std::memory_order_relaxed); }
  /// Nobody finds it any more: whoever still holds it asks for another.
  void retire() { retired_.store(true, std::memory_order_relaxed); }
  bool is_retired() const { return retired_.load(std::memory_order_relaxed); }

 private:
  static bool is_bucket(QuotaType type) { return type == QuotaType::kControllerMutation; }

  const bool is_bucket_;
  mutable std::mutex mutex_;
  SampledRate rate_;
  TokenBucket bucket_;
  double bound_ = 0;
  std::uint64_t bound_version_ = 0;
  std::atomic<std::int64_t> last_used_ms_ = 0;
  std::atomic<bool> retired_ = false;
};

}  // namespace moldau::broker
