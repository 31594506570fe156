#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "metadata/config/broker_configs.h"

namespace moldau::metadata {

/// The broker's key that gives a group's key its value where the group has none; null where there is none.
const ConfigKey* broker_key_behind_group_key(std::string_view name);

/// The value of a group's key that is in force. REQUIRES: `name` is one, and every value set has been
/// checked.
SourcedValue effective_group_config(const BrokerConfigs& broker, const ConfigMap& group,
                                    std::string_view name);

/// Why a group may not have these values, in Kafka's words; nothing where it may.
std::optional<std::string> check_group_configs(const BrokerConfigs& broker, const ConfigMap& group);

}  // namespace moldau::metadata
