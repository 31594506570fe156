#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "metadata/config/config_resource.h"
#include "metadata/config/server_config.h"

namespace moldau::metadata {

enum class AlteredFor { kOneBroker, kWholeCluster };

/// Why a running broker may not take these values, in Kafka's words; nothing where it may. What they come to
/// together with its other values is for make_server_config to check.
std::optional<std::string> check_dynamic_broker_configs(const ConfigMap& altered, AlteredFor whom);

/// The broker's configuration with one of its dynamic layers replaced: its own, or for the resource without a
/// name the cluster's. The errors are make_server_config's, and that a number of threads may at most double
/// or halve.
std::expected<ServerConfig, std::vector<std::string>> with_dynamic_configs(const ServerConfig& broker,
                                                                           const ConfigResource& resource,
                                                                           ConfigMap configs);

/// The dynamic configs that a store keeps, on top of what the broker was started with. What contradicts that
/// is left out, and `warnings` tells of it: a broker has to start to be mended.
ServerConfig with_stored_configs(const ServerConfig& started, const ConfigMap& of_all, const ConfigMap& own);

}  // namespace moldau::metadata
