#include "metadata/config/config_key.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <vector>

#include "base/check.h"
#include "base/near_name.h"
#include "metadata/config/config_table.h"

namespace moldau::metadata {
namespace {

std::vector<ConfigKey> sorted(std::initializer_list<std::span<const ConfigKey>> parts) {
  std::vector<ConfigKey> keys;
  for (auto part : parts) keys.insert(keys.end(), part.begin(), part.end());
  std::ranges::sort(keys, {}, &ConfigKey::name);
  MOLDAU_CHECK(std::ranges::adjacent_find(keys, {}, &ConfigKey::name) == keys.end());
  return keys;
}

const ConfigKey* find(std::span<const ConfigKey> keys, std::string_view name) {
  const auto at = std::ranges::lower_bound(keys, name, {}, &ConfigKey::name);
  return at != keys.end() && at->name == name ? &*at : nullptr;
}

std::string range(const Validator& validator) {
  std::string text = "[";
  if (validator.min) text += fmt::format("{:.10g},", *validator.min);
  text += "...";
  if (validator.max) text += fmt::format(",{:.10g}", *validator.max);
  return text + "]";
}

}  // namespace

std::string_view name(ConfigType type) {
  constexpr std::array<std::string_view, 10> kNames = {"UNKNOWN", "BOOLEAN", "STRING", "INT",   "SHORT",
                                                       "LONG",    "DOUBLE",  "LIST",   "CLASS", "PASSWORD"};
  return kNames.at(static_cast<std::size_t>(type));
}

std::string Validator::to_string() const {
  switch (kind) {
    case Kind::kAny: return {};
    case Kind::kRange: return range(*this);
    case Kind::kOneOf: return fmt::format("[{}]", allowed);
    case Kind::kOneOfAnyCase: return fmt::format("(case insensitive) [{}]", allowed);
    case Kind::kList:
    case Kind::kSet:
    case Kind::kFilledList: return allowed.empty() ? std::string() : fmt::format("[{}]", allowed);
    case Kind::kNonEmptyString: return "non-empty string";
    case Kind::kGzipLevel: return "[1,...,9] or -1";
    case Kind::kThrottledReplicas: return "[partitionId]:[brokerId],[partitionId]:[brokerId],...";
    case Kind::kOffsetReset: return "[latest, earliest, by_duration:PnDTnHnMn.nS]";
  }
  return {};
}

std::span<const ConfigKey> topic_config_keys() {
  static const auto keys = sorted({table::topic_keys()});
  return keys;
}

std::span<const ConfigKey> broker_config_keys() {
  static const auto keys =
      sorted({table::network_keys(), table::log_keys(), table::replication_keys(), table::groups_keys(),
              table::share_groups_keys(), table::streams_groups_keys(), table::transactions_keys(),
              table::ssl_keys(), table::sasl_keys(), table::authorization_keys(), table::kraft_keys(),
              table::remote_keys(), table::metrics_keys(), table::moldau_keys()});
  return keys;
}

std::span<const ConfigKey> group_config_keys() {
  static const auto keys = sorted({table::group_keys()});
  return keys;
}

std::span<const ConfigKey> client_metrics_config_keys() {
  static const auto keys = sorted({table::client_metrics_keys()});
  return keys;
}

const ConfigKey* find_topic_key(std::string_view name) {
  return find(topic_config_keys(), name);
}

const ConfigKey* find_group_key(std::string_view name) {
  return find(group_config_keys(), name);
}

const ConfigKey* find_client_metrics_key(std::string_view name) {
  return find(client_metrics_config_keys(), name);
}

const ConfigKey* find_broker_key(std::string_view name) {
  if (name.starts_with(kListenerPrefix)) {
    const auto dot = name.find('.', kListenerPrefix.size());
    if (dot != name.npos) name.remove_prefix(dot + 1);
  }
  return find(broker_config_keys(), name);
}

std::optional<std::string_view> nearest_broker_key(std::string_view name) {
  std::vector<std::string_view> known;
  for (const auto& key : broker_config_keys()) known.push_back(key.name);
  const auto near = nearest(name, known);
  return near.empty() ? std::nullopt : std::optional(near);
}

}  // namespace moldau::metadata
