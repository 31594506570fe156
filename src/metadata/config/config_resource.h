#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace moldau::metadata {

/// What can have configuration, by its number on the wire (Kafka: ConfigResource.Type).
enum class ConfigResourceType : std::int8_t {
  kTopic = 2,
  kBroker = 4,  // by its id; without a name all of them
  kBrokerLogger = 8,
  kClientMetrics = 16,
  kGroup = 32,
};

/// Nothing where the number stands for none.
constexpr std::optional<ConfigResourceType> config_resource_type(std::int8_t number) {
  using enum ConfigResourceType;
  for (const auto type : {kTopic, kBroker, kBrokerLogger, kClientMetrics, kGroup})
    if (number == static_cast<std::int8_t>(type)) return type;
  return std::nullopt;
}

struct ConfigResource {
  ConfigResourceType type = ConfigResourceType::kTopic;
  std::string name;
  friend auto operator<=>(const ConfigResource&, const ConfigResource&) = default;
};

}  // namespace moldau::metadata
