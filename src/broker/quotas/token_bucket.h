#pragma once

#include <cstdint>

#include "broker/quotas/sampled_rate.h"

namespace moldau::broker {

/// Tokens that come at a steady rate up to a burst's worth, by Kafka's reckoning
/// (org.apache.kafka.common.metrics.stats.TokenBucket, KIP-599): whoever finds any may take more than there
/// are, and who comes next waits until the debt is paid.
class TokenBucket {
 public:
  /// A burst is what comes in the whole window.
  explicit TokenBucket(QuotaWindow window) : burst_s_(static_cast<double>(window.total_ms()) / 1000) {}

  /// What there is when `bound` a second come.
  double tokens(double bound, std::int64_t now_ms);
  void take(double count, double bound, std::int64_t now_ms);
  /// For how long nobody may take any; 0 where there is no debt.
  std::int64_t throttle_ms(double bound, std::int64_t now_ms);

 private:
  double burst_s_;
  double tokens_ = 0;
  std::int64_t filled_ms_ = 0;
  bool is_new_ = true;
};

}  // namespace moldau::broker
