#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace moldau::metadata {

/// The type of a value, by its number in DescribeConfigs (Kafka: ConfigDef.Type).
enum class ConfigType : std::int8_t {
  kBoolean = 1,
  kString = 2,
  kInt = 3,
  kShort = 4,
  kLong = 5,
  kDouble = 6,
  kList = 7,
  kClass = 8,
  kPassword = 9,
};
/// Kafka's word, such as LONG.
std::string_view name(ConfigType type);

enum class Importance : std::uint8_t { kHigh, kMedium, kLow };

/// Whether and for whom a broker's value may change while it runs.
enum class UpdateMode : std::uint8_t { kReadOnly, kPerBroker, kClusterWide };

/// What moldau does with a value that Kafka knows.
enum class Support : std::uint8_t {
  kActs,           // does what Kafka does with it
  kAccepted,       // checked, kept and shown, and not acted upon yet
  kNotMeaningful,  // checked, kept and shown; there is nothing here that it could change
};

/// What a value must be beyond its type; printed as Kafka prints it.
struct Validator {
  enum class Kind : std::uint8_t {
    kAny,
    kRange,         // [min,...,max], a missing bound is open
    kOneOf,         // one of `allowed`
    kOneOfAnyCase,  // the same, in any case
    kList,          // a list without duplicates, of words of `allowed` where there are any
    kFilledList,    // the same, not empty
    kSet,           // like kList, but duplicates are dropped, not refused
    kNonEmptyString,
    kGzipLevel,          // 1 to 9, or -1
    kThrottledReplicas,  // partition:broker pairs, or *
    kOffsetReset,        // earliest, latest, or by_duration: and a time in ISO 8601
  };
  Kind kind = Kind::kAny;
  std::optional<double> min, max;
  std::string_view allowed;  // "a, b, c"

  std::string to_string() const;
};

/// One row of the table of configurations: everything that is known of a key before anyone sets it.
struct ConfigKey {
  std::string_view name;
  ConfigType type = ConfigType::kString;
  std::optional<std::string_view> default_value;  // as DescribeConfigs prints it; none is null
  Validator validator;
  Importance importance = Importance::kMedium;
  UpdateMode update = UpdateMode::kReadOnly;
  Support support = Support::kAccepted;
  std::string_view documentation;
  /// Shown by DescribeConfigs only once it is set (Kafka: internal).
  bool hidden = false;

  bool is_sensitive() const { return type == ConfigType::kPassword; }
};

/// All keys, sorted by name.
std::span<const ConfigKey> topic_config_keys();
std::span<const ConfigKey> broker_config_keys();
std::span<const ConfigKey> group_config_keys();
std::span<const ConfigKey> client_metrics_config_keys();
/// Null where there is no such key.
const ConfigKey* find_topic_key(std::string_view name);
const ConfigKey* find_group_key(std::string_view name);
const ConfigKey* find_client_metrics_key(std::string_view name);
/// How a listener's own keys begin; its name and a dot follow.
inline constexpr std::string_view kListenerPrefix = "listener.name.";
/// A listener's own key, such as listener.name.external.ssl.keystore.location, is that of the key behind the
/// prefix.
const ConfigKey* find_broker_key(std::string_view name);

/// A broker key whose value stands in for another one's, which is larger by `factor`: hours for milliseconds.
struct Synonym {
  std::string_view name;
  std::int64_t factor = 1;
};
/// The broker keys that give a topic key its value, the first that is set first; empty where there are none.
std::span<const Synonym> synonyms_of_topic_key(std::string_view name);
/// A broker key among those that stand in for each other, the first that is set first; empty where there are
/// no others.
std::span<const Synonym> synonyms_of_broker_key(std::string_view name);

/// The known key that is most like `name`, where one is like it at all.
std::optional<std::string_view> nearest_broker_key(std::string_view name);

}  // namespace moldau::metadata
