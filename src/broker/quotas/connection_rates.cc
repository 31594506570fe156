#include "broker/quotas/connection_rates.h"

#include <algorithm>
#include <limits>

#include "broker/quotas/ip_address.h"

namespace moldau::broker {

void ConnectionRates::set(const metadata::ClientQuotas& quotas) {
  auto next = std::make_shared<Rules>();
  next->version = rules_.get()->version + 1;
  for (const auto& [entity, values] : quotas) {
    const auto ip = entity.find(metadata::QuotaEntityType::kIp);
    const auto rate = values.find(metadata::kConnectionCreationRate);
    if (ip == entity.end() || rate == values.end()) continue;
    if (!ip->second)
      next->by_default = rate->second;
    else if (auto address = ip_address(*ip->second))
      next->by_address.insert_or_assign(std::move(*address), rate->second);
  }
  any_by_address_ = next->by_default.has_value() || !next->by_address.empty();
  rules_.set(std::move(next));
}

void ConnectionRates::set_rate_of_all(std::int32_t rate) {
  any_of_all_ = rate != std::numeric_limits<std::int32_t>::max();
  all_->set_bound(rate, ++all_version_);
}

std::int64_t ConnectionRates::record(std::int64_t now_ms) {
  if (!any_of_all_.load(std::memory_order_relaxed)) return 0;
  return std::min(all_->record(1, now_ms), window_.sample_ms);
}

std::int64_t ConnectionRates::record_from(const std::string& address, std::int64_t now_ms) {
  if (!any_by_address_.load(std::memory_order_relaxed)) return 0;
  const auto& rules = rules_.get();
  const auto own = rules->by_address.find(address);
  if (own == rules->by_address.end() && !rules->by_default) return 0;
  const auto sensor = sensors_.find_or_make(address, QuotaType::kRequest, window_, now_ms);
  sensor->set_bound(own == rules->by_address.end() ? *rules->by_default : own->second, rules->version);
  const auto wait = std::min(sensor->record(1, now_ms), window_.sample_ms);
  if (wait > 0) sensor->add(-1, now_ms);
  return wait;
}

}  // namespace moldau::broker
