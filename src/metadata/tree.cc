#include "metadata/tree.h"

#include <algorithm>
#include <fmt/core.h>

#include "metadata/configs_path.h"
#include "metadata/escaped_name.h"
#include "metadata/node_codec.h"
#include "metadata/nodes.h"
#include "metadata/quotas_path.h"

namespace moldau::metadata {
namespace {

std::string topic_path(std::string_view name) {
  return fmt::format("{}/{}", kTopicsPath, name);
}

std::string partitions_path(std::string_view topic, std::int32_t chunk) {
  return fmt::format("{}/{}/{}", kTopicsPath, topic, chunk);
}

std::int32_t chunk_count(std::int32_t partitions) {
  return (partitions + kPartitionsPerNode - 1) / kPartitionsPerNode;
}

std::vector<ConfigNode> config_nodes(const ConfigMap& configs) {
  std::vector<ConfigNode> nodes;
  for (const auto& [name, value] : configs) nodes.push_back({name, value});
  return nodes;
}

Bytes topic_bytes(const Topic& topic) {
  return pack(TopicNode{topic.id, topic.partition_count(), config_nodes(topic.configs)});
}

Bytes partitions_bytes(const Topic& topic, std::int32_t chunk) {
  const auto first = topic.partitions.begin() + chunk * kPartitionsPerNode;
  const auto last =
      topic.partitions.begin() + std::min((chunk + 1) * kPartitionsPerNode, topic.partition_count());
  PartitionsNode node;
  node.partitions.reserve(static_cast<std::size_t>(last - first));
  for (auto it = first; it != last; ++it)
    node.partitions.push_back({it->leader, it->leader_epoch, it->partition_epoch, it->replicas, it->isr});
  return pack(node);
}

}  // namespace

std::string broker_path(std::int32_t id) {
  return fmt::format("{}/{}", kBrokersPath, id);
}

std::string configs_path(const ConfigResource& resource) {
  return fmt::format("{}/{}", kConfigsPath, configs_node(resource));
}

std::string client_quotas_path(const QuotaEntity& entity) {
  return fmt::format("{}/{}", kClientQuotasPath, quotas_node(entity));
}

std::string scram_credentials_path(std::string_view user) {
  return fmt::format("{}/{}", kScramCredentialsPath, escaped_name(user));
}

StoreOperations create_topic_steps(const Topic& topic) {
  StoreOperations steps{CreateNode{topic_path(topic.name), topic_bytes(topic)}};
  for (std::int32_t chunk = 0; chunk < chunk_count(topic.partition_count()); ++chunk)
    steps.push_back(CreateNode{partitions_path(topic.name, chunk), partitions_bytes(topic, chunk)});
  return steps;
}

StoreOperations delete_topic_steps(const Topic& topic) {
  StoreOperations steps;
  for (std::int32_t chunk = 0; chunk < chunk_count(topic.partition_count()); ++chunk)
    steps.push_back(DeleteNode{partitions_path(topic.name, chunk)});
  steps.push_back(DeleteNode{topic_path(topic.name)});
  return steps;
}

StoreOperations grow_topic_steps(const Topic& topic, std::int32_t before) {
  StoreOperations steps{set_topic_step(topic)};
  for (auto chunk = before / kPartitionsPerNode; chunk < chunk_count(topic.partition_count()); ++chunk) {
    if (chunk < chunk_count(before))
      steps.push_back(SetNode{partitions_path(topic.name, chunk), partitions_bytes(topic, chunk)});
    else
      steps.push_back(CreateNode{partitions_path(topic.name, chunk), partitions_bytes(topic, chunk)});
  }
  return steps;
}

StoreOperations set_partitions_steps(const Topic& topic) {
  StoreOperations steps;
  for (std::int32_t chunk = 0; chunk < chunk_count(topic.partition_count()); ++chunk)
    steps.push_back(SetNode{partitions_path(topic.name, chunk), partitions_bytes(topic, chunk)});
  return steps;
}

SetNode set_topic_step(const Topic& topic) {
  return {topic_path(topic.name), topic_bytes(topic)};
}

Bytes broker_bytes(const BrokerInfo& broker) {
  BrokerNode node{broker.epoch, {}, broker.rack, broker.fenced};
  for (const auto& endpoint : broker.endpoints)
    node.endpoints.push_back(
        {endpoint.listener_name, endpoint.host, endpoint.port, endpoint.security_protocol});
  return pack(node);
}

Bytes configs_bytes(const ConfigMap& configs) {
  return pack(ConfigsNode{config_nodes(configs)});
}

Bytes client_quotas_bytes(const QuotaValues& values) {
  ClientQuotaNode node;
  for (const auto& [key, value] : values) node.values.push_back({key, value});
  return pack(node);
}

Bytes scram_credentials_bytes(const UserScramCredentials& credentials) {
  ScramCredentialsNode node;
  for (const auto& [mechanism, credential] : credentials)
    node.credentials.push_back({static_cast<std::int8_t>(mechanism), credential.iterations, credential.salt,
                                credential.stored_key, credential.server_key});
  return pack(node);
}

Bytes features_bytes(const FinalizedFeatures& features) {
  FeaturesNode node{.epoch = features.epoch, .features = {}};
  for (const auto& [name, level] : features.levels) node.features.push_back({name, level});
  return pack(node);
}

Bytes counter_bytes(std::int64_t value) {
  const auto text = fmt::format("{}", value);
  return {text.begin(), text.end()};
}

}  // namespace moldau::metadata
