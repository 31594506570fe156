#include "broker/quotas/quota_sensor.h"

namespace moldau::broker {

std::int64_t QuotaSensor::record(double value, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  touch(now_ms);
  if (is_bucket_) {
    bucket_.take(value, bound_, now_ms);
    return bucket_.throttle_ms(bound_, now_ms);
  }
  rate_.record(value, now_ms);
  return rate_.throttle_ms(bound_, now_ms);
}

void QuotaSensor::add(double value, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  rate_.record(value, now_ms);
}

std::int64_t QuotaSensor::take_or_wait(double count, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  touch(now_ms);
  const auto wait = bucket_.throttle_ms(bound_, now_ms);
  if (wait == 0) bucket_.take(count, bound_, now_ms);
  return wait;
}

double QuotaSensor::bound() const {
  const std::lock_guard lock(mutex_);
  return bound_;
}

void QuotaSensor::set_bound(double bound, std::uint64_t version) {
  const std::lock_guard lock(mutex_);
  if (version < bound_version_) return;
  bound_ = bound;
  bound_version_ = version;
}

}  // namespace moldau::broker
