#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "broker/quotas/quota_sensor.h"
#include "metadata/controller.h"

namespace moldau::broker {

/// What one request may do to topics (KIP-599): clients that know THROTTLING_QUOTA_EXCEEDED are refused what
/// goes beyond their quota, older ones get it and are quiet afterwards. Charged on the controller's thread,
/// asked once that is done.
class MutationQuota {
 public:
  MutationQuota(std::shared_ptr<QuotaSensor> sensor, bool strict, const Clock& clock)
      : sensor_(std::move(sensor)), strict_(strict), clock_(clock) {}

  metadata::ApiResult<void> charge(std::int64_t partitions);
  /// How long the client is to be quiet from now on.
  std::int64_t throttle_ms() const;

 private:
  const std::shared_ptr<QuotaSensor> sensor_;
  const bool strict_;
  const Clock& clock_;
  std::atomic<std::int64_t> quiet_until_ms_ = 0;
};

/// Null where there is no quota.
metadata::ChargePartitions charge_with(std::shared_ptr<MutationQuota> quota);

}  // namespace moldau::broker
