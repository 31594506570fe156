#include <set>

#include "protocol/messages/10_find_coordinator.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using Metadata = BrokerTest;

TEST_F(Metadata, names_the_listeners_host_and_the_port_that_it_got) {
  start();
  auto client = connect();

  const auto self = metadata(client)->brokers.at(0);

  EXPECT_EQ(self.host, "127.0.0.1");
  EXPECT_EQ(self.port, port());
}

TEST_F(Metadata, names_the_address_that_the_client_reached_us_by_where_we_listen_on_all) {
  properties["listeners"] = "PLAINTEXT://:0";
  start();

  Client by_v4(port(), "127.0.0.1");
  Client by_another(port(), "127.0.0.2");

  EXPECT_EQ(metadata(by_v4)->brokers.at(0).host, "127.0.0.1");
  EXPECT_EQ(metadata(by_another)->brokers.at(0).host, "127.0.0.2");
  EXPECT_EQ(metadata(by_v4)->brokers.at(0).port, port());
}

TEST_F(Metadata, names_the_advertised_listener) {
  properties["advertised.listeners"] = "PLAINTEXT://broker.example:19092";
  start();
  auto client = connect();

  const auto self = metadata(client)->brokers.at(0);

  EXPECT_EQ(self.host, "broker.example");
  EXPECT_EQ(self.port, 19092);
}

TEST_F(Metadata, names_to_each_the_advertised_listener_that_it_came_in_by) {
  properties["listeners"] = "IN://127.0.0.1:0,OUT://127.0.0.1:0";
  properties["listener.security.protocol.map"] = "IN:PLAINTEXT,OUT:PLAINTEXT";
  properties["inter.broker.listener.name"] = "IN";
  properties["advertised.listeners"] = "IN://in.example:1,OUT://out.example:2";
  start();
  auto in = connect(0), out = connect(1);

  EXPECT_EQ(metadata(in)->brokers.at(0).host, "in.example");
  EXPECT_EQ(metadata(out)->brokers.at(0).host, "out.example");
}

TEST_F(Metadata, a_coordinator_is_named_as_brokers_are) {
  start();
  auto client = connect();
  protocol::FindCoordinatorRequest request;
  request.coordinator_keys = {"g"};

  const auto found = client.ask<protocol::FindCoordinatorResponse>(request, 6);

  EXPECT_EQ(found->coordinators.at(0).host, "127.0.0.1");
  EXPECT_EQ(found->coordinators.at(0).port, port());
}

TEST_F(Metadata, creates_a_missing_topic_that_can_be_used_at_once) {
  start();
  auto client = connect();

  const auto created = metadata(client, {.topics = {{"auto"}}, .allow_auto_topic_creation = true});

  EXPECT_EQ(error_of(created->topics.at(0)), ErrorCode::kNone);
  EXPECT_EQ(error_of(produce(client, {.topic = "auto"})), ErrorCode::kNone);
}

TEST_F(Metadata, creates_nothing_unless_the_client_asks) {
  start();
  auto client = connect();

  EXPECT_EQ(error_of(metadata(client, {.topics = {{"auto"}}})->topics.at(0)),
            ErrorCode::kUnknownTopicOrPartition);
  EXPECT_TRUE(metadata(client)->topics.empty());
}

TEST_F(Metadata, creates_nothing_where_auto_creation_is_off) {
  properties["auto.create.topics.enable"] = "false";
  start();
  auto client = connect();

  const auto asked = metadata(client, {.topics = {{"auto"}}, .allow_auto_topic_creation = true});

  EXPECT_EQ(error_of(asked->topics.at(0)), ErrorCode::kUnknownTopicOrPartition);
  EXPECT_TRUE(metadata(client)->topics.empty());
}

TEST_F(Metadata, a_bad_name_is_not_created) {
  start();
  auto client = connect();

  const auto asked = metadata(client, {.topics = {{"no/slash", ".."}}, .allow_auto_topic_creation = true});

  for (const auto& topic : asked->topics) EXPECT_EQ(error_of(topic), ErrorCode::kInvalidTopicException);
}

TEST_F(Metadata, many_clients_that_want_the_same_topic_get_one) {
  start();
  std::vector<Client> clients;
  for (int i = 0; i < 8; ++i) clients.push_back(connect());
  protocol::MetadataRequest request;
  request.topics->push_back({.topic_id = {}, .name = "auto"});

  for (auto& client : clients) client.send(request, kMetadataVersion);

  std::set<Uuid> ids;
  for (auto& client : clients) {
    const auto answer = client.receive<protocol::MetadataResponse>(kMetadataVersion);
    EXPECT_EQ(error_of(answer->topics.at(0)), ErrorCode::kNone);
    ids.insert(answer->topics[0].topic_id);
  }
  EXPECT_EQ(ids.size(), 1u);
}

}  // namespace
}  // namespace moldau::broker::test
