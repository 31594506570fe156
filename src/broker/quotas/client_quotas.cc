#include "broker/quotas/client_quotas.h"

#include <fmt/format.h>
#include <functional>
#include <string_view>

namespace moldau::broker {
namespace {

/// A name of a length that can be afforded many times over. Only a stranger who means to finds another of the
/// same hash, and then shares his quota.
std::string bounded(const std::string& name) {
  constexpr std::size_t kMost = 128;
  if (name.size() <= kMost) return name;
  return fmt::format("{}#{}#{:x}", std::string_view(name).substr(0, kMost), name.size(),
                     std::hash<std::string>{}(name));
}

}  // namespace

void ClientQuotas::set(const metadata::ClientQuotas& quotas) {
  const auto rules = std::make_shared<const ClientQuotaRules>(quotas, version_.load() + 1);
  std::uint32_t active = 0;
  for (std::size_t i = 0; i < kQuotaTypes; ++i)
    if (const auto type = static_cast<QuotaType>(i); rules->has_any(type)) active |= bit(type);
  rules_.set(rules);
  version_.store(rules->version(), std::memory_order_release);
  active_.store(active, std::memory_order_relaxed);
}

std::shared_ptr<QuotaSensor> ClientQuotas::sensor(QuotaType type, const std::string& user,
                                                  const std::string& client_id, std::int64_t now_ms) {
  const auto& rules = rules_.get();
  const auto quota = rules->find(type, user, client_id);
  if (!quota) return nullptr;
  const auto name =
      fmt::format("{}\n{}\n{}", static_cast<unsigned>(type), bounded(quota->user), bounded(quota->client_id));
  auto sensor = sensors_.find_or_make(name, type, window(type), now_ms);
  sensor->set_bound(quota->bound, rules->version());
  return sensor;
}

}  // namespace moldau::broker
