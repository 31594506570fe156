#include "metadata/config/dynamic_configs.h"

#include <gtest/gtest.h>
#include <map>

#include "metadata/config/server_config.h"
#include "tests/metadata/config/reference_data.h"

namespace moldau::metadata {
namespace {

/// Where our answer is another one on purpose: there are no Java classes, resized thread pools or divisions
/// by zero here, and what Kafka checks in its code it does not word like what it checks in its table.
const std::map<std::string, std::optional<std::string>> kOurs = {
    {"B log.retention.ms=-2", std::nullopt},
    {"B log.retention.ms=0",
     "Invalid value 0 for configuration log.retention.ms: Value must be unlimited (-1) or at least 1"},
    {"B log.roll.ms=0", "Invalid value 0 for configuration log.roll.ms: Value must be at least 1"},
    {"B num.io.threads=100", std::nullopt},
    {"B log.cleaner.threads=0", std::nullopt},
    {"B num.network.threads=1", "Cannot update these configs dynamically: [num.network.threads]"},
    {"B num.network.threads=2", "Cannot update these configs dynamically: [num.network.threads]"},
    {"D listeners=PLAINTEXT://:1", "Cannot update these configs dynamically: [listeners]"},
    {"B listeners=PLAINTEXT://:1", "Cannot update these configs dynamically: [listeners]"},
    {"B max.connections.per.ip.overrides=x",
     "Invalid value x for configuration max.connections.per.ip.overrides: x is not host:count"},
    {"B max.connections.per.ip.overrides=host:x",
     "Invalid value host:x for configuration max.connections.per.ip.overrides: host:x is not host:count"},
    {"B log.local.retention.ms=999999999999", std::nullopt},  // refused by make_server_config
    {"D principal.builder.class=foo",
     "Cannot update these configs at default cluster level, broker id must be specified: "
     "[principal.builder.class]"},
};

TEST(DynamicBrokerConfigs, are_refused_with_kafkas_words) {
  constexpr std::string_view kError = "InvalidRequestException: ";
  for (const auto& row : testing::read_rows("kafka-4.4.0-broker-answers.tsv")) {
    const auto whom = row[0].starts_with('B') ? AlteredFor::kOneBroker : AlteredFor::kWholeCluster;
    const auto entry = row[0].substr(2);
    const auto equals = entry.find('=');
    const auto ours = kOurs.find(row[0]);
    const auto theirs =
        row[1].starts_with(kError) ? std::optional(row[1].substr(kError.size())) : std::nullopt;

    EXPECT_EQ(check_dynamic_broker_configs({{entry.substr(0, equals), entry.substr(equals + 1)}}, whom),
              ours != kOurs.end() ? ours->second : theirs)
        << row[0];
  }
}

TEST(DynamicBrokerConfigs, name_addresses) {
  EXPECT_EQ(
      check_dynamic_broker_configs({{"max.connections.per.ip.overrides", "a b:1"}}, AlteredFor::kOneBroker),
      "Invalid value a b:1 for configuration max.connections.per.ip.overrides: a b is no address");
}

TEST(DynamicBrokerConfigs, of_a_listener_may_be_altered) {
  EXPECT_EQ(
      check_dynamic_broker_configs({{"listener.name.a.ssl.keystore.location", "/x"}}, AlteredFor::kOneBroker),
      std::nullopt);
}

TEST(DynamicBrokerConfigs, double_or_halve_a_number_of_threads_at_most) {
  const auto broker = make_server_config({}, "host").value();
  const auto refusal = [&](const std::string& key, const std::string& value) -> std::string {
    const auto made = with_dynamic_configs(broker, {ConfigResourceType::kBroker, ""}, {{key, value}});
    return made ? "" : made.error().front();
  };
  EXPECT_EQ(refusal("num.io.threads", "4"), "");
  EXPECT_EQ(refusal("num.io.threads", "16"), "");
  EXPECT_EQ(
      refusal("num.io.threads", "3"),
      "Dynamic thread count update validation failed for num.io.threads=3, value should be at least half "
      "the current value 8");
  EXPECT_EQ(refusal("log.cleaner.threads", "2"), "");
  EXPECT_EQ(refusal("log.cleaner.threads", "3"),
            "Dynamic thread count update validation failed for log.cleaner.threads=3, value should not be "
            "greater than double the current value 1");
  EXPECT_EQ(refusal("log.cleaner.threads", "0"),
            "Invalid value 0 for configuration log.cleaner.threads: Value must be at least 1");
}

TEST(DynamicBrokerConfigs, are_refused_where_they_contradict_others) {
  const BrokerConfigs configs{.dynamic_broker = {{"log.local.retention.ms", "999999999999"}}};

  EXPECT_FALSE(make_server_config(configs, "host"));
}

}  // namespace
}  // namespace moldau::metadata
