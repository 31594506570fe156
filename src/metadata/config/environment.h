#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metadata/config/broker_configs.h"

namespace moldau::metadata {

/// The key that an environment variable sets, as Kafka's container image has it: KAFKA_LOG_DIRS is log.dirs;
/// "_" is ".", "__" is "_", "___" is "-". Nothing for other variables and those that the image keeps for
/// itself, such as KAFKA_HEAP_OPTS.
std::optional<std::string> config_key_of_variable(std::string_view variable);

/// The configuration in an environment given as "NAME=value".
ConfigMap configs_of_environment(std::span<const std::string> environment);
/// This process's environment.
std::vector<std::string> process_environment();
/// CLUSTER_ID or KAFKA_CLUSTER_ID, which the image gives the storage that it formats.
std::optional<std::string> cluster_id_of_environment(std::span<const std::string> environment);

/// This machine's name, for listeners that nobody advertises.
std::string local_host_name();

/// Reads the argument of --override: "key=value".
std::expected<std::pair<std::string, std::string>, std::string> parse_override(std::string_view argument);

/// What a broker starts with: file, then environment, then overrides; the later wins.
ConfigMap merge_static_configs(ConfigMap file, const ConfigMap& environment, const ConfigMap& overrides);

}  // namespace moldau::metadata
