#include "broker/quotas/mutation_quota.h"

#include <algorithm>

namespace moldau::broker {

metadata::ApiResult<void> MutationQuota::charge(std::int64_t partitions) {
  const auto now = clock_.steady_ms();
  const auto count = static_cast<double>(partitions);
  const auto wait = strict_ ? sensor_->take_or_wait(count, now) : sensor_->record(count, now);
  if (wait == 0) return {};
  quiet_until_ms_ = now + wait;
  if (!strict_) return {};
  return metadata::refuse(protocol::ErrorCode::kThrottlingQuotaExceeded,
                          "The throttling quota has been exceeded.");
}

std::int64_t MutationQuota::throttle_ms() const {
  return std::max<std::int64_t>(0, quiet_until_ms_ - clock_.steady_ms());
}

metadata::ChargePartitions charge_with(std::shared_ptr<MutationQuota> quota) {
  if (!quota) return {};
  return [quota = std::move(quota)](std::int64_t partitions) { return quota->charge(partitions); };
}

}  // namespace moldau::broker
