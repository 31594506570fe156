#include "metadata/config/describe_configs.h"

#include <gmock/gmock.h>
#include <map>

#include "metadata/config/config_key.h"
#include "tests/metadata/config/reference_data.h"

namespace moldau::metadata {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::read_rows;
using testing::Row;

constexpr DescribeOptions kWithSynonyms{.configuration_keys = std::nullopt, .include_synonyms = true};

std::string_view source(std::int8_t number) {
  constexpr std::array<std::string_view, 6> kNames = {"UNKNOWN",
                                                      "DYNAMIC_TOPIC_CONFIG",
                                                      "DYNAMIC_BROKER_CONFIG",
                                                      "DYNAMIC_DEFAULT_BROKER_CONFIG",
                                                      "STATIC_BROKER_CONFIG",
                                                      "DEFAULT_CONFIG"};
  return kNames.at(static_cast<std::size_t>(number));
}

std::string type_of(const DescribedConfig& entry) {
  return entry.config_type == 0 ? "UNKNOWN" : std::string(name(static_cast<ConfigType>(entry.config_type)));
}

/// As the client that printed the reference's answers prints them.
Row row_of(const DescribedConfig& entry) {
  std::string synonyms;
  for (const auto& synonym : entry.synonyms) {
    if (!synonyms.empty()) synonyms += "|";
    synonyms +=
        std::string(source(synonym.source)) + ":" + synonym.name + "=" + synonym.value.value_or("<null>");
  }
  return {entry.name,
          type_of(entry),
          entry.value.value_or("<null>"),
          std::string(source(entry.config_source)),
          entry.read_only ? "read-only" : "updatable",
          entry.is_sensitive ? "sensitive" : "plain",
          synonyms};
}

using Rows = std::map<std::string, Row>;

Rows rows_of(const std::vector<DescribedConfig>& entries) {
  Rows rows;
  for (const auto& entry : entries) EXPECT_TRUE(rows.emplace(entry.name, row_of(entry)).second);
  return rows;
}

Rows reference(std::string_view file) {
  Rows rows;
  for (const auto& row : read_rows(file)) rows.emplace(row.front(), row);
  return rows;
}

void set(Rows& rows, const std::string& name, std::string value, std::string from, std::string synonyms) {
  rows.at(name)[2] = std::move(value);
  rows.at(name)[3] = std::move(from);
  rows.at(name)[6] = std::move(synonyms);
}

/// A cluster formatted by Kafka has this one altered at its start.
void forget_eligible_leader_replicas(Rows& rows) {
  const std::string prefix = "DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=1|";
  auto& row = rows.at("min.insync.replicas");
  ASSERT_TRUE(row[6].starts_with(prefix));
  row[6].erase(0, prefix.size());
  row[3] = row[6].substr(0, row[6].find(':'));
}

/// Kafka syncs never where nobody asks it to; a topic of one replica is synced here before it is
/// acknowledged.
void sync_every_record(Rows& rows) {
  rows.at("flush.messages")[2] = "1";
}

/// The limits and defaults of moldau, and its own keys.
void expect_our_own(Rows& expected, Rows& ours) {
  set(expected, "max.connections", "20000", "DEFAULT_CONFIG", "DEFAULT_CONFIG:max.connections=20000");
  set(expected, "max.connections.per.ip", "2000", "DEFAULT_CONFIG",
      "DEFAULT_CONFIG:max.connections.per.ip=2000");
  set(expected, "log.dir", "./data", "DEFAULT_CONFIG", "DEFAULT_CONFIG:log.dir=./data");
  for (const auto* key : {"listeners", "listener.security.protocol.map", "num.network.threads"})
    expected.at(key)[4] = "read-only";
  expected.at("node.id")[6] += "|DEFAULT_CONFIG:node.id=1";
  expected.at("process.roles")[6] += "|DEFAULT_CONFIG:process.roles=broker,controller";
  std::erase_if(ours, [](const auto& row) {
    return row.first.starts_with("moldau.") && find_broker_key(row.first) != nullptr;
  });
}

BrokerConfigs reference_broker() {
  return {.static_broker = {
              {"process.roles", "broker,controller"},
              {"node.id", "1"},
              {"broker.id", "1"},
              {"controller.quorum.voters", "1@127.0.0.1:30211"},
              {"listeners", "PLAINTEXT://127.0.0.1:30210,CONTROLLER://127.0.0.1:30211"},
              {"advertised.listeners", "PLAINTEXT://127.0.0.1:30210"},
              {"controller.listener.names", "CONTROLLER"},
              {"listener.security.protocol.map",
               "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_"
               "SSL"},
              {"log.dirs", "/var/lib/kafka"},
              {"offsets.topic.replication.factor", "1"},
              {"transaction.state.log.replication.factor", "1"},
              {"transaction.state.log.min.isr", "1"},
              {"share.coordinator.state.topic.replication.factor", "1"},
              {"share.coordinator.state.topic.min.isr", "1"},
              {"group.initial.rebalance.delay.ms", "0"},
              {"log.retention.hours", "24"},
              {"log.roll.hours", "48"},
              {"log.flush.scheduler.interval.ms", "12345"},
              {"message.max.bytes", "2000000"},
              {"log.roll.jitter.ms", "77"},
              {"log.roll.jitter.hours", "2"},
              {"log.initial.task.delay.ms", "100"},
              {"nosuch.key", "foo"},
              {"moldau.x", "1"},
              {"ssl.keystore.password", "secret"},
              {"log.cleanup.policy", "compact, delete"},
              {"compression.type", "gzip"},
              {"min.insync.replicas", "1"},
              {"log.retention.bytes", "2048"},
              {"broker.rack", "r1"},
              {"log.preallocate", "TRUE"},
              {"log.cleaner.min.cleanable.ratio", "0.50"},
              {"producer.id.expiration.check.interval.ms", "1000"},
              {"leader.replication.throttled.rate", "5"},
          }};
}

BrokerConfigs altered_broker() {
  auto broker = reference_broker();
  broker.dynamic_broker = {{"nosuch", "1"},
                           {"log.retention.ms", "777"},
                           {"message.max.bytes", "3000000"},
                           {"leader.replication.throttled.rate", "5"}};
  broker.dynamic_default_broker = {{"log.retention.ms", "888"},
                                   {"log.roll.jitter.ms", "99"},
                                   {"compression.type", "lz4"},
                                   {"follower.replication.throttled.rate", "6"},
                                   {"other.unknown", "6"},
                                   {"min.insync.replicas", "2"},
                                   {"log.cleaner.min.cleanable.ratio", " 0.70 "},
                                   {"num.network.threads", "4"}};
  return broker;
}

ConfigMap topic_overrides() {
  return {{"retention.ms", "5000"},
          {"cleanup.policy", "compact, delete"},
          {"compression.type", "zstd"},
          {"flush.messages", "7"},
          {"flush.ms", "8"},
          {"segment.ms", "9"},
          {"unclean.leader.election.enable", "TRUE"},
          {"internal.segment.bytes", "20000"},
          {"leader.replication.throttled.replicas", "0:1"},
          {"min.cleanable.dirty.ratio", "0.10"}};
}

TEST(DescribeConfigs, shows_a_fresh_topic_as_kafka_does) {
  auto expected = reference("kafka-4.4.0-describe-fresh-topic.tsv");
  forget_eligible_leader_replicas(expected);
  sync_every_record(expected);

  EXPECT_EQ(rows_of(describe_topic_configs({}, {}, 1, kWithSynonyms)), expected);
}

TEST(DescribeConfigs, leaves_syncing_to_replication_where_there_is_more_than_one_replica) {
  auto expected = reference("kafka-4.4.0-describe-fresh-topic.tsv");
  forget_eligible_leader_replicas(expected);

  EXPECT_EQ(rows_of(describe_topic_configs({}, {}, 3, kWithSynonyms)), expected);
}

TEST(DescribeConfigs, shows_a_topic_on_a_broker_with_static_values_as_kafka_does) {
  auto expected = reference("kafka-4.4.0-describe-static-topic.tsv");
  forget_eligible_leader_replicas(expected);
  sync_every_record(expected);

  EXPECT_EQ(rows_of(describe_topic_configs(reference_broker(), {}, 1, kWithSynonyms)), expected);
}

TEST(DescribeConfigs, shows_a_topic_with_overrides_as_kafka_does) {
  auto expected = reference("kafka-4.4.0-describe-static-topic-with-overrides.tsv");
  forget_eligible_leader_replicas(expected);

  EXPECT_EQ(rows_of(describe_topic_configs(reference_broker(), topic_overrides(), 1, kWithSynonyms)),
            expected);
}

TEST(DescribeConfigs, shows_topics_on_an_altered_broker_as_kafka_does) {
  const ConfigMap overrides = {{"cleanup.policy", "compact,compact"}, {"min.cleanable.dirty.ratio", "5e-7"}};
  auto expected = reference("kafka-4.4.0-describe-dynamic-topic.tsv");
  sync_every_record(expected);

  EXPECT_EQ(rows_of(describe_topic_configs(altered_broker(), overrides, 1, kWithSynonyms)), expected);
  EXPECT_EQ(rows_of(describe_topic_configs(altered_broker(), topic_overrides(), 1, kWithSynonyms)),
            reference("kafka-4.4.0-describe-dynamic-topic-with-overrides.tsv"));
}

TEST(DescribeConfigs, shows_a_broker_with_static_values_as_kafka_does) {
  auto expected = reference("kafka-4.4.0-describe-static-broker.tsv");
  auto ours = rows_of(describe_broker_configs(reference_broker(), kWithSynonyms));
  expect_our_own(expected, ours);
  forget_eligible_leader_replicas(expected);

  EXPECT_EQ(ours, expected);
}

TEST(DescribeConfigs, shows_an_altered_broker_as_kafka_does) {
  auto expected = reference("kafka-4.4.0-describe-dynamic-broker.tsv");
  auto ours = rows_of(describe_broker_configs(altered_broker(), kWithSynonyms));
  expect_our_own(expected, ours);
  // Kafka drops what was set for hours once milliseconds are altered, and shows a value that nobody set.
  expected.at("log.retention.hours")[2] = "24";
  expected.at("log.roll.jitter.hours")[2] = "2";

  EXPECT_EQ(ours, expected);
}

TEST(DescribeConfigs, shows_what_was_altered_for_the_whole_cluster_as_kafka_does) {
  auto expected = reference("kafka-4.4.0-describe-dynamic-default-broker.tsv");
  expected.at("num.network.threads")[4] = "read-only";

  EXPECT_EQ(rows_of(describe_default_broker_configs(altered_broker(), kWithSynonyms)), expected);
}

TEST(DescribeConfigs, shows_only_the_keys_that_are_asked_for) {
  const DescribeOptions some{.configuration_keys =
                                 std::vector<std::string>{"retention.ms", "nosuch", "retention.ms"}};
  const DescribeOptions none{.configuration_keys = std::vector<std::string>{}};

  EXPECT_EQ(describe_topic_configs({}, {}, 1, some).size(), 1u);
  EXPECT_EQ(describe_topic_configs({}, {}, 1, none).size(), describe_topic_configs({}, {}, 1, {}).size());
}

TEST(DescribeConfigs, leaves_synonyms_and_documentation_out_unless_asked) {
  const auto plain = describe_topic_configs({}, {}, 1, {}).front();
  const auto documented = describe_topic_configs({}, {}, 1, {.include_documentation = true}).front();

  EXPECT_THAT(plain.synonyms, IsEmpty());
  EXPECT_EQ(plain.documentation, std::nullopt);
  EXPECT_EQ(documented.documentation, std::string(topic_config_keys().front().documentation));
}

TEST(DescribeConfigs, never_shows_a_secret) {
  const BrokerConfigs broker{.static_broker = {{"listener.name.a.ssl.key.password", "hunter2"},
                                               {"ssl.key.password", "hunter2"},
                                               {"some.secret", "hunter2"}}};

  for (const auto& entry : describe_broker_configs(broker, kWithSynonyms)) {
    EXPECT_NE(entry.value, "hunter2") << entry.name;
    for (const auto& synonym : entry.synonyms) EXPECT_NE(synonym.value, "hunter2") << entry.name;
  }
}

TEST(DescribeConfigs, shows_the_key_behind_a_listeners_own_one) {
  const BrokerConfigs broker{
      .static_broker = {{"listener.name.a.ssl.keystore.location", "a"}, {"ssl.keystore.location", "b"}}};
  const DescribeOptions options{.configuration_keys = {{"listener.name.a.ssl.keystore.location"}},
                                .include_synonyms = true};

  const auto entries = describe_broker_configs(broker, options);

  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries.front().value, "a");
  EXPECT_THAT(row_of(entries.front()).back(),
              "STATIC_BROKER_CONFIG:listener.name.a.ssl.keystore.location=a|STATIC_BROKER_CONFIG:ssl."
              "keystore.location=b");
}

}  // namespace
}  // namespace moldau::metadata
