#include "broker/quotas/sampled_rate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace moldau::broker {

SampledRate::Sample& SampledRate::current(std::int64_t now_ms) {
  if (samples_.empty()) samples_.push_back({.start_ms = now_ms, .last_ms = now_ms});
  return samples_[current_];
}

/// One more than the window has, as the oldest reaches into it in part.
SampledRate::Sample& SampledRate::next(std::int64_t now_ms) {
  const auto most = static_cast<std::size_t>(window_.samples) + 1;
  current_ = (current_ + 1) % most;
  if (current_ >= samples_.size()) samples_.emplace_back();
  return samples_[current_] = {.start_ms = now_ms, .last_ms = now_ms};
}

void SampledRate::record(double value, std::int64_t now_ms) {
  auto* sample = &current(now_ms);
  if (now_ms - sample->start_ms >= window_.sample_ms) sample = &next(now_ms);
  sample->value += value;
  sample->last_ms = now_ms;
}

void SampledRate::forget_old(std::int64_t now_ms) {
  for (auto& sample : samples_)
    if (now_ms - sample.last_ms >= window_.total_ms()) sample = {.start_ms = now_ms, .last_ms = now_ms};
}

std::int64_t SampledRate::spread_ms(std::int64_t now_ms) const {
  const auto oldest = std::ranges::min_element(samples_, {}, &Sample::start_ms);
  const auto elapsed = now_ms - oldest->start_ms;
  const auto missing = window_.samples - 1 - elapsed / window_.sample_ms;
  return std::max<std::int64_t>(elapsed + std::max<std::int64_t>(missing, 0) * window_.sample_ms, 1);
}

double SampledRate::per_second(std::int64_t now_ms) {
  current(now_ms);
  forget_old(now_ms);
  const auto total = std::accumulate(samples_.begin(), samples_.end(), 0.0,
                                     [](double sum, const Sample& sample) { return sum + sample.value; });
  return total / (static_cast<double>(spread_ms(now_ms)) / 1000);
}

std::int64_t SampledRate::throttle_ms(double bound, std::int64_t now_ms) {
  const auto rate = per_second(now_ms);
  if (!(rate > bound)) return 0;
  const auto wait = std::floor((rate - bound) / bound * static_cast<double>(spread_ms(now_ms)) + 0.5);
  constexpr double kLongest = 1e15;  // a bound may be as small as it likes
  return static_cast<std::int64_t>(std::min(wait, kLongest));
}

}  // namespace moldau::broker
