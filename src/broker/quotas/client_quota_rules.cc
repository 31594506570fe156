#include "broker/quotas/client_quota_rules.h"

namespace moldau::broker {
namespace {

using metadata::QuotaEntity;
using metadata::QuotaEntityType;
using Name = std::optional<std::string>;

/// How one level of the order names its entity, and by what it counts.
struct Level {
  enum Part : std::uint8_t { kAbsent, kDefault, kNamed };
  Part user, client_id;
};
constexpr Level kOrder[] = {
    {Level::kNamed, Level::kNamed},   {Level::kNamed, Level::kDefault},   {Level::kNamed, Level::kAbsent},
    {Level::kDefault, Level::kNamed}, {Level::kDefault, Level::kDefault}, {Level::kDefault, Level::kAbsent},
    {Level::kAbsent, Level::kNamed},  {Level::kAbsent, Level::kDefault},
};

void add(QuotaEntity& entity, QuotaEntityType type, Level::Part part, const std::string& name) {
  if (part != Level::kAbsent) entity.emplace(type, part == Level::kNamed ? Name(name) : std::nullopt);
}

}  // namespace

ClientQuotaRules::ClientQuotaRules(const metadata::ClientQuotas& quotas, std::uint64_t version)
    : version_(version) {
  for (const auto& [entity, values] : quotas) {
    if (entity.contains(QuotaEntityType::kIp)) continue;
    for (std::size_t type = 0; type < kQuotaTypes; ++type)
      if (const auto value = values.find(key_of(static_cast<QuotaType>(type))); value != values.end())
        bounds_[type].emplace(entity, value->second);
  }
}

std::optional<ClientQuota> ClientQuotaRules::find(QuotaType type, const std::string& user,
                                                  const std::string& client_id) const {
  const auto& bounds = bounds_[static_cast<std::size_t>(type)];
  if (bounds.empty()) return std::nullopt;
  for (const auto& level : kOrder) {
    QuotaEntity entity;
    add(entity, QuotaEntityType::kUser, level.user, user);
    add(entity, QuotaEntityType::kClientId, level.client_id, client_id);
    const auto bound = bounds.find(entity);
    if (bound == bounds.end()) continue;
    if (level.client_id != Level::kAbsent && client_id.empty())
      return level.user == Level::kAbsent ? std::nullopt : find_without_client_id(bounds, user);
    return ClientQuota{level.user == Level::kAbsent ? "" : user,
                       level.client_id == Level::kAbsent ? "" : client_id, bound->second};
  }
  return std::nullopt;
}

/// Whoever gives no client id has none that a default could be for: what holds is the user's alone.
std::optional<ClientQuota> ClientQuotaRules::find_without_client_id(const Bounds& bounds,
                                                                    const std::string& user) {
  for (const auto& name : {Name(user), Name()})
    if (const auto bound = bounds.find({{QuotaEntityType::kUser, name}}); bound != bounds.end())
      return ClientQuota{user, "", bound->second};
  return std::nullopt;
}

}  // namespace moldau::broker
