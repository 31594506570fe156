#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace moldau::broker {

/// How far back a rate looks: so many samples (quota.window.num) of so many milliseconds
/// (quota.window.size.seconds).
struct QuotaWindow {
  std::int32_t samples = 11;
  std::int64_t sample_ms = 1000;
  /// What is older does not count.
  std::int64_t total_ms() const { return samples * sample_ms; }
};

/// A rate per second over a sliding window, by Kafka's reckoning
/// (org.apache.kafka.common.metrics.stats.Rate): a window counts as full but for one sample from the start,
/// and a sample leaves as a whole once its last value is older than the window.
class SampledRate {
 public:
  explicit SampledRate(QuotaWindow window) : window_(window) {}

  /// A negative value takes back an earlier one.
  void record(double value, std::int64_t now_ms);
  double per_second(std::int64_t now_ms);
  /// For how long nothing may come until the rate is down at `bound`; 0 where it is not above.
  std::int64_t throttle_ms(double bound, std::int64_t now_ms);

 private:
  struct Sample {
    std::int64_t start_ms = 0, last_ms = 0;
    double value = 0;
  };
  Sample& current(std::int64_t now_ms);
  Sample& next(std::int64_t now_ms);
  void forget_old(std::int64_t now_ms);
  /// Over how long the samples are spread.
  std::int64_t spread_ms(std::int64_t now_ms) const;

  QuotaWindow window_;
  std::vector<Sample> samples_;
  std::size_t current_ = 0;
};

}  // namespace moldau::broker
