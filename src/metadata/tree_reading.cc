#include <charconv>
#include <fmt/core.h>

#include "metadata/configs_path.h"
#include "metadata/escaped_name.h"
#include "metadata/internal_topics.h"
#include "metadata/node_codec.h"
#include "metadata/nodes.h"
#include "metadata/quotas_path.h"
#include "metadata/tree.h"

namespace moldau::metadata {
namespace {

std::unexpected<StoreError> damaged(std::string_view path, std::string_view why) {
  return std::unexpected(StoreError{StoreErrorCode::kFailed, fmt::format("{}: {}", path, why)});
}

template <class T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

ConfigMap config_map(std::vector<ConfigNode> nodes) {
  ConfigMap configs;
  for (auto& node : nodes) configs.insert_or_assign(std::move(node.name), std::move(node.value));
  return configs;
}

/// A node's children with their messages.
template <class M>
struct Children {
  std::vector<std::string> names;
  std::vector<M> messages;
};

template <class M>
StoreResult<std::vector<M>> read_all(MetadataStore& store, const std::vector<std::string>& paths) {
  std::vector<M> messages;
  messages.reserve(paths.size());
  const auto nodes = store.get_many(paths);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!nodes[i]) return std::unexpected(nodes[i].error());
    auto message = unpack<M>(paths[i], nodes[i]->bytes);
    if (!message) return std::unexpected(message.error());
    messages.push_back(std::move(*message));
  }
  return messages;
}

template <class M>
StoreResult<Children<M>> read_children(MetadataStore& store, std::string_view parent) {
  auto names = store.children(parent);
  if (!names) return std::unexpected(names.error());
  std::vector<std::string> paths;
  for (const auto& name : *names) paths.push_back(fmt::format("{}/{}", parent, name));
  auto messages = read_all<M>(store, paths);
  if (!messages) return std::unexpected(messages.error());
  return Children<M>{std::move(*names), std::move(*messages)};
}

/// Moves a chunk's states to the end of its topic's.
StoreResult<void> append_partitions(Topic& topic, std::int32_t partition_count, std::string_view path,
                                    PartitionsNode chunk) {
  const auto missing = static_cast<std::size_t>(partition_count) - topic.partitions.size();
  if (chunk.partitions.size() != std::min<std::size_t>(missing, kPartitionsPerNode))
    return damaged(path, fmt::format("it holds {} partitions where the topic's {} leave {}",
                                     chunk.partitions.size(), partition_count, missing));
  for (auto& state : chunk.partitions)
    topic.partitions.push_back({state.leader, state.leader_epoch, state.partition_epoch,
                                std::move(state.replicas), std::move(state.isr)});
  return {};
}

std::vector<std::string> chunk_paths(const Children<TopicNode>& topics) {
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < topics.names.size(); ++i)
    for (std::int64_t first = 0; first < topics.messages[i].partition_count; first += kPartitionsPerNode)
      paths.push_back(fmt::format("{}/{}/{}", kTopicsPath, topics.names[i], first / kPartitionsPerNode));
  return paths;
}

}  // namespace

StoreResult<Counter> read_counter(MetadataStore& store, std::string_view path) {
  const auto node = store.get(path);
  if (!node) return std::unexpected(node.error());
  const auto value = parse_number<std::int64_t>(as_text(node->bytes));
  if (!value) return damaged(path, fmt::format("'{}' is no number", as_text(node->bytes)));
  return Counter{*value, node->version};
}

StoreResult<std::vector<Topic>> read_topics(MetadataStore& store) {
  auto nodes = read_children<TopicNode>(store, kTopicsPath);
  if (!nodes) return std::unexpected(nodes.error());
  const auto paths = chunk_paths(*nodes);
  auto chunks = read_all<PartitionsNode>(store, paths);
  if (!chunks) return std::unexpected(chunks.error());

  std::vector<Topic> topics;
  topics.reserve(nodes->names.size());
  std::size_t chunk = 0;
  for (std::size_t i = 0; i < nodes->names.size(); ++i) {
    auto& node = nodes->messages[i];
    const bool is_internal = is_internal_topic(nodes->names[i]);
    auto& topic = topics.emplace_back(std::move(nodes->names[i]), node.id, is_internal,
                                      config_map(std::move(node.configs)));
    for (; topic.partition_count() < node.partition_count; ++chunk)
      if (const auto done =
              append_partitions(topic, node.partition_count, paths[chunk], std::move((*chunks)[chunk]));
          !done)
        return std::unexpected(done.error());
  }
  return topics;
}

StoreResult<std::vector<BrokerInfo>> read_brokers(MetadataStore& store) {
  auto nodes = read_children<BrokerNode>(store, kBrokersPath);
  if (!nodes) return std::unexpected(nodes.error());
  std::vector<BrokerInfo> brokers;
  for (std::size_t i = 0; i < nodes->names.size(); ++i) {
    auto& node = nodes->messages[i];
    const auto id = parse_number<std::int32_t>(nodes->names[i]);
    if (!id) return damaged(kBrokersPath, fmt::format("'{}' is no broker's id", nodes->names[i]));
    auto& broker =
        brokers.emplace_back(*id, node.epoch, std::vector<Endpoint>{}, std::move(node.rack), node.fenced);
    for (auto& endpoint : node.endpoints)
      broker.endpoints.push_back({std::move(endpoint.listener_name), std::move(endpoint.host), endpoint.port,
                                  endpoint.security_protocol});
  }
  return brokers;
}

StoreResult<FinalizedFeatures> read_features(MetadataStore& store) {
  const auto node = store.get(kFeaturesPath);
  if (!node) return std::unexpected(node.error());
  auto message = unpack<FeaturesNode>(kFeaturesPath, node->bytes);
  if (!message) return std::unexpected(message.error());
  FinalizedFeatures features{.levels = {}, .epoch = message->epoch};
  for (auto& feature : message->features)
    features.levels.insert_or_assign(std::move(feature.name), feature.level);
  return features;
}

StoreResult<std::vector<StoredConfigs>> read_configs(MetadataStore& store) {
  auto nodes = read_children<ConfigsNode>(store, kConfigsPath);
  if (!nodes) return std::unexpected(nodes.error());
  std::vector<StoredConfigs> all;
  for (std::size_t i = 0; i < nodes->names.size(); ++i) {
    auto resource = resource_of_configs_node(nodes->names[i]);
    if (!resource)
      return damaged(kConfigsPath, fmt::format("'{}' is nothing that has configs", nodes->names[i]));
    all.push_back({std::move(*resource), config_map(std::move(nodes->messages[i].configs))});
  }
  return all;
}

StoreResult<ClientQuotas> read_client_quotas(MetadataStore& store) {
  auto nodes = read_children<ClientQuotaNode>(store, kClientQuotasPath);
  if (!nodes) return std::unexpected(nodes.error());
  ClientQuotas quotas;
  for (std::size_t i = 0; i < nodes->names.size(); ++i) {
    auto entity = entity_of_quotas_node(nodes->names[i]);
    if (!entity)
      return damaged(kClientQuotasPath, fmt::format("'{}' is nobody who has quotas", nodes->names[i]));
    auto& values = quotas[std::move(*entity)];
    for (auto& value : nodes->messages[i].values) values.insert_or_assign(std::move(value.key), value.value);
  }
  return quotas;
}

StoreResult<ScramCredentials> read_scram_credentials(MetadataStore& store) {
  auto nodes = read_children<ScramCredentialsNode>(store, kScramCredentialsPath);
  if (!nodes) return std::unexpected(nodes.error());
  ScramCredentials all;
  for (std::size_t i = 0; i < nodes->names.size(); ++i) {
    auto user = unescaped_name(nodes->names[i]);
    if (!user) return damaged(kScramCredentialsPath, fmt::format("'{}' is no user", nodes->names[i]));
    auto& credentials = all[std::move(*user)];
    for (auto& node : nodes->messages[i].credentials) {
      const auto mechanism = scram_mechanism(node.mechanism);
      if (!mechanism)
        return damaged(scram_credentials_path(nodes->names[i]),
                       fmt::format("there is no mechanism {}", node.mechanism));
      credentials.insert_or_assign(
          *mechanism, ScramCredential{node.iterations, std::move(node.salt), std::move(node.stored_key),
                                      std::move(node.server_key)});
    }
  }
  return all;
}

}  // namespace moldau::metadata
