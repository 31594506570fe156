#include "broker/quotas/token_bucket.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace moldau::broker {

double TokenBucket::tokens(double bound, std::int64_t now_ms) {
  const auto burst = burst_s_ * bound;
  const auto elapsed_s = static_cast<double>(now_ms - filled_ms_) / 1000;
  tokens_ = std::exchange(is_new_, false) ? burst : std::min(burst, tokens_ + bound * elapsed_s);
  filled_ms_ = now_ms;
  return tokens_;
}

void TokenBucket::take(double count, double bound, std::int64_t now_ms) {
  tokens_ = std::min(burst_s_ * bound, tokens(bound, now_ms) - count);
}

std::int64_t TokenBucket::throttle_ms(double bound, std::int64_t now_ms) {
  const auto left = tokens(bound, now_ms);
  constexpr double kLongest = 1e15;  // a bound may be as small as it likes
  return left < 0 ? static_cast<std::int64_t>(std::min(std::floor(-left * 1000 / bound + 0.5), kLongest)) : 0;
}

}  // namespace moldau::broker
