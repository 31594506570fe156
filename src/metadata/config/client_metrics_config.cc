#include "metadata/config/client_metrics_config.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

#include "base/check.h"
#include "metadata/config/java_pattern.h"

namespace moldau::metadata {
namespace {

using protocol::ErrorCode;

/// What a client is known by.
constexpr std::array<std::string_view, 6> kMatchable = {"client_instance_id",    "client_id",
                                                        "client_software_name",  "client_software_version",
                                                        "client_source_address", "client_source_port"};
constexpr std::int64_t kMinIntervalMs = 100, kMaxIntervalMs = 3'600'000;

/// Of "name=pattern"; nothing where there is no such sign.
std::optional<std::pair<std::string_view, std::string_view>> split_matcher(std::string_view entry) {
  const auto equals = entry.find('=');
  if (equals == entry.npos) return std::nullopt;
  return std::pair(trim(entry.substr(0, equals)), trim(entry.substr(equals + 1)));
}

bool is_matcher(std::string_view entry) {
  const auto parts = split_matcher(entry);
  if (!parts) return false;
  const auto [name, pattern] = *parts;
  if (pattern.empty() || pattern.find('=') != pattern.npos) return false;
  return std::ranges::find(kMatchable, name) != kMatchable.end() && is_java_pattern(pattern);
}

ApiResult<void> check(const ConfigKey& key, const ConfigValue& value) {
  if (key.name == "interval.ms") {
    const auto interval = std::get<std::int64_t>(value);
    if (interval < kMinIntervalMs || interval > kMaxIntervalMs)
      return refuse(
          ErrorCode::kInvalidRequest,
          fmt::format("Invalid value {} for interval.ms, interval must be between {} and {} (1 hour)",
                      interval, kMinIntervalMs, kMaxIntervalMs));
  }
  if (key.name == "match")
    for (const auto& entry : std::get<std::vector<std::string>>(value))
      if (!is_matcher(entry))
        return refuse(ErrorCode::kInvalidConfig, fmt::format("Illegal client matching pattern: {}", entry));
  return {};
}

}  // namespace

ApiResult<void> check_client_metrics_configs(const ConfigMap& subscription) {
  for (const auto& [name, text] : subscription) {
    const auto* key = find_client_metrics_key(name);
    if (!key)
      return refuse(ErrorCode::kInvalidRequest,
                    fmt::format("Unknown client metrics configuration: {}", name));
    auto value = parse_config_value(*key, text);
    if (!value) return refuse(ErrorCode::kInvalidConfig, std::move(value.error()));
    if (auto fine = check(*key, *value); !fine) return fine;
  }
  return {};
}

ClientMetricsSubscription client_metrics_subscription(const ConfigMap& configs) {
  const auto value_of = [&](std::string_view name) {
    const auto* key = find_client_metrics_key(name);
    const auto set = configs.find(name);
    auto value =
        parse_config_value(*key, set == configs.end() ? *key->default_value : std::string_view(set->second));
    MOLDAU_CHECK(value);
    return std::move(*value);
  };
  ClientMetricsSubscription subscription{
      .interval_ms = static_cast<std::int32_t>(std::get<std::int64_t>(value_of("interval.ms"))),
      .metrics = std::get<std::vector<std::string>>(value_of("metrics")),
      .matchers = {}};
  const auto match = value_of("match");
  for (const auto& entry : std::get<std::vector<std::string>>(match))
    if (const auto parts = split_matcher(entry))
      subscription.matchers.emplace_back(parts->first, parts->second);
  return subscription;
}

}  // namespace moldau::metadata
