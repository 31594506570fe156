#include "metadata/config/broker_configs.h"

#include <array>
#include <fmt/format.h>
#include <utility>

#include "base/check.h"

namespace moldau::metadata {
namespace {

/// Layers in the order in which they win.
std::array<std::pair<const ConfigMap*, ConfigSource>, 3> layers(const BrokerConfigs& configs) {
  return {{{&configs.dynamic_broker, ConfigSource::kDynamicBroker},
           {&configs.dynamic_default_broker, ConfigSource::kDynamicDefaultBroker},
           {&configs.static_broker, ConfigSource::kStaticBroker}}};
}

std::optional<SourcedValue> default_of(std::string_view name) {
  const auto* key = find_broker_key(name);
  if (!key || !key->default_value) return std::nullopt;
  return SourcedValue{std::string(name), std::string(*key->default_value), ConfigSource::kDefault};
}

/// `value` of a synonym in the unit of the key asked for. Below zero is -1 in any unit: no limit.
SourcedValue scaled(SourcedValue value, std::int64_t factor) {
  if (factor == 1 || !value.value) return value;
  const auto* key = find_broker_key(value.name);
  MOLDAU_CHECK(key);
  const auto parsed = parse_config_value(*key, *value.value);
  MOLDAU_CHECK(parsed);
  const auto count = std::get<std::int64_t>(*parsed);
  value.value = fmt::format("{}", count < 0 ? std::int64_t{-1} : count * factor);
  return value;
}

}  // namespace

std::optional<SourcedValue> BrokerConfigs::find(std::string_view name) const {
  for (const auto& [values, source] : layers(*this))
    if (const auto at = values->find(name); at != values->end())
      return SourcedValue{at->first, at->second, source};
  return std::nullopt;
}

std::vector<SourcedValue> BrokerConfigs::all(std::string_view name) const {
  std::vector<SourcedValue> found;
  for (const auto& [values, source] : layers(*this))
    if (const auto at = values->find(name); at != values->end())
      found.push_back({at->first, at->second, source});
  if (auto value = default_of(name)) found.push_back(std::move(*value));
  return found;
}

SourcedValue BrokerConfigs::effective(std::string_view name) const {
  // The synonyms before this one are not asked: log.retention.hours is not what log.retention.ms says.
  auto synonyms = synonyms_of_broker_key(name);
  while (!synonyms.empty() && synonyms.front().name != name) synonyms = synonyms.subspan(1);
  const Synonym self{name};
  return synonyms.empty() ? first_set({&self, 1}) : first_set(synonyms);
}

SourcedValue BrokerConfigs::first_set(std::span<const Synonym> keys) const {
  MOLDAU_CHECK(!keys.empty());
  const auto unit = keys.front().factor;
  for (const auto& key : keys)
    if (auto value = find(key.name)) return scaled(std::move(*value), key.factor / unit);
  for (const auto& key : keys)
    if (auto value = default_of(key.name)) return scaled(std::move(*value), key.factor / unit);
  return {std::string(keys.front().name), std::nullopt, ConfigSource::kDefault};
}

ConfigValue BrokerConfigs::value(std::string_view name) const {
  const auto found = effective(name);
  if (!found.value) return {};
  const auto* key = find_broker_key(name);
  MOLDAU_CHECK(key);
  auto parsed = parse_config_value(*key, *found.value);
  MOLDAU_CHECK(parsed);
  return std::move(*parsed);
}

std::int64_t BrokerConfigs::integer(std::string_view name) const {
  return std::get<std::int64_t>(value(name));
}
double BrokerConfigs::number(std::string_view name) const {
  return std::get<double>(value(name));
}
bool BrokerConfigs::boolean(std::string_view name) const {
  return std::get<bool>(value(name));
}

std::string BrokerConfigs::text(std::string_view name) const {
  const auto found = value(name);
  const auto* words = std::get_if<std::string>(&found);
  return words ? *words : std::string();
}

std::vector<std::string> BrokerConfigs::list(std::string_view name) const {
  const auto found = value(name);
  const auto* words = std::get_if<std::vector<std::string>>(&found);
  return words ? *words : std::vector<std::string>();
}

}  // namespace moldau::metadata
