#include "metadata/config/describe_configs.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "metadata/config/described_entry.h"
#include "metadata/config/topic_config.h"

/// Which values stand behind which is what Kafka 4.4.0 shows (Kafka: ConfigHelper).
namespace moldau::metadata {
namespace {

std::vector<std::string> names_of(std::span<const Synonym> synonyms) {
  std::vector<std::string> names;
  for (const auto& synonym : synonyms) names.emplace_back(synonym.name);
  return names;
}

/// The keys whose values a broker's key shows.
std::vector<std::string> behind_broker_key(std::string_view name) {
  const auto* key = find_broker_key(name);
  if (name.starts_with(kListenerPrefix) && key && key->name != name)
    return {std::string(name), std::string(key->name)};
  auto names = names_of(synonyms_of_broker_key(name));
  if (names.empty()) names.emplace_back(name);
  return names;
}

DescribedConfig describe_broker_key(const BrokerConfigs& broker, std::string_view name,
                                    const DescribeOptions& options) {
  const auto* key = find_broker_key(name);
  auto described = described_entry(name, key, set_for(broker, behind_broker_key(name), name), options);
  if (described.is_sensitive) return described;
  const auto values = broker.all(name);
  if (!values.empty() && values.front().value)
    described.value = canonical_config_value(*key, *values.front().value);
  return described;
}

std::vector<SourcedValue> set_for_topic_key(const BrokerConfigs& broker, const ConfigMap& topic,
                                            const ConfigKey& key) {
  std::vector<SourcedValue> values;
  if (const auto own = topic.find(key.name); own != topic.end())
    values.push_back({own->first, canonical_config_value(key, own->second), ConfigSource::kDynamicTopic});
  const auto names = names_of(synonyms_of_topic_key(key.name));
  if (!names.empty()) std::ranges::move(set_for(broker, names, names.front()), std::back_inserter(values));
  return values;
}

}  // namespace

bool DescribeOptions::wants(std::string_view key) const {
  const auto& keys = configuration_keys;
  return !keys || keys->empty() || std::ranges::find(*keys, key) != keys->end();
}

std::vector<SourcedValue> set_for(const BrokerConfigs& broker, const std::vector<std::string>& keys,
                                  std::string_view name) {
  std::vector<SourcedValue> found;
  for (const auto& key : keys) std::ranges::move(broker.all(key), std::back_inserter(found));
  std::ranges::stable_sort(found, {}, &SourcedValue::source);
  const auto first = std::ranges::find(found, name, &SourcedValue::name);
  found.erase(found.begin(), first);
  return found;
}

DescribedConfig described_entry(std::string_view name, const ConfigKey* key,
                                const std::vector<SourcedValue>& values, const DescribeOptions& options) {
  DescribedConfig described;
  described.name = name;
  described.value = std::nullopt;
  described.is_sensitive = !key || key->is_sensitive();
  // Kafka tells of a listener's own key that it cannot be altered, though it can.
  described.read_only = !key || key->update == UpdateMode::kReadOnly || key->name != name;
  const auto source = values.empty() ? ConfigSource::kDefault : values.front().source;
  described.config_source = static_cast<std::int8_t>(source);
  described.is_default = source == ConfigSource::kDefault;
  described.config_type = key ? static_cast<std::int8_t>(key->type) : std::int8_t{0};
  described.documentation = std::nullopt;
  if (options.include_documentation && key) described.documentation = std::string(key->documentation);
  if (!options.include_synonyms) return described;
  for (const auto& value : values)
    described.synonyms.push_back(
        DescribedConfig::DescribeConfigsSynonym{.name = value.name,
                                                .value = described.is_sensitive ? std::nullopt : value.value,
                                                .source = static_cast<std::int8_t>(value.source)});
  return described;
}

std::vector<DescribedConfig> describe_topic_configs(const BrokerConfigs& broker, const ConfigMap& topic,
                                                    std::int32_t replication_factor,
                                                    const DescribeOptions& options) {
  std::vector<DescribedConfig> entries;
  for (const auto& key : topic_config_keys()) {
    if (!options.wants(key.name) || (key.hidden && !topic.contains(key.name))) continue;
    auto described = described_entry(key.name, &key, set_for_topic_key(broker, topic, key), options);
    described.value = effective_topic_config(broker, topic, replication_factor, key.name).value;
    entries.push_back(std::move(described));
  }
  return entries;
}

std::vector<DescribedConfig> describe_broker_configs(const BrokerConfigs& broker,
                                                     const DescribeOptions& options) {
  std::set<std::string, std::less<>> names;
  for (const auto& key : broker_config_keys())
    if (!key.hidden) names.emplace(key.name);
  for (const auto* layer : {&broker.static_broker, &broker.dynamic_default_broker, &broker.dynamic_broker})
    for (const auto& [name, value] : *layer) names.insert(name);
  std::vector<DescribedConfig> entries;
  for (const auto& name : names)
    if (options.wants(name)) entries.push_back(describe_broker_key(broker, name, options));
  return entries;
}

std::vector<DescribedConfig> describe_default_broker_configs(const BrokerConfigs& broker,
                                                             const DescribeOptions& options) {
  std::vector<DescribedConfig> entries;
  for (const auto& [name, value] : broker.dynamic_default_broker) {
    if (!options.wants(name)) continue;
    const SourcedValue only{name, value, ConfigSource::kDynamicDefaultBroker};
    auto described = described_entry(name, find_broker_key(name), {only}, options);
    if (!described.is_sensitive) described.value = value;
    entries.push_back(std::move(described));
  }
  return entries;
}

}  // namespace moldau::metadata
