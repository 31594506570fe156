#include "metadata/config/alter_configs.h"

#include <gmock/gmock.h>

#include "metadata/config/dynamic_configs.h"
#include "tests/metadata/config/reference_data.h"

namespace moldau::metadata {
namespace {

using protocol::ErrorCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using enum ConfigResourceType;

constexpr std::int32_t kNode = 1;

using Config = AskedAlteration::Config;
Config set(std::string name, std::string value) {
  return {std::move(name), 0, std::move(value)};
}
Config remove(std::string name) {
  return {std::move(name), 1, std::nullopt};
}
Config append(std::string name, std::string value) {
  return {std::move(name), 2, std::move(value)};
}
Config subtract(std::string name, std::string value) {
  return {std::move(name), 3, std::move(value)};
}

AskedAlteration asked(ConfigResourceType type, std::string name, std::vector<Config> configs) {
  return {static_cast<std::int8_t>(type), std::move(name), std::move(configs)};
}

ServerConfig broker(BrokerConfigs configs = {}) {
  return make_server_config(std::move(configs), "host").value();
}

/// What a resource has after one alteration, or the refusal.
ApiResult<ConfigMap> altered(const AskedAlteration& what, const ConfigMap& current = {},
                             const ServerConfig& on = broker()) {
  const auto resource = check_alteration(what, kNode);
  if (!resource) return std::unexpected(resource.error());
  return alter_configs(on, *resource, current, what);
}

ConfigMap topic_after(const ConfigMap& current, std::vector<Config> configs) {
  return altered(asked(kTopic, "t", std::move(configs)), current).value();
}

ApiError refusal(ConfigResourceType type, std::string name, std::vector<Config> configs) {
  auto result = altered(asked(type, std::move(name), std::move(configs)));
  EXPECT_FALSE(result);
  return result ? ApiError{ErrorCode::kNone, ""} : std::move(result.error());
}

TEST(AlterConfigs, sets_and_deletes_and_leaves_the_rest) {
  const ConfigMap current{{"retention.ms", "1"}, {"segment.ms", "2"}, {"flush.ms", "3"}};

  EXPECT_THAT(topic_after(current, {set("retention.ms", "5"), remove("segment.ms"), remove("no.such.key")}),
              ElementsAre(Pair("flush.ms", "3"), Pair("retention.ms", "5")));
}

TEST(AlterConfigs, replaces_everything_where_that_is_asked) {
  auto what = asked(kTopic, "t", {set("retention.ms", "5")});
  what.replaces_all = true;

  EXPECT_THAT(altered(what, {{"segment.ms", "2"}}).value(), ElementsAre(Pair("retention.ms", "5")));
}

TEST(AlterConfigs, appends_to_what_holds_and_never_twice) {
  EXPECT_THAT(topic_after({}, {append("cleanup.policy", "compact")}),
              ElementsAre(Pair("cleanup.policy", "delete,compact")));
  EXPECT_THAT(topic_after({{"cleanup.policy", "compact"}}, {append("cleanup.policy", "compact,delete")}),
              ElementsAre(Pair("cleanup.policy", "compact,delete")));
  EXPECT_THAT(topic_after({{"cleanup.policy", ""}}, {append("cleanup.policy", "delete")}),
              ElementsAre(Pair("cleanup.policy", "delete")));
}

TEST(AlterConfigs, subtracts_what_is_there) {
  EXPECT_THAT(topic_after({}, {subtract("cleanup.policy", "delete")}),
              ElementsAre(Pair("cleanup.policy", "")));
  EXPECT_THAT(topic_after({{"leader.replication.throttled.replicas", "0:1,1:1"}},
                          {subtract("leader.replication.throttled.replicas", "0:1,7:7")}),
              ElementsAre(Pair("leader.replication.throttled.replicas", "1:1")));
}

TEST(AlterConfigs, refuses_a_list_that_no_answer_could_show) {
  const std::string full(30'000, 'x');

  const auto result = altered(asked(kTopic, "t", {append("leader.replication.throttled.replicas", full)}),
                              {{"leader.replication.throttled.replicas", "0:1" + std::string(3'000, '1')}});

  ASSERT_FALSE(result);
  EXPECT_EQ(
      result.error().message,
      "The value of leader.replication.throttled.replicas would have 33004 bytes, more than the 32767 that "
      "a value may have.");
}

TEST(AlterConfigs, starts_a_list_with_what_the_broker_was_started_with) {
  const auto on = broker({.static_broker = {{"log.cleanup.policy", "compact"}},
                          .dynamic_default_broker = {{"log.cleanup.policy", "delete"}}});

  EXPECT_THAT(altered(asked(kTopic, "t", {append("cleanup.policy", "delete")}), {}, on).value(),
              ElementsAre(Pair("cleanup.policy", "compact,delete")));
}

TEST(AlterConfigs, refuses_lists_operations_on_what_is_no_list) {
  const ApiError topics{ErrorCode::kInvalidConfig,
                        "Can't APPEND to key retention.ms because its type is not LIST."};
  const ApiError brokers{ErrorCode::kInvalidConfig,
                         "Config value subtract is not allowed for config key: log.retention.ms"};
  const ApiError unknown{ErrorCode::kInvalidConfig, "Unknown config name: nosuch"};
  const ApiError metrics{ErrorCode::kInvalidConfig,
                         "Can't APPEND to key metrics because its type is not LIST."};

  EXPECT_EQ(refusal(kTopic, "t", {append("retention.ms", "1")}), topics);
  EXPECT_EQ(refusal(kBroker, "1", {subtract("log.retention.ms", "1")}), brokers);
  EXPECT_EQ(refusal(kBroker, "", {append("nosuch", "1")}), unknown);
  EXPECT_EQ(refusal(kClientMetrics, "m", {append("metrics", "a")}), metrics);
}

TEST(AlterConfigs, changes_all_of_a_resource_or_nothing) {
  EXPECT_EQ(refusal(kTopic, "t", {set("retention.ms", "1"), set("segment.ms", "x")}),
            (ApiError{ErrorCode::kInvalidConfig,
                      "Invalid value x for configuration segment.ms: Not a number of type LONG"}));
}

TEST(AlterConfigs, refuses_what_makes_no_sense_by_itself) {
  const auto invalid = [](std::string message) {
    return ApiError{ErrorCode::kInvalidRequest, std::move(message)};
  };

  EXPECT_EQ(refusal(kTopic, "t", {set("a", "1"), remove("a")}),
            invalid("Error due to duplicate config keys"));
  EXPECT_EQ(refusal(kTopic, "t", {{"a", 0, {}}, {"b", 2, {}}}),
            invalid("Null value not supported for : a, b"));
  EXPECT_EQ(refusal(kTopic, "t", {{"a", 4, "1"}}), invalid("Unknown operations type 4"));
  EXPECT_EQ(refusal(kTopic, "", {}), invalid("Default topic resources are not allowed."));
  EXPECT_EQ(refusal(kGroup, "", {}), invalid("Default group resources are not allowed."));
  EXPECT_EQ(refusal(kClientMetrics, "", {}), invalid("Subscription name can't be empty"));
  EXPECT_EQ(refusal(kBroker, "one", {}), invalid("Node id must be an integer, but it is: one"));
  EXPECT_EQ(refusal(kBroker, "77", {}), invalid("Unexpected broker id, expected 1, but received 77"));
  EXPECT_EQ(refusal(kBrokerLogger, "77", {}), invalid("Unexpected node id. Expected 1, but received 77"));
  EXPECT_EQ(refusal(static_cast<ConfigResourceType>(3), "t", {}), invalid("Unknown resource type 3"));
  EXPECT_EQ(refusal(kTopic, "a b", {}).code, ErrorCode::kInvalidTopicException);
}

TEST(AlterConfigs, does_not_replace_loggers) {
  auto what = asked(kBrokerLogger, "1", {});
  what.replaces_all = true;

  EXPECT_EQ(check_alteration(what, kNode).error().message, "Unknown resource type 8");
}

TEST(AlterConfigs, knows_the_broker_however_its_id_is_written) {
  EXPECT_EQ(check_alteration(asked(kBroker, "+01", {}), kNode), (ConfigResource{kBroker, "1"}));
}

TEST(AlterConfigs, keeps_unknown_keys_of_brokers_and_refuses_others) {
  EXPECT_THAT(altered(asked(kBroker, "1", {set("nosuch", "x")})).value(), ElementsAre(Pair("nosuch", "x")));
  EXPECT_EQ(refusal(kGroup, "g", {set("nosuch", "x")}).message, "Unknown group config name: nosuch");
}

TEST(AlterConfigs, refuses_broker_values_that_contradict_others) {
  EXPECT_EQ(
      refusal(kBroker, "1", {set("log.local.retention.ms", "999999999999")}),
      (ApiError{ErrorCode::kInvalidRequest,
                "Invalid value 999999999999 for configuration log.local.retention.ms: Value must not be "
                "more than log.retention.ms property value: 604800000"}));
  EXPECT_EQ(refusal(kBroker, "", {set("max.connections", "0")}).code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(refusal(kBroker, "", {set("max.connections.per.ip", "0")}).code, ErrorCode::kInvalidRequest);
  EXPECT_TRUE(altered(asked(
      kBroker, "1", {set("max.connections.per.ip", "0"), set("max.connections.per.ip.overrides", "::1:5")})));
}

TEST(AlterConfigs, lets_only_limits_of_a_listener_hold_for_the_whole_cluster) {
  EXPECT_TRUE(altered(asked(kBroker, "", {set("listener.name.a.max.connections", "5")})));
  EXPECT_EQ(refusal(kBroker, "", {set("listener.name.a.ssl.keystore.type", "JKS")}).message,
            "Cannot update these configs at default cluster level, broker id must be specified: "
            "[listener.name.a.ssl.keystore.type]");
}

TEST(AlterConfigs, answer_groups_and_subscriptions_as_kafka_does) {
  for (const auto& row : testing::read_rows("kafka-4.4.0-named-answers.tsv")) {
    const auto type = row[0].starts_with('G') ? kGroup : kClientMetrics;
    const auto entry = row[0].substr(2);
    const auto equals = entry.find('=');

    const auto result = altered(asked(type, "x", {set(entry.substr(0, equals), entry.substr(equals + 1))}));

    const auto answer =
        result ? std::string("ok")
               : (result.error().code == ErrorCode::kInvalidConfig ? "InvalidConfigurationException: "
                                                                   : "InvalidRequestException: ") +
                     result.error().message;
    EXPECT_EQ(answer, row[1]) << row[0];
  }
}

TEST(StoredConfigs, win_over_what_the_broker_was_started_with) {
  const auto started = broker({.static_broker = {{"message.max.bytes", "1000"}, {"log.retention.ms", "1"}}});

  const auto config = with_stored_configs(started, {{"message.max.bytes", "2000"}, {"log.retention.ms", "2"}},
                                          {{"log.retention.ms", "3"}});

  EXPECT_EQ(config.configs.integer("message.max.bytes"), 2000);
  EXPECT_EQ(config.configs.integer("log.retention.ms"), 3);
  EXPECT_THAT(config.warnings, IsEmpty());
}

TEST(StoredConfigs, that_contradict_a_new_start_are_left_out_and_told_of) {
  const auto started = broker({.static_broker = {{"log.retention.ms", "1000"}}});

  const auto config = with_stored_configs(
      started, {{"log.local.retention.ms", "5000"}, {"message.max.bytes", "2000"}}, {{"flush", "x"}});

  EXPECT_EQ(config.configs.integer("message.max.bytes"), 2000);
  EXPECT_EQ(config.configs.integer("log.local.retention.ms"), -2);
  ASSERT_FALSE(config.warnings.empty());
  EXPECT_TRUE(config.warnings.back().starts_with("the stored value of log.local.retention.ms is left out"));
}

}  // namespace
}  // namespace moldau::metadata
