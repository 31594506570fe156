#include "metadata/config/group_config.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"

namespace moldau::metadata {
namespace {

constexpr std::string_view kAssignor = "streams.assignor.name", kAssignors = "group.streams.assignors",
                           kStandbys = "streams.num.standby.replicas",
                           kMaxStandbys = "group.streams.max.standby.replicas";
using Complaint = std::optional<std::string>;

/// "share.session.timeout.ms" and "min" to "group.share.min.session.timeout.ms"; null where that is no key.
const ConfigKey* bound_of(std::string_view name, std::string_view bound) {
  const auto dot = name.find('.');
  return find_broker_key(fmt::format("group.{}.{}.{}", name.substr(0, dot), bound, name.substr(dot + 1)));
}

Complaint check_bounds(const BrokerConfigs& broker, std::string_view name, std::int64_t value) {
  if (name == kStandbys) {
    const auto max = broker.integer(kMaxStandbys);
    if (value <= max) return std::nullopt;
    return fmt::format("{} must be less than or equal to {}", name, max);
  }
  const auto *low = bound_of(name, "min"), *high = bound_of(name, "max");
  if (!low || !high) return std::nullopt;
  const auto min = broker.integer(low->name), max = broker.integer(high->name);
  if (value >= min && value <= max) return std::nullopt;
  return fmt::format("{} must be in the range {} to {} inclusive.", name, min, max);
}

Complaint check_assignor(const BrokerConfigs& broker, const std::string& value) {
  const auto assignors = broker.list(kAssignors);
  if (std::ranges::find(assignors, value) != assignors.end()) return std::nullopt;
  return fmt::format("{} '{}' is not a registered task assignor. Registered assignors are: [{}].", kAssignor,
                     value, fmt::join(assignors, ", "));
}

Complaint check_group_config(const BrokerConfigs& broker, std::string_view name, std::string_view text) {
  const auto* key = find_group_key(name);
  if (!key) return fmt::format("Unknown group config name: {}", name);
  const auto value = parse_config_value(*key, text);
  if (!value) return value.error();
  if (name == kAssignor) return check_assignor(broker, std::get<std::string>(*value));
  const auto* integer = std::get_if<std::int64_t>(&*value);
  return integer ? check_bounds(broker, name, *integer) : std::nullopt;
}

Complaint check_heartbeats(const BrokerConfigs& broker, const ConfigMap& group, std::string_view protocol) {
  const auto integer = [&](std::string_view what) {
    const auto name = fmt::format("{}.{}", protocol, what);
    const auto found = effective_group_config(broker, group, name);
    return std::get<std::int64_t>(parse_config_value(*find_group_key(name), *found.value).value());
  };
  if (integer("session.timeout.ms") > integer("heartbeat.interval.ms")) return std::nullopt;
  return fmt::format("{0}.session.timeout.ms must be greater than {0}.heartbeat.interval.ms", protocol);
}

}  // namespace

const ConfigKey* broker_key_behind_group_key(std::string_view name) {
  return find_broker_key(name == kAssignor ? std::string(kAssignors) : fmt::format("group.{}", name));
}

SourcedValue effective_group_config(const BrokerConfigs& broker, const ConfigMap& group,
                                    std::string_view name) {
  const auto* key = find_group_key(name);
  MOLDAU_CHECK(key);
  if (const auto own = group.find(name); own != group.end())
    return {own->first, canonical_config_value(*key, own->second), ConfigSource::kGroup};
  const auto* behind = broker_key_behind_group_key(name);
  if (!behind) return {std::string(name), std::string(*key->default_value), ConfigSource::kDefault};
  auto found = broker.effective(behind->name);
  if (name == kAssignor) found.value = broker.list(kAssignors).front();
  return found;
}

std::optional<std::string> check_group_configs(const BrokerConfigs& broker, const ConfigMap& group) {
  for (const auto& [name, value] : group)
    if (!find_group_key(name)) return check_group_config(broker, name, value);
  for (const auto& [name, value] : group)
    if (auto complaint = check_group_config(broker, name, value)) return complaint;
  for (const std::string_view protocol : {"consumer", "share", "streams"})
    if (auto complaint = check_heartbeats(broker, group, protocol)) return complaint;
  return std::nullopt;
}

}  // namespace moldau::metadata
