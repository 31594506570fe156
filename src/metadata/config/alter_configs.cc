#include "metadata/config/alter_configs.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>
#include <string_view>

#include "metadata/config/alter_operations.h"
#include "metadata/config/client_metrics_config.h"
#include "metadata/config/dynamic_configs.h"
#include "metadata/config/group_config.h"
#include "metadata/config/topic_config.h"
#include "metadata/topic_name.h"

namespace moldau::metadata {
namespace {

using protocol::ErrorCode;
using Configs = std::vector<AskedAlteration::Config>;

ApiResult<void> check_keys(const Configs& configs) {
  std::set<std::string_view> names;
  for (const auto& config : configs)
    if (!names.insert(config.name).second)
      return refuse(ErrorCode::kInvalidRequest, "Error due to duplicate config keys");
  std::vector<std::string_view> missing;
  for (const auto& config : configs)
    if (!config.value && config.operation != static_cast<std::int8_t>(AlterOperation::kDelete))
      missing.push_back(config.name);
  if (missing.empty()) return {};
  return refuse(ErrorCode::kInvalidRequest,
                fmt::format("Null value not supported for : {}", fmt::join(missing, ", ")));
}

ApiResult<void> check_node(const std::string& name, std::int32_t node_id, std::string_view unexpected) {
  std::int32_t id = 0;
  const auto end = name.data() + name.size();
  const auto digits = name.data() + (name.starts_with('+') ? 1 : 0);
  const auto read = std::from_chars(digits, end, id);
  if (read.ec != std::errc() || read.ptr != end)
    return refuse(ErrorCode::kInvalidRequest, fmt::format("Node id must be an integer, but it is: {}", name));
  if (id == node_id) return {};
  return refuse(ErrorCode::kInvalidRequest,
                fmt::format("{}xpected {}, but received {}", unexpected, node_id, id));
}

ApiResult<void> check_topic_name(const std::string& name) {
  if (name.empty()) return refuse(ErrorCode::kInvalidRequest, "Default topic resources are not allowed.");
  if (auto why = refuse_topic_name(name)) return refuse(ErrorCode::kInvalidTopicException, std::move(*why));
  return {};
}

ApiResult<void> check_filled(const std::string& name, const char* why) {
  if (name.empty()) return refuse(ErrorCode::kInvalidRequest, why);
  return {};
}

ApiResult<void> check_name(ConfigResourceType type, const std::string& name, std::int32_t node_id) {
  switch (type) {
    case ConfigResourceType::kTopic: return check_topic_name(name);
    case ConfigResourceType::kBroker:
      if (name.empty()) return {};
      return check_node(name, node_id, "Unexpected broker id, e");
    case ConfigResourceType::kBrokerLogger: return check_node(name, node_id, "Unexpected node id. E");
    case ConfigResourceType::kClientMetrics: return check_filled(name, "Subscription name can't be empty");
    case ConfigResourceType::kGroup: return check_filled(name, "Default group resources are not allowed.");
  }
  return {};
}

/// The words that Kafka's controller has for keys that are not lists, also for those of a kind of resource
/// whose lists it does not know.
ApiError not_a_list(std::string_view operation, std::string_view key) {
  return {ErrorCode::kInvalidConfig,
          fmt::format("Can't {} to key {} because its type is not LIST.", operation, key)};
}

ListKeys no_lists() {
  return {.find = [](std::string_view) -> const ConfigKey* { return nullptr; },
          .unset = {},
          .refuse = not_a_list};
}

ListKeys topic_lists(const BrokerConfigs& broker) {
  return {.find = find_topic_key,
          .unset =
              [&broker](std::string_view name) {
                const BrokerConfigs static_broker{.static_broker = broker.static_broker};
                return effective_topic_config(static_broker, {}, 1, name).value.value_or("");
              },
          .refuse = not_a_list};
}

ListKeys broker_lists(const BrokerConfigs& broker) {
  return {.find = find_broker_key,
          .unset =
              [&broker](std::string_view name) {
                const BrokerConfigs static_broker{.static_broker = broker.static_broker};
                return static_broker.effective(name).value.value_or("");
              },
          .refuse = [](std::string_view operation, std::string_view key) -> ApiError {
            if (!find_broker_key(key))
              return {ErrorCode::kInvalidConfig, fmt::format("Unknown config name: {}", key)};
            return {ErrorCode::kInvalidConfig,
                    fmt::format("Config value {} is not allowed for config key: {}",
                                operation == "APPEND" ? "append" : "subtract", key)};
          }};
}

ApiResult<ConfigMap> checked(ApiResult<ConfigMap> next, const std::optional<std::string>& complaint,
                             ErrorCode code) {
  if (next && complaint) return refuse(code, *complaint);
  return next;
}

/// What of the keys may change while the broker runs, and what all its values come to then.
ApiResult<ConfigMap> check_broker(const ServerConfig& broker, const ConfigResource& resource,
                                  ConfigMap next) {
  const auto whom = resource.name.empty() ? AlteredFor::kWholeCluster : AlteredFor::kOneBroker;
  if (const auto why = check_dynamic_broker_configs(next, whom))
    return refuse(ErrorCode::kInvalidRequest, *why);
  const auto made = with_dynamic_configs(broker, resource, next);
  if (!made) return refuse(ErrorCode::kInvalidRequest, made.error().front());
  return next;
}

}  // namespace

std::string unknown_operation(std::int8_t number) {
  return fmt::format("Unknown operations type {}", number);
}

ApiResult<ConfigResource> check_alteration(const AskedAlteration& asked, std::int32_t node_id) {
  if (auto fine = check_keys(asked.configs); !fine) return std::unexpected(std::move(fine.error()));
  const auto type = config_resource_type(asked.resource_type);
  if (!type || (asked.replaces_all && *type == ConfigResourceType::kBrokerLogger))
    return refuse(ErrorCode::kInvalidRequest, fmt::format("Unknown resource type {}", asked.resource_type));
  if (auto fine = check_name(*type, asked.resource_name, node_id); !fine)
    return std::unexpected(std::move(fine.error()));
  const bool by_id = *type == ConfigResourceType::kBroker && !asked.resource_name.empty();
  return ConfigResource{*type, by_id ? fmt::format("{}", node_id) : asked.resource_name};
}

ApiResult<ConfigMap> alter_configs(const ServerConfig& broker, const ConfigResource& resource,
                                   const ConfigMap& current, const AskedAlteration& asked) {
  const auto& configs = broker.configs;
  const auto lists = resource.type == ConfigResourceType::kTopic    ? topic_lists(configs)
                     : resource.type == ConfigResourceType::kBroker ? broker_lists(configs)
                                                                    : no_lists();
  auto next = apply_operations(asked, current, lists);
  if (!next) return next;
  switch (resource.type) {
    case ConfigResourceType::kTopic: {
      const auto why = check_topic_configs(configs, *next);
      return checked(std::move(*next), why, ErrorCode::kInvalidConfig);
    }
    case ConfigResourceType::kBroker: {
      auto fine = check_broker(broker, resource, std::move(*next));
      return checked(std::move(fine), asked.refusal, ErrorCode::kInvalidRequest);
    }
    case ConfigResourceType::kGroup: {
      const auto why = check_group_configs(configs, *next);
      return checked(std::move(*next), why, ErrorCode::kInvalidConfig);
    }
    case ConfigResourceType::kClientMetrics:
      if (auto fine = check_client_metrics_configs(*next); !fine)
        return std::unexpected(std::move(fine.error()));
      return next;
    case ConfigResourceType::kBrokerLogger: break;
  }
  return next;
}

}  // namespace moldau::metadata
