#include "metadata/config/config_key.h"

#include <gmock/gmock.h>
#include <map>
#include <set>

#include "tests/metadata/config/reference_data.h"

namespace moldau::metadata {
namespace {

using ::testing::ElementsAre;
using testing::read_rows;
using testing::Row;

std::string_view word(Importance importance) {
  return importance == Importance::kHigh ? "HIGH" : importance == Importance::kMedium ? "MEDIUM" : "LOW";
}

std::string_view word(UpdateMode update) {
  return update == UpdateMode::kReadOnly    ? "read-only"
         : update == UpdateMode::kPerBroker ? "per-broker"
                                            : "cluster-wide";
}

Row row_of(const ConfigKey& key) {
  return {std::string(key.name),
          std::string(name(key.type)),
          std::string(key.default_value.value_or("<null>")),
          key.validator.to_string(),
          std::string(word(key.importance)),
          key.hidden ? "internal" : "public",
          std::string(word(key.update))};
}

std::map<std::string, Row> by_name(const std::vector<Row>& rows) {
  std::map<std::string, Row> named;
  for (const auto& row : rows) named.emplace(row.front(), row);
  return named;
}

std::map<std::string, Row> by_name(std::span<const ConfigKey> keys) {
  std::map<std::string, Row> named;
  for (const auto& key : keys) named.emplace(key.name, row_of(key));
  return named;
}

TEST(TopicConfigKeys, are_kafkas_with_their_types_defaults_and_limits) {
  EXPECT_EQ(by_name(topic_config_keys()), by_name(read_rows("kafka-4.4.0-topic-keys.tsv")));
}

TEST(BrokerConfigKeys, are_kafkas_apart_from_what_differs_on_purpose) {
  auto expected = by_name(read_rows("kafka-4.4.0-broker-keys.tsv"));

  // Limits that hold unless they are changed.
  expected.at("max.connections")[2] = "20000";
  expected.at("max.connections.per.ip")[2] = "2000";
  // A start without any configuration.
  expected.at("log.dir")[2] = "./data";
  expected.at("node.id")[2] = "1";
  expected.at("process.roles")[2] = "broker,controller";
  expected.at("controller.listener.names")[2] = "<null>";
  // Sockets and their threads stay as they are at the start.
  for (const auto* key : {"listeners", "listener.security.protocol.map", "num.network.threads"})
    expected.at(key)[6] = "read-only";
  // Kafka says no more than that there must be something, and means a text that may be empty.
  for (const auto* key :
       {"authorizer.class.name", "controller.quorum.voters", "controller.quorum.bootstrap.servers"})
    expected.at(key)[3] = "";
  // Those of the authorizer, which Kafka does not keep in its table.
  auto ours = by_name(broker_config_keys());
  EXPECT_EQ(ours.erase("super.users"), 1u);
  EXPECT_EQ(ours.erase("allow.everyone.if.no.acl.found"), 1u);
  std::erase_if(ours, [](const auto& key) { return key.first.starts_with("moldau."); });

  EXPECT_EQ(ours, expected);
}

TEST(BrokerConfigKeys, have_a_sentence_each) {
  for (const auto keys : {broker_config_keys(), topic_config_keys()})
    for (const auto& key : keys) EXPECT_TRUE(key.documentation.ends_with('.')) << key.name;
}

TEST(BrokerConfigKeys, find_a_listeners_own_key_behind_its_prefix) {
  ASSERT_TRUE(find_broker_key("listener.name.external.ssl.keystore.password"));
  EXPECT_EQ(find_broker_key("listener.name.external.ssl.keystore.password")->name, "ssl.keystore.password");
  EXPECT_EQ(find_broker_key("listener.name.external"), nullptr);
  EXPECT_EQ(find_broker_key("nosuch"), nullptr);
}

TEST(BrokerConfigKeys, know_which_one_was_meant) {
  EXPECT_EQ(nearest_broker_key("log.retention.hour"), "log.retention.hours");
  EXPECT_EQ(nearest_broker_key("num.partition"), "num.partitions");
  EXPECT_EQ(nearest_broker_key("something.else.entirely.unlike.any"), std::nullopt);
  EXPECT_EQ(nearest_broker_key(std::string(100'000, 'x')), std::nullopt);
}

TEST(Synonyms, lead_from_every_topic_key_to_broker_keys_that_exist) {
  std::set<std::string_view> without;
  for (const auto& key : topic_config_keys()) {
    if (synonyms_of_topic_key(key.name).empty()) without.insert(key.name);
    for (const auto& synonym : synonyms_of_topic_key(key.name)) EXPECT_TRUE(find_broker_key(synonym.name));
  }

  EXPECT_THAT(without, ElementsAre("errors.deadletterqueue.group.enable",
                                   "follower.replication.throttled.replicas", "internal.segment.bytes",
                                   "leader.replication.throttled.replicas", "remote.log.copy.disable",
                                   "remote.log.delete.on.disable", "remote.storage.enable"));
}

}  // namespace
}  // namespace moldau::metadata
