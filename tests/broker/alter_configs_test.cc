#include "metadata/config/alter_configs.h"

#include <algorithm>
#include <chrono>
#include <gmock/gmock.h>
#include <stdexcept>

#include "base/diag.h"
#include "protocol/messages/32_describe_configs.h"
#include "protocol/messages/33_alter_configs.h"
#include "protocol/messages/44_incremental_alter_configs.h"
#include "protocol/messages/74_list_config_resources.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using metadata::ConfigResource;
using metadata::ConfigSource;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using enum metadata::ConfigResourceType;
using protocol::IncrementalAlterConfigsRequest;
using protocol::IncrementalAlterConfigsResponse;
using Altered = IncrementalAlterConfigsResponse::AlterConfigsResourceResponse;
using Described = protocol::DescribeConfigsResponse::DescribeConfigsResult::DescribeConfigsResourceResult;

const ConfigResource kTheTopic{kTopic, "t"}, kTheBroker{kBroker, "1"}, kAllBrokers{kBroker, ""},
    kItsLoggers{kBrokerLogger, "1"};

/// Values to set; none is to delete the key.
using Changes = std::map<std::string, std::optional<std::string>>;

IncrementalAlterConfigsRequest alteration(const std::vector<std::pair<ConfigResource, Changes>>& asked,
                                          bool validate_only = false) {
  IncrementalAlterConfigsRequest request;
  request.validate_only = validate_only;
  for (const auto& [resource, changes] : asked) {
    auto& each = request.resources.emplace_back();
    each.resource_type = static_cast<std::int8_t>(resource.type);
    each.resource_name = resource.name;
    for (const auto& [name, value] : changes)
      each.configs.push_back({.name = name, .config_operation = std::int8_t(value ? 0 : 1), .value = value});
  }
  return request;
}

Altered alter(Client& client, const ConfigResource& resource, const Changes& changes,
              bool validate_only = false) {
  return client.ask<IncrementalAlterConfigsResponse>(alteration({{resource, changes}}, validate_only), 1)
      ->responses.at(0);
}

Described describe(Client& client, const ConfigResource& resource, const std::string& key) {
  protocol::DescribeConfigsRequest request;
  request.resources.push_back({.resource_type = static_cast<std::int8_t>(resource.type),
                               .resource_name = resource.name,
                               .configuration_keys = std::vector<std::string>{key}});
  request.include_synonyms = true;
  const auto answer = client.ask<protocol::DescribeConfigsResponse>(request, 4);
  const auto& entries = answer->results.at(0).configs;
  return entries.empty() ? Described{} : entries.at(0);
}

ErrorCode produce_of_size(Client& client, std::size_t size) {
  return error_of(produce(client, {.batch = batch_of({std::string(size, 'x')})}));
}

/// Asks until it holds; what is asked for comes with the upkeep's next round.
template <class Condition>
void await(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition())
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("it did not come about");
}

class AlterConfigs : public BrokerTest {
 protected:
  void SetUp() override {
    properties["log.retention.check.interval.ms"] = "20";
    start();
  }
  void TearDown() override {
    for (const auto logger : diag::loggers())
      if (logger != diag::Logger::kRoot) diag::inherit_level(logger);
    diag::set_level(diag::Level::kInfo);
  }
};

TEST_F(AlterConfigs, a_topics_limit_holds_for_the_next_record) {
  auto client = connect();
  create_topic(client);
  ASSERT_EQ(produce_of_size(client, 2000), ErrorCode::kNone);

  EXPECT_EQ(error_of(alter(client, kTheTopic, {{"max.message.bytes", "1000"}})), ErrorCode::kNone);
  EXPECT_EQ(produce_of_size(client, 2000), ErrorCode::kMessageTooLarge);

  EXPECT_EQ(error_of(alter(client, kTheTopic, {{"max.message.bytes", std::nullopt}})), ErrorCode::kNone);
  EXPECT_EQ(produce_of_size(client, 2000), ErrorCode::kNone);
}

TEST_F(AlterConfigs, retention_deletes_segments_without_a_restart) {
  auto client = connect();
  create_topic(client, {.configs = {{"internal.segment.bytes", "300"}, {"retention.ms", "-1"}}});
  for (int i = 0; i < 20; ++i) ASSERT_EQ(produce_of_size(client, 100), ErrorCode::kNone);
  ASSERT_EQ(list_offset(client, "t", 0, -2).offset, 0);

  EXPECT_EQ(error_of(alter(client, kTheTopic, {{"retention.bytes", "300"}})), ErrorCode::kNone);

  await([&] { return list_offset(client, "t", 0, -2).offset > 10; });
  EXPECT_EQ(list_offset(client).offset, 20);
}

TEST_F(AlterConfigs, a_brokers_value_goes_before_the_clusters_and_a_topics_before_both) {
  auto client = connect();
  create_topic(client);
  const auto limit = [&] { return describe(client, kTheTopic, "max.message.bytes").value.value_or(""); };

  alter(client, kAllBrokers, {{"message.max.bytes", "1000"}});
  EXPECT_EQ(limit(), "1000");
  EXPECT_EQ(produce_of_size(client, 2000), ErrorCode::kMessageTooLarge);
  alter(client, kTheBroker, {{"message.max.bytes", "3000"}});
  EXPECT_EQ(limit(), "3000");
  EXPECT_EQ(produce_of_size(client, 2000), ErrorCode::kNone);
  alter(client, kTheTopic, {{"max.message.bytes", "500"}});
  EXPECT_EQ(limit(), "500");
  EXPECT_EQ(produce_of_size(client, 2000), ErrorCode::kMessageTooLarge);

  alter(client, kTheTopic, {{"max.message.bytes", std::nullopt}});
  EXPECT_EQ(produce_of_size(client, 2000), ErrorCode::kNone);
  alter(client, kTheBroker, {{"message.max.bytes", std::nullopt}});
  EXPECT_EQ(produce_of_size(client, 2000), ErrorCode::kMessageTooLarge);
}

TEST_F(AlterConfigs, brokers_values_hold_for_topics_that_are_made_later) {
  auto client = connect();
  alter(client, kAllBrokers, {{"message.max.bytes", "1000"}});

  create_topic(client);

  EXPECT_EQ(produce_of_size(client, 2000), ErrorCode::kMessageTooLarge);
}

enum class Comeback { kRestart, kCrash };
class AlterConfigsAcross : public AlterConfigs, public ::testing::WithParamInterface<Comeback> {};

TEST_P(AlterConfigsAcross, everything_that_was_altered_is_there_again_and_acts) {
  auto client = connect();
  create_topic(client);
  create_topic(client, {.name = "u"});
  alter(client, kTheTopic, {{"max.message.bytes", "5000"}});
  alter(client, kAllBrokers, {{"message.max.bytes", "1000"}, {"log.retention.ms", "86400000"}});
  alter(client, kTheBroker, {{"log.retention.ms", "96400000"}});
  alter(client, {kGroup, "g"}, {{"consumer.session.timeout.ms", "50000"}});
  alter(client, {kClientMetrics, "m"}, {{"interval.ms", "1000"}});

  if (GetParam() == Comeback::kRestart)
    restart();
  else
    crash();

  client = connect();
  EXPECT_EQ(produce_of_size(client, 2000), ErrorCode::kNone);
  EXPECT_EQ(error_of(produce(client, {.topic = "u", .batch = batch_of({std::string(2000, 'x')})})),
            ErrorCode::kMessageTooLarge);
  EXPECT_EQ(describe(client, kTheTopic, "retention.ms").value, "96400000");
  const auto session = describe(client, {kGroup, "g"}, "consumer.session.timeout.ms");
  EXPECT_EQ(session.value, "50000");
  EXPECT_EQ(session.config_source, static_cast<std::int8_t>(ConfigSource::kGroup));
  EXPECT_EQ(describe(client, {kClientMetrics, "m"}, "interval.ms").value, "1000");
}

INSTANTIATE_TEST_SUITE_P(, AlterConfigsAcross, ::testing::Values(Comeback::kRestart, Comeback::kCrash),
                         [](const auto& how) {
                           return how.param == Comeback::kRestart ? "a_restart" : "a_crash";
                         });

TEST_F(AlterConfigs, what_is_only_validated_changes_nothing) {
  auto client = connect();
  create_topic(client);

  EXPECT_EQ(error_of(alter(client, kTheTopic, {{"max.message.bytes", "1"}}, true)), ErrorCode::kNone);
  EXPECT_EQ(error_of(alter(client, kTheTopic, {{"max.message.bytes", "x"}}, true)),
            ErrorCode::kInvalidConfig);
  EXPECT_EQ(error_of(alter(client, {kTopic, "nowhere"}, {{"max.message.bytes", "1"}}, true)),
            ErrorCode::kUnknownTopicOrPartition);
  EXPECT_EQ(error_of(alter(client, kItsLoggers, {{"root", "ERROR"}}, true)), ErrorCode::kNone);

  EXPECT_EQ(produce_of_size(client, 2000), ErrorCode::kNone);
  EXPECT_EQ(describe(client, kItsLoggers, "root").value, "INFO");
}

TEST_F(AlterConfigs, every_resource_has_its_own_answer) {
  auto client = connect();
  create_topic(client);
  const Changes good{{"retention.ms", "5"}};

  const auto answer =
      client.ask<IncrementalAlterConfigsResponse>(alteration({{{kTopic, "nowhere"}, good},
                                                              {kTheTopic, {{"retention.ms", "6"}}},
                                                              {{kGroup, "g"}, {}},
                                                              {{kGroup, "g"}, {}},
                                                              {{kBroker, "77"}, {}}}),
                                                  1);

  std::vector<ErrorCode> codes;
  for (const auto& each : answer->responses) codes.push_back(error_of(each));
  EXPECT_THAT(codes,
              ElementsAre(ErrorCode::kUnknownTopicOrPartition, ErrorCode::kNone, ErrorCode::kInvalidRequest,
                          ErrorCode::kInvalidRequest, ErrorCode::kInvalidRequest));
  EXPECT_EQ(answer->responses.at(2).error_message, "Each resource must appear at most once.");
  EXPECT_EQ(answer->responses.at(1).error_message, std::nullopt);
  EXPECT_EQ(describe(client, kTheTopic, "retention.ms").value, "6");
}

TEST_F(AlterConfigs, what_is_set_goes_where_everything_is_replaced) {
  auto client = connect();
  create_topic(client, {.configs = {{"retention.ms", "5"}}});
  protocol::AlterConfigsRequest request;
  request.resources.push_back(
      {.resource_type = 2, .resource_name = "t", .configs = {{.name = "segment.ms", .value = "7"}}});

  const auto answer = client.ask<protocol::AlterConfigsResponse>(request, 2);

  EXPECT_EQ(error_of(answer->responses.at(0)), ErrorCode::kNone);
  EXPECT_EQ(describe(client, kTheTopic, "segment.ms").value, "7");
  EXPECT_EQ(describe(client, kTheTopic, "retention.ms").value, "604800000");
}

TEST_F(AlterConfigs, resources_of_one_request_must_not_contradict_each_other) {
  auto client = connect();

  const auto answer = client.ask<IncrementalAlterConfigsResponse>(
      alteration({{kAllBrokers, {{"log.retention.ms", "1000"}}},
                  {kTheBroker, {{"log.local.retention.ms", "5000"}}}}),
      1);

  EXPECT_EQ(error_of(answer->responses.at(0)), ErrorCode::kNone);
  EXPECT_EQ(error_of(answer->responses.at(1)), ErrorCode::kInvalidRequest);
  EXPECT_EQ(describe(client, kTheBroker, "log.retention.ms").value, "1000");
}

TEST_F(AlterConfigs, a_limit_on_connections_holds_for_the_next_one) {
  auto client = connect();

  alter(client, kTheBroker, {{"max.connections.per.ip.overrides", "127.0.0.1:1"}});
  EXPECT_TRUE(connect().is_ended());

  alter(client, kTheBroker, {{"max.connections.per.ip.overrides", std::nullopt}});
  expect_healthy();
}

TEST_F(AlterConfigs, a_limit_on_connections_is_for_hosts_that_are_known) {
  auto client = connect();

  const auto refused = client.ask<IncrementalAlterConfigsResponse>(
      alteration({{kTheBroker, {{"max.connections.per.ip.overrides", "localhost:9,nowhere.invalid:1"}}}}), 1);
  EXPECT_EQ(error_of(refused->responses.at(0)), ErrorCode::kInvalidRequest);
  EXPECT_THAT(*refused->responses.at(0).error_message, HasSubstr("nowhere.invalid"));
  EXPECT_THAT(*refused->responses.at(0).error_message, HasSubstr("max.connections.per.ip.overrides"));
  alter(client, kTheBroker, {{"max.connections.per.ip.overrides", "localhost:1"}});
  EXPECT_TRUE(connect().is_ended());

  alter(client, kTheBroker, {{"max.connections.per.ip.overrides", std::nullopt}});
  expect_healthy();
}

TEST_F(AlterConfigs, a_loggers_level_holds_at_once_and_the_root_is_everybodys) {
  auto client = connect();
  LogCapture log;
  const auto level = [&](const std::string& name) { return describe(client, kItsLoggers, name).value; };

  alter(client, kItsLoggers, {{"root", "WARN"}});
  EXPECT_EQ(level("moldau.broker"), "WARN");
  create_topic(client, {.name = "unheard"});
  alter(client, kItsLoggers, {{"moldau.broker", "DEBUG"}});
  create_topic(client, {.name = "heard"});
  alter(client, kItsLoggers, {{"moldau.broker", std::nullopt}});
  EXPECT_EQ(level("moldau.broker"), "WARN");
  create_topic(client, {.name = "unheard-again"});

  const auto text = log.text();
  EXPECT_THAT(text, HasSubstr("topic is created topic=heard"));
  EXPECT_THAT(text, Not(HasSubstr("unheard")));
}

TEST_F(AlterConfigs, of_loggers_change_all_that_are_named_or_none) {
  auto client = connect();

  const auto altered = alter(client, kItsLoggers, {{"moldau.broker", "WARN"}, {"no.such.logger", "WARN"}});

  EXPECT_EQ(error_of(altered), ErrorCode::kInvalidConfig);
  EXPECT_EQ(altered.error_message, "Logger no.such.logger does not exist!");
  EXPECT_EQ(describe(client, kItsLoggers, "moldau.broker").value, "INFO");
}

TEST_F(AlterConfigs, a_secret_is_neither_shown_nor_logged) {
  auto client = connect();
  LogCapture log;
  const std::string key = "listener.name.plaintext.ssl.keystore.password";

  EXPECT_EQ(error_of(alter(client, kTheBroker, {{key, "hunter2"}, {"some.secret", "hunter2"}})),
            ErrorCode::kNone);

  for (const auto& name : {key, std::string("some.secret")}) {
    const auto shown = describe(client, kTheBroker, name);
    EXPECT_TRUE(shown.is_sensitive);
    EXPECT_EQ(shown.value, std::nullopt);
    for (const auto& synonym : shown.synonyms) EXPECT_EQ(synonym.value, std::nullopt);
  }
  EXPECT_THAT(log.text(), Not(HasSubstr("hunter2")));
}

TEST_F(AlterConfigs, what_changes_nothing_is_not_logged) {
  Client client = connect();
  create_topic(client);
  LogCapture log;

  for (const auto& [resource, value] : {std::pair(kTheTopic, "60000"), std::pair(kAllBrokers, "60001")})
    for (int i = 0; i < 3; ++i) {
      const auto key = resource.type == kTopic ? "retention.ms" : "log.retention.ms";
      EXPECT_EQ(alter(client, resource, {{key, value}}).error_code, 0);
      EXPECT_EQ(alter(client, resource, {{"compression.type", std::nullopt}}).error_code, 0);
    }

  EXPECT_EQ(count_lines_with(log.text(), "configs are altered"), 2u);
  EXPECT_EQ(describe(client, kTheTopic, "retention.ms").value, "60000");
}

TEST_F(AlterConfigs, resources_that_have_something_set_are_listed_by_kind) {
  auto client = connect();
  create_topic(client);
  alter(client, {kGroup, "g"}, {{"consumer.session.timeout.ms", "50000"}});
  alter(client, {kClientMetrics, "m"}, {{"interval.ms", "1000"}});
  const auto listed = [&](std::int16_t version, std::vector<std::int8_t> types) {
    protocol::ListConfigResourcesRequest request;
    request.resource_types = std::move(types);
    std::vector<std::pair<std::int8_t, std::string>> resources;
    const auto answer = client.ask<protocol::ListConfigResourcesResponse>(request, version);
    for (const auto& each : answer->config_resources)
      resources.emplace_back(each.resource_type, each.resource_name);
    return resources;
  };

  EXPECT_THAT(listed(0, {}), ElementsAre(std::pair(16, "m")));
  EXPECT_THAT(listed(1, {}), ElementsAre(std::pair(32, "g"), std::pair(16, "m"), std::pair(8, "1"),
                                         std::pair(4, "1"), std::pair(2, "t")));
  EXPECT_THAT(listed(1, {32, 2}), ElementsAre(std::pair(32, "g"), std::pair(2, "t")));
  alter(client, {kGroup, "g"}, {{"consumer.session.timeout.ms", std::nullopt}});
  EXPECT_TRUE(listed(1, {32}).empty());
}

TEST_F(AlterConfigs, an_unknown_kind_of_resource_cannot_be_listed) {
  auto client = connect();
  protocol::ListConfigResourcesRequest request;
  request.resource_types = {16, 77};

  const auto answer = client.ask<protocol::ListConfigResourcesResponse>(request, 1);

  EXPECT_EQ(error_of(answer.response), ErrorCode::kUnsupportedVersion);
  EXPECT_TRUE(answer->config_resources.empty());
}

TEST_F(AlterConfigs, a_topic_cannot_be_made_with_configs_that_contradict_each_other) {
  auto client = connect();

  EXPECT_ANY_THROW(
      create_topic(client, {.configs = {{"min.compaction.lag.ms", "10"}, {"max.compaction.lag.ms", "5"}}}));
}

}  // namespace
}  // namespace moldau::broker::test
