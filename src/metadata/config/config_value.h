#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "metadata/config/config_key.h"

namespace moldau::metadata {

/// A value that has been read: nothing, BOOLEAN, any integer, DOUBLE, text, or LIST.
using ConfigValue =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// Reads `text` as `key` demands it. The error is Kafka's, such as
/// "Invalid value x for configuration retention.ms: Not a number of type LONG".
std::expected<ConfigValue, std::string> parse_config_value(const ConfigKey& key, std::string_view text);

/// The value as DescribeConfigs prints it: trimmed, a LIST without spaces.
std::string canonical_config_value(const ConfigKey& key, std::string_view text);

/// Without the space and control characters at both ends, as Java trims.
std::string_view trim(std::string_view text);

/// The words between commas, trimmed; an empty text has none.
std::vector<std::string> split_list(std::string_view text);

}  // namespace moldau::metadata
