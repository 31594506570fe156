#include "metadata/config/dynamic_configs.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>

namespace moldau::metadata {
namespace {

template <class Predicate>
std::optional<std::string> refuse_those(const ConfigMap& altered, std::string_view why, Predicate predicate) {
  std::vector<std::string> refused;
  for (const auto& [name, value] : altered)
    if (const auto* key = find_broker_key(name); key && predicate(name, *key)) refused.push_back(name);
  if (refused.empty()) return std::nullopt;
  return fmt::format("{}: [{}]", why, fmt::join(refused, ", "));
}

/// TLS and SASL are set up listener by listener.
bool lacks_listener(const std::string& name, const ConfigKey& key) {
  return name == key.name && key.update == UpdateMode::kPerBroker &&
         (name.starts_with("ssl.") || name.starts_with("sasl."));
}

/// Of a listener's own keys only limits may hold for the whole cluster.
bool is_one_brokers(std::string_view name) {
  constexpr std::array<std::string_view, 3> kLimits = {"max.connections", "max.connection.creation.rate",
                                                       "num.network.threads"};
  const auto* key = find_broker_key(name);
  if (!name.starts_with(kListenerPrefix)) return key && key->update == UpdateMode::kPerBroker;
  return name.find('.', kListenerPrefix.size()) != name.npos &&
         (!key || std::ranges::find(kLimits, key->name) == kLimits.end());
}

std::optional<std::string> refuse_cluster_wide(const ConfigMap& altered) {
  std::vector<std::string> refused;
  for (const auto& [name, value] : altered)
    if (is_one_brokers(name)) refused.push_back(name);
  if (refused.empty()) return std::nullopt;
  return fmt::format(
      "Cannot update these configs at default cluster level, broker id must be specified: [{}]",
      fmt::join(refused, ", "));
}

/// What would shut everybody out, and who could undo it (Kafka: DynamicConnectionQuota and KafkaConfig).
std::optional<std::string> refuse_no_connections(const ConfigMap& altered) {
  const auto is_zero = [&](std::string_view name) {
    const auto found = altered.find(name);
    return found != altered.end() && canonical_config_value(*find_broker_key(name), found->second) == "0";
  };
  if (is_zero("max.connections")) return "Invalid max.connections 0";
  if (is_zero("max.connections.per.ip") && !altered.contains("max.connections.per.ip.overrides"))
    return "max.connections.per.ip can be set to zero only if max.connections.per.ip.overrides property is "
           "set.";
  return std::nullopt;
}

/// Threads come and go step by step (Kafka: DynamicThreadPool and LogCleaner).
std::optional<std::string> refuse_thread_jump(const BrokerConfigs& current, const BrokerConfigs& next) {
  constexpr std::array<std::string_view, 5> kCounts = {"background.threads", "log.cleaner.threads",
                                                       "num.io.threads", "num.recovery.threads.per.data.dir",
                                                       "num.replica.fetchers"};
  for (const auto name : kCounts) {
    const auto now = current.integer(name), wanted = next.integer(name);
    if (wanted == now) continue;
    if (wanted < 1)
      return fmt::format("Invalid value {} for configuration {}: Value must be at least 1", wanted, name);
    if (wanted < now / 2)
      return fmt::format(
          "Dynamic thread count update validation failed for {}={}, value should be at least half the "
          "current value {}",
          name, wanted, now);
    if (wanted > now * 2)
      return fmt::format(
          "Dynamic thread count update validation failed for {}={}, value should not be greater than double "
          "the current value {}",
          name, wanted, now);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> check_dynamic_broker_configs(const ConfigMap& altered, AlteredFor whom) {
  if (auto refusal =
          refuse_those(altered, "Cannot update these configs dynamically",
                       [](const auto&, const auto& key) { return key.update == UpdateMode::kReadOnly; }))
    return refusal;
  if (auto refusal = refuse_those(
          altered,
          "These security configs can be dynamically updated only per-listener using the listener prefix",
          lacks_listener))
    return refusal;
  for (const auto& [name, value] : altered)
    if (auto complaint = check_broker_config(name, value)) return complaint;
  if (auto refusal = refuse_no_connections(altered)) return refusal;
  return whom == AlteredFor::kOneBroker ? std::nullopt : refuse_cluster_wide(altered);
}

std::expected<ServerConfig, std::vector<std::string>> with_dynamic_configs(const ServerConfig& broker,
                                                                           const ConfigResource& resource,
                                                                           ConfigMap configs) {
  auto next = broker.configs;
  (resource.name.empty() ? next.dynamic_default_broker : next.dynamic_broker) = std::move(configs);
  if (auto refusal = refuse_thread_jump(broker.configs, next))
    return std::unexpected(std::vector{std::move(*refusal)});
  return make_server_config(std::move(next), broker.host_name);
}

ServerConfig with_stored_configs(const ServerConfig& started, const ConfigMap& of_all, const ConfigMap& own) {
  const auto make = [&](BrokerConfigs configs) {
    return make_server_config(std::move(configs), started.host_name);
  };
  BrokerConfigs configs{.static_broker = started.configs.static_broker,
                        .dynamic_default_broker = of_all,
                        .dynamic_broker = own};
  if (auto made = make(configs)) return std::move(*made);
  configs.dynamic_default_broker.clear();
  configs.dynamic_broker.clear();
  std::vector<std::string> left_out;
  const auto add = [&](ConfigMap BrokerConfigs::* layer, const ConfigMap& stored) {
    for (const auto& [name, value] : stored) {
      auto with_one = configs;
      (with_one.*layer)[name] = value;
      if (const auto made = make(with_one))
        configs = std::move(with_one);
      else
        left_out.push_back(fmt::format("the stored value of {} is left out: {}", name, made.error().front()));
    }
  };
  add(&BrokerConfigs::dynamic_default_broker, of_all);
  add(&BrokerConfigs::dynamic_broker, own);
  auto config = make(std::move(configs)).value();
  std::ranges::move(left_out, std::back_inserter(config.warnings));
  return config;
}

}  // namespace moldau::metadata
