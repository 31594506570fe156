#include "metadata/config/server_config.h"

#include <algorithm>
#include <fmt/format.h>

#include "metadata/config/server_listeners.h"
#include "metadata/config/server_values.h"

namespace moldau::metadata {
namespace {

using Errors = std::vector<std::string>;

void check_values(const ConfigMap& values, Errors& errors, std::vector<std::string>& warnings) {
  for (const auto& [key, value] : values) {
    if (auto error = check_broker_config(key, value)) errors.push_back(std::move(*error));
    if (find_broker_key(key)) continue;
    const auto nearest = nearest_broker_key(key);
    warnings.push_back(nearest
                           ? fmt::format("{} is not a known configuration; did you mean {}?", key, *nearest)
                           : fmt::format("{} is not a known configuration", key));
  }
}

/// Checks of several values against each other (Kafka: KafkaConfig.validateValues).
class CrossChecks {
 public:
  CrossChecks(const BrokerConfigs& configs, Errors& errors) : configs_(configs), errors_(errors) {}

  void run() {
    not_above("group.min.session.timeout.ms", "group.max.session.timeout.ms");
    for (const std::string group : {"group.consumer", "group.share", "group.streams"})
      for (const std::string what : {"heartbeat.interval.ms", "session.timeout.ms"}) within(group, what);
    not_above("log.cleaner.min.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms");
    check_local_retention();
    check_node_id();
    check_roles();
    if (configs_.boolean("remote.log.storage.system.enable"))
      complain("remote.log.storage.system.enable", "it must be false: there is no tiered storage here");
  }

 private:
  void complain(const std::string& key, std::string_view why) {
    const auto value = configs_.effective(key).value;
    errors_.push_back(
        fmt::format("Invalid value {} for configuration {}: {}", value.value_or("null"), key, why));
  }

  void not_above(const std::string& low, const std::string& high) {
    if (configs_.integer(low) > configs_.integer(high))
      complain(low, fmt::format("it must not be above {}, which is {}", high, configs_.integer(high)));
  }

  void within(const std::string& group, const std::string& what) {
    not_above(group + ".min." + what, group + ".max." + what);
    not_above(group + ".min." + what, group + "." + what);
    not_above(group + "." + what, group + ".max." + what);
  }

  void check_local_retention() {
    for (const std::string unit : {"ms", "bytes"}) {
      const auto local = configs_.integer("log.local.retention." + unit);
      const auto whole = configs_.integer("log.retention." + unit);
      if (local != -2 && whole != -1 && (local == -1 || local > whole))
        complain("log.local.retention." + unit,
                 fmt::format("Value must not be more than log.retention.{} property value: {}", unit, whole));
    }
  }

  void check_node_id() {
    const auto node = configs_.find("node.id"), broker = configs_.find("broker.id");
    if (node && broker && configs_.integer("node.id") != configs_.integer("broker.id"))
      complain("broker.id", fmt::format("it must be equal to node.id, which is {}", *node->value));
  }

  void check_roles() {
    const auto roles = configs_.list("process.roles");
    if (std::ranges::find(roles, "broker") == roles.end())
      complain("process.roles", "it must name broker: there are no controllers on their own here");
  }

  const BrokerConfigs& configs_;
  Errors& errors_;
};

/// Either id stands for both (Kafka shows both as set).
void complete_ids(ConfigMap& values) {
  const auto node = values.find("node.id"), broker = values.find("broker.id");
  if (node != values.end() && broker == values.end()) values.emplace("broker.id", node->second);
  if (node == values.end() && broker != values.end()) values.emplace("node.id", broker->second);
}

void read_values(ServerConfig& config) {
  const auto& configs = config.configs;
  config.node_id = static_cast<std::int32_t>(configs.integer("node.id"));
  if (auto rack = configs.text("broker.rack"); !rack.empty()) config.rack = std::move(rack);
  config.network = read_network(configs);
  config.topics = read_topics(configs);
  config.storage = read_storage(configs);
  config.groups = read_groups(configs);
  config.quotas = read_quotas(configs);
  config.transactions = read_transactions(configs);
}

/// What Kafka checks outside of its table of keys.
std::optional<std::string> check_beyond_type(const ConfigKey& key, std::string_view text,
                                             const ConfigValue& value) {
  const auto at_least = [&](std::int64_t min, std::string_view what) -> std::optional<std::string> {
    if (std::get<std::int64_t>(value) >= min) return std::nullopt;
    return fmt::format("Invalid value {} for configuration {}: {}", text, key.name, what);
  };
  if (key.name == "log.roll.ms") return at_least(1, "Value must be at least 1");
  if (key.name == "log.roll.jitter.ms") return at_least(0, "Value must be at least 0");
  if (key.name.starts_with("log.retention.") && key.name != "log.retention.bytes" &&
      std::get<std::int64_t>(value) == 0)
    return at_least(1, "Value must be unlimited (-1) or at least 1");
  if (key.name != "max.connections.per.ip.overrides") return std::nullopt;
  if (const auto limits = parse_connection_overrides(text); !limits)
    return fmt::format("Invalid value {} for configuration {}: {}", text, key.name, limits.error());
  return std::nullopt;
}

}  // namespace

std::optional<std::string> check_broker_config(std::string_view name, std::string_view value) {
  const auto* key = find_broker_key(name);
  if (!key) return std::nullopt;
  const auto parsed = parse_config_value(*key, value);
  if (!parsed) return parsed.error();
  return check_beyond_type(*key, value, *parsed);
}

std::expected<ServerConfig, std::vector<std::string>> make_server_config(BrokerConfigs configs,
                                                                         const std::string& host_name) {
  ServerConfig config;
  config.host_name = host_name;
  config.configs = std::move(configs);
  complete_ids(config.configs.static_broker);
  Errors errors;
  for (const auto* layer : {&config.configs.static_broker, &config.configs.dynamic_default_broker,
                            &config.configs.dynamic_broker})
    check_values(*layer, errors, config.warnings);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  CrossChecks(config.configs, errors).run();
  read_values(config);
  for (auto& error : read_listeners(config, host_name)) errors.push_back(std::move(error));
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return config;
}

}  // namespace moldau::metadata
