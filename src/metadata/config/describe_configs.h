#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/config/broker_configs.h"
#include "protocol/messages/32_describe_configs.h"

namespace moldau::metadata {

using DescribedConfig =
    protocol::DescribeConfigsResponse::DescribeConfigsResult::DescribeConfigsResourceResult;

/// What a DescribeConfigs request asks of each resource.
struct DescribeOptions {
  /// None is every key.
  std::optional<std::vector<std::string>> configuration_keys;
  bool include_synonyms = false;
  bool include_documentation = false;

  bool wants(std::string_view key) const;
};

/// A topic's entries, sorted by name.
std::vector<DescribedConfig> describe_topic_configs(const BrokerConfigs& broker, const ConfigMap& topic,
                                                    std::int32_t replication_factor,
                                                    const DescribeOptions& options);
/// A broker's entries, sorted by name.
std::vector<DescribedConfig> describe_broker_configs(const BrokerConfigs& broker,
                                                     const DescribeOptions& options);
/// The entries of the broker resource without a name: what was altered for the whole cluster.
std::vector<DescribedConfig> describe_default_broker_configs(const BrokerConfigs& broker,
                                                             const DescribeOptions& options);

/// A group's entries, sorted by name.
std::vector<DescribedConfig> describe_group_configs(const BrokerConfigs& broker, const ConfigMap& group,
                                                    const DescribeOptions& options);
/// The entries of a subscription to clients' metrics, sorted by name.
std::vector<DescribedConfig> describe_client_metrics_configs(const ConfigMap& subscription,
                                                             const DescribeOptions& options);

}  // namespace moldau::metadata
