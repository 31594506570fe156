#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/config/config_value.h"

namespace moldau::metadata {

using ConfigMap = std::map<std::string, std::string, std::less<>>;

/// Where a value comes from, by its number in DescribeConfigs (Kafka: ConfigEntry.ConfigSource).
enum class ConfigSource : std::int8_t {
  kUnknown = 0,
  kDynamicTopic = 1,
  kDynamicBroker = 2,
  kDynamicDefaultBroker = 3,
  kStaticBroker = 4,
  kDefault = 5,
  kDynamicBrokerLogger = 6,
  kClientMetrics = 7,
  kGroup = 8,
};

struct SourcedValue {
  std::string name;                  // of the key that was set, which may be a synonym of the one asked for
  std::optional<std::string> value;  // none is null
  ConfigSource source = ConfigSource::kDefault;
  friend bool operator==(const SourcedValue&, const SourcedValue&) = default;
};

/// A broker's configuration in its layers: what it was started with, what was altered for the whole cluster,
/// and what was altered for this broker alone. The later wins.
struct BrokerConfigs {
  ConfigMap static_broker, dynamic_default_broker, dynamic_broker;

  /// What is set for exactly this key in any layer, without the default.
  std::optional<SourcedValue> find(std::string_view name) const;
  /// Everything set for `name`, the layer that wins first, and the default at last where it is not null.
  std::vector<SourcedValue> all(std::string_view name) const;

  /// The value in force, synonyms and default included, in the unit of `name` (log.retention.hours=1 makes
  /// log.retention.ms 3600000). REQUIRES: `name` is a broker key, and every value set has been checked.
  SourcedValue effective(std::string_view name) const;
  /// The same for the first of `keys` that is set, in the unit of the first one. REQUIRES: `keys` has one.
  SourcedValue first_set(std::span<const Synonym> keys) const;
  ConfigValue value(std::string_view name) const;
  /// REQUIRES further that the key has that type, and a value.
  std::int64_t integer(std::string_view name) const;
  double number(std::string_view name) const;
  bool boolean(std::string_view name) const;
  std::string text(std::string_view name) const;  // empty for null
  std::vector<std::string> list(std::string_view name) const;
};

}  // namespace moldau::metadata
