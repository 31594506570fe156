#pragma once

#include <optional>
#include <string>

#include "metadata/config/broker_configs.h"

namespace moldau::metadata {

enum class AlteredFor { kOneBroker, kWholeCluster };

/// Why a running broker may not take these values, in Kafka's words; nothing where it may. What they come to
/// together with its other values is for make_server_config to check.
std::optional<std::string> check_dynamic_broker_configs(const ConfigMap& altered, AlteredFor whom);

}  // namespace moldau::metadata
