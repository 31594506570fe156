#include "metadata/config/server_config.h"

#include <gmock/gmock.h>

#include "metadata/config/environment.h"

namespace moldau::metadata {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

auto make(ConfigMap values) {
  return make_server_config({.static_broker = std::move(values)}, "this-host");
}

ServerConfig good(ConfigMap values) {
  auto config = make(std::move(values));
  EXPECT_TRUE(config) << (config ? "" : config.error().front());
  return config.value_or(ServerConfig());
}

std::vector<std::string> errors(ConfigMap values) {
  auto config = make(std::move(values));
  return config ? std::vector<std::string>() : config.error();
}

Listener plaintext(std::string name, std::string host, std::uint16_t port) {
  return {std::move(name), SecurityProtocol::kPlaintext, std::move(host), port};
}

TEST(ServerConfig, needs_no_key_at_all) {
  const auto config = good({});

  EXPECT_EQ(config.node_id, 1);
  EXPECT_THAT(config.listeners, ElementsAre(plaintext("PLAINTEXT", "", 9092)));
  EXPECT_THAT(config.advertised_listeners, ElementsAre(plaintext("PLAINTEXT", "this-host", 9092)));
  EXPECT_THAT(config.storage.log_dirs, ElementsAre("./data"));
  EXPECT_EQ(config.network.max_connections, 20'000);
  EXPECT_EQ(config.network.max_connections_per_ip, 2'000);
  EXPECT_EQ(config.rack, std::nullopt);
  EXPECT_THAT(config.warnings, IsEmpty());
}

TEST(ServerConfig, starts_with_the_environment_of_kafkas_image) {
  const std::vector<std::string> environment = {
      "KAFKA_NODE_ID=7",
      "KAFKA_PROCESS_ROLES=broker,controller",
      "KAFKA_LISTENERS=PLAINTEXT://:9092,CONTROLLER://:9093",
      "KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://localhost:9092",
      "KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER",
      "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
      "KAFKA_CONTROLLER_QUORUM_VOTERS=7@localhost:9093",
      "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1",
      "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=1",
      "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1",
      "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS=0",
      "KAFKA_NUM_PARTITIONS=3",
      "KAFKA_HEAP_OPTS=-Xmx1g",
      "CLUSTER_ID=4L6g3nShT-eMCtK--X86sw"};

  const auto config = good(configs_of_environment(environment));

  EXPECT_EQ(config.node_id, 7);
  EXPECT_THAT(config.listeners, ElementsAre(plaintext("PLAINTEXT", "", 9092)));
  EXPECT_THAT(config.advertised_listeners, ElementsAre(plaintext("PLAINTEXT", "localhost", 9092)));
  EXPECT_EQ(config.topics.num_partitions, 3);
  EXPECT_EQ(config.groups.group_initial_rebalance_delay_ms, 0);
  EXPECT_THAT(config.warnings, ElementsAre(HasSubstr("CONTROLLER://:9093 is not opened")));
}

TEST(ServerConfig, reads_several_listeners_with_names_of_their_own) {
  const auto config = good({{"listeners", "INTERNAL://0.0.0.0:19092, external://[::1]:9092"},
                            {"listener.security.protocol.map", "INTERNAL:PLAINTEXT,EXTERNAL:plaintext"},
                            {"advertised.listeners", "INTERNAL://kafka:19092,EXTERNAL://localhost:9092"},
                            {"inter.broker.listener.name", "INTERNAL"}});

  EXPECT_THAT(config.listeners,
              ElementsAre(plaintext("INTERNAL", "0.0.0.0", 19092), plaintext("EXTERNAL", "::1", 9092)));
  EXPECT_EQ(config.listeners[1].to_string(), "EXTERNAL://[::1]:9092");
  EXPECT_EQ(config.inter_broker_listener_name, "INTERNAL");
}

TEST(ServerConfig, refuses_listeners_that_it_cannot_serve_by_name) {
  EXPECT_THAT(
      errors({{"listeners", "PLAINTEXT://:9092,SSL://:9093"}}),
      ElementsAre(
          "Invalid value SSL://:9093 for configuration listeners: listener SSL is SSL, and this build "
          "serves PLAINTEXT listeners only"));
  EXPECT_THAT(errors({{"listeners", "A://:9092"}}),
              ElementsAre(HasSubstr("listener A has no security protocol")));
  EXPECT_THAT(
      errors({{"listeners", "PLAINTEXT://:99999"}}),
      ElementsAre("Invalid value PLAINTEXT://:99999 for configuration listeners: PLAINTEXT://:99999 is not "
                  "NAME://host:port with a port of 0 to 65535"));
  EXPECT_THAT(errors({{"listeners", "CONTROLLER://:9093"}}),
              ElementsAre(HasSubstr("there is none that clients can use")));
}

TEST(ServerConfig, refuses_listeners_that_are_in_each_others_way) {
  EXPECT_THAT(errors({{"listeners", "PLAINTEXT://:9092,PLAINTEXT://:9093"}}),
              ElementsAre(HasSubstr("Each listener must have a different name")));
  EXPECT_THAT(errors({{"listeners", "PLAINTEXT://:9092,A://:9092"},
                      {"listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,A:PLAINTEXT"}}),
              ElementsAre(HasSubstr("Each listener must have a different port")));
}

TEST(ServerConfig, refuses_to_advertise_what_nobody_can_connect_to) {
  EXPECT_THAT(errors({{"advertised.listeners", "PLAINTEXT://0.0.0.0:9092"}}),
              ElementsAre(HasSubstr("nobody can connect to that address")));
  EXPECT_THAT(
      errors({{"advertised.listeners", "SSL://a:9092"}}),
      ElementsAre(
          "Invalid value SSL://a:9092 for configuration advertised.listeners: there is no listener SSL in "
          "listeners"));
}

TEST(ServerConfig, refuses_a_wrong_protocol_map_and_a_missing_inter_broker_listener) {
  EXPECT_THAT(
      errors({{"listener.security.protocol.map", "A:TLS"}}),
      ElementsAre("Invalid value A:TLS for configuration listener.security.protocol.map: A:TLS is not "
                  "NAME:PROTOCOL with a protocol of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL"));
  EXPECT_THAT(
      errors({{"inter.broker.listener.name", "INTERNAL"}}),
      ElementsAre("Invalid value INTERNAL for configuration inter.broker.listener.name: there is no such "
                  "listener in listeners"));
}

TEST(ServerConfig, names_every_bad_value_at_once) {
  EXPECT_THAT(
      errors(
          {{"num.partitions", "0"}, {"num.io.threads", "many"}, {"max.connections.per.ip.overrides", "x"}}),
      ElementsAre("Invalid value x for configuration max.connections.per.ip.overrides: x is not host:count",
                  "Invalid value many for configuration num.io.threads: Not a number of type INT",
                  "Invalid value 0 for configuration num.partitions: Value must be at least 1"));
}

TEST(ServerConfig, warns_of_unknown_keys_with_the_one_that_may_be_meant) {
  EXPECT_THAT(good({{"log.dir.s", "/x"}, {"quite.unlike.any.other.key", "1"}}).warnings,
              ElementsAre("log.dir.s is not a known configuration; did you mean log.dirs?",
                          "quite.unlike.any.other.key is not a known configuration"));
}

TEST(ServerConfig, takes_the_node_id_of_either_key_and_shows_both) {
  const auto config = good({{"broker.id", "5"}});

  EXPECT_EQ(config.node_id, 5);
  EXPECT_EQ(config.configs.integer("node.id"), 5);
  EXPECT_THAT(
      errors({{"broker.id", "5"}, {"node.id", "6"}}),
      ElementsAre("Invalid value 5 for configuration broker.id: it must be equal to node.id, which is 6"));
  EXPECT_THAT(errors({{"broker.id", "-1"}}), ElementsAre(HasSubstr("Value must be at least 0")));
}

TEST(ServerConfig, refuses_a_role_without_a_broker) {
  EXPECT_THAT(errors({{"process.roles", "controller"}}), ElementsAre(HasSubstr("it must name broker")));
}

TEST(ServerConfig, refuses_values_that_contradict_each_other) {
  EXPECT_THAT(
      errors({{"group.min.session.timeout.ms", "7000"}, {"group.max.session.timeout.ms", "6999"}}),
      ElementsAre("Invalid value 7000 for configuration group.min.session.timeout.ms: it must not be above "
                  "group.max.session.timeout.ms, which is 6999"));
  EXPECT_THAT(
      errors({{"log.local.retention.ms", "999999999999"}}),
      ElementsAre(
          "Invalid value 999999999999 for configuration log.local.retention.ms: Value must not be more "
          "than log.retention.ms property value: 604800000"));
  EXPECT_THAT(errors({{"remote.log.storage.system.enable", "true"}}),
              ElementsAre(HasSubstr("no tiered storage")));
}

TEST(ServerConfig, converts_hours_and_minutes_where_milliseconds_are_not_given) {
  const BrokerConfigs hours{.static_broker = {{"log.retention.hours", "2"}, {"log.roll.hours", "3"}}};
  const BrokerConfigs all{.static_broker = {{"log.retention.hours", "2"},
                                            {"log.retention.minutes", "5"},
                                            {"log.retention.ms", "7"}}};

  EXPECT_EQ(hours.integer("log.retention.ms"), 7'200'000);
  EXPECT_EQ(hours.integer("log.retention.minutes"), 120);
  EXPECT_EQ(hours.integer("log.roll.ms"), 10'800'000);
  EXPECT_EQ(all.integer("log.retention.ms"), 7);
  EXPECT_EQ(BrokerConfigs{}.integer("log.retention.ms"), 604'800'000);
  EXPECT_EQ((BrokerConfigs{.static_broker = {{"log.retention.hours", "-1"}}}.integer("log.retention.ms")),
            -1);
}

TEST(ServerConfig, lets_alterations_win_over_what_it_was_started_with) {
  BrokerConfigs configs{.static_broker = {{"message.max.bytes", "1"}},
                        .dynamic_default_broker = {{"message.max.bytes", "2"}}};
  EXPECT_EQ(make_server_config(configs, "h")->topics.message_max_bytes, 2);
  configs.dynamic_broker = {{"message.max.bytes", "3"}};

  EXPECT_EQ(make_server_config(configs, "h")->topics.message_max_bytes, 3);
  EXPECT_EQ(configs.effective("message.max.bytes").source, ConfigSource::kDynamicBroker);
  EXPECT_EQ(configs.effective("num.partitions").source, ConfigSource::kDefault);
}

TEST(ServerConfig, budgets_request_memory_by_kafkas_key_where_it_is_given) {
  EXPECT_EQ(good({}).network.request_memory_bytes, 268'435'456);
  EXPECT_EQ(good({{"queued.max.request.bytes", "5000"}}).network.request_memory_bytes, 5'000);
}

TEST(ServerConfig, replicates_internal_topics_once_unless_it_is_told_otherwise) {
  EXPECT_EQ(good({}).groups.offsets_topic_replication_factor, 1);
  EXPECT_EQ(good({{"offsets.topic.replication.factor", "3"}}).groups.offsets_topic_replication_factor, 3);
}

TEST(ServerConfig, reads_limits_of_single_hosts) {
  EXPECT_EQ(good({{"max.connections.per.ip.overrides", "127.0.0.1:5, ::1:6"}})
                .network.max_connections_per_ip_overrides,
            (std::map<std::string, std::int32_t>{{"127.0.0.1", 5}, {"::1", 6}}));
}

}  // namespace
}  // namespace moldau::metadata
