#pragma once

#include "metadata/config/server_config.h"

namespace moldau::metadata {

/// The typed values of each subject. REQUIRES: every single value has been checked.
ServerConfig::Network read_network(const BrokerConfigs& configs);
ServerConfig::Topics read_topics(const BrokerConfigs& configs);
ServerConfig::Storage read_storage(const BrokerConfigs& configs);
ServerConfig::Groups read_groups(const BrokerConfigs& configs);
ServerConfig::Quotas read_quotas(const BrokerConfigs& configs);
ServerConfig::Transactions read_transactions(const BrokerConfigs& configs);

/// Reads max.connections.per.ip.overrides: "host:count,...". The error says what is wrong, without the key.
std::expected<std::map<std::string, std::int32_t>, std::string> parse_connection_overrides(
    std::string_view text);

}  // namespace moldau::metadata
