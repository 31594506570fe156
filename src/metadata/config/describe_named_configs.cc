#include "metadata/config/described_entry.h"
#include "metadata/config/group_config.h"

/// What groups and subscriptions have, which are known by nothing but a name.
namespace moldau::metadata {
namespace {

std::vector<SourcedValue> set_for_group_key(const BrokerConfigs& broker, const ConfigMap& group,
                                            const ConfigKey& key) {
  std::vector<SourcedValue> values;
  if (const auto own = group.find(key.name); own != group.end())
    values.push_back({own->first, canonical_config_value(key, own->second), ConfigSource::kGroup});
  if (const auto* behind = broker_key_behind_group_key(key.name)) {
    for (auto& value : broker.all(behind->name)) values.push_back(std::move(value));
  } else {
    values.push_back({std::string(key.name), std::string(*key.default_value), ConfigSource::kDefault});
  }
  return values;
}

std::vector<SourcedValue> set_for_metrics_key(const ConfigMap& subscription, const ConfigKey& key) {
  const auto own = subscription.find(key.name);
  if (own == subscription.end()) return {};
  return {{own->first, canonical_config_value(key, own->second), ConfigSource::kClientMetrics}};
}

}  // namespace

std::vector<DescribedConfig> describe_group_configs(const BrokerConfigs& broker, const ConfigMap& group,
                                                    const DescribeOptions& options) {
  std::vector<DescribedConfig> entries;
  for (const auto& key : group_config_keys()) {
    if (!options.wants(key.name)) continue;
    auto& described =
        entries.emplace_back(described_entry(key.name, &key, set_for_group_key(broker, group, key), options));
    described.value = effective_group_config(broker, group, key.name).value;
  }
  return entries;
}

std::vector<DescribedConfig> describe_client_metrics_configs(const ConfigMap& subscription,
                                                             const DescribeOptions& options) {
  std::vector<DescribedConfig> entries;
  for (const auto& key : client_metrics_config_keys()) {
    if (!options.wants(key.name)) continue;
    const auto values = set_for_metrics_key(subscription, key);
    auto& described = entries.emplace_back(described_entry(key.name, &key, values, options));
    described.value = values.empty() ? std::string(*key.default_value) : values.front().value;
  }
  return entries;
}

}  // namespace moldau::metadata
