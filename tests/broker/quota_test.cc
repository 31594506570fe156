#include <chrono>

#include "protocol/messages/12_heartbeat.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/messages/20_delete_topics.h"
#include "protocol/messages/48_describe_client_quotas.h"
#include "protocol/messages/49_alter_client_quotas.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using protocol::AlterClientQuotasRequest;
using protocol::AlterClientQuotasResponse;
using Name = std::optional<std::string>;

std::int64_t elapsed_ms(std::chrono::steady_clock::time_point since) {
  return (std::chrono::steady_clock::now() - since) / std::chrono::milliseconds(1);
}

/// A broker whose clock stands, so that rates are exact, with the topic t. Connections are quiet by the
/// system's own clock, for as short as the tests make it.
class Quota : public BrokerTest {
 protected:
  void SetUp() override {
    clock = &manual_clock;
    start();
    admin = std::make_unique<Client>(connect());
    create_topic(*admin);
  }
  void set(const std::string& key, std::optional<double> value, const Name& name = "ANONYMOUS",
           const std::string& type = "user") {
    AlterClientQuotasRequest request;
    auto& entry = request.entries.emplace_back();
    entry.entity.push_back({type, name});
    entry.ops.push_back({key, value.value_or(0), !value});
    auto client = connect();
    const auto answer = client.ask<AlterClientQuotasResponse>(request, 1);
    ASSERT_EQ(answer->entries.at(0).error_code, 0) << answer->entries[0].error_message.value_or("");
  }
  /// Produces these many bytes, and some more around them; with acks of -1 they can be read afterwards.
  std::int32_t throttled_produce(Client& client, std::size_t bytes, std::int16_t acks = 1) {
    send_produce(client, {.batch = batch_of({std::string(bytes, 'x')}), .acks = acks});
    return client.receive<protocol::ProduceResponse>(kProduceVersion)->throttle_time_ms;
  }

  std::unique_ptr<Client> admin;
};

TEST_F(Quota, is_described_as_it_was_altered_and_after_a_restart) {
  set("producer_byte_rate", 1000, std::nullopt);
  restart();
  auto client = connect();

  const auto answer =
      client.ask<protocol::DescribeClientQuotasResponse>(protocol::DescribeClientQuotasRequest(), 1);

  ASSERT_EQ(answer->entries->size(), 1u);
  EXPECT_EQ(answer->entries->at(0).entity.at(0).entity_name, std::nullopt);
  EXPECT_EQ(answer->entries->at(0).values.at(0).value, 1000);
  // 100 bytes a second too much over 10 seconds.
  EXPECT_GT(throttled_produce(client, 11'000), 1'000);
}

TEST_F(Quota, on_what_is_produced_is_told_at_once_and_the_connection_is_quiet_then) {
  set("producer_byte_rate", 100'000);
  auto client = connect();
  EXPECT_EQ(throttled_produce(client, 900'000), 0);
  const auto began = std::chrono::steady_clock::now();

  const auto throttle_ms = throttled_produce(client, 150'000);
  const auto told_ms = elapsed_ms(began);
  metadata(client);

  EXPECT_NEAR(throttle_ms, 500, 50);
  EXPECT_LT(told_ms, throttle_ms - 50);
  EXPECT_GE(elapsed_ms(began), throttle_ms - 20);
}

TEST_F(Quota, counts_all_connections_of_a_client) {
  set("producer_byte_rate", 100'000);
  auto one = connect(), two = connect();

  EXPECT_EQ(throttled_produce(one, 900'000), 0);

  EXPECT_GT(throttled_produce(two, 150'000), 0);
}

TEST_F(Quota, silences_whoever_wants_no_answers_as_well) {
  set("producer_byte_rate", 100'000);
  auto client = connect();
  const auto began = std::chrono::steady_clock::now();

  send_produce(client, {.batch = batch_of({std::string(1'030'000, 'x')}), .acks = 0});
  metadata(client);

  EXPECT_GE(elapsed_ms(began), 250);
}

TEST_F(Quota, acts_on_connections_that_are_there_and_ends_for_them) {
  auto client = connect();
  EXPECT_EQ(throttled_produce(client, 900'000), 0);

  set("producer_byte_rate", 100'000);
  EXPECT_EQ(throttled_produce(client, 900'000), 0);
  EXPECT_GT(throttled_produce(client, 150'000), 0);
  set("producer_byte_rate", std::nullopt);

  EXPECT_EQ(throttled_produce(client, 900'000), 0);
}

TEST_F(Quota, on_what_is_fetched_empties_the_answer_and_does_not_count_it) {
  auto client = connect();
  for (int i = 0; i < 2; ++i) throttled_produce(client, 60'000, -1);
  set("consumer_byte_rate", 10'000);
  EXPECT_FALSE(values_in(fetch(client, {.max_bytes = 1})).empty()) << "a batch is within the quota";

  for (int i = 0; i < 2; ++i) {
    const auto over = fetch(client, {.max_bytes = 1});
    EXPECT_NEAR(over->throttle_time_ms, 2'000, 150);
    EXPECT_EQ(over->error_code, 0);
    EXPECT_TRUE(over->responses.empty());
    client = connect();
  }
  manual_clock.advance(20'000);
  EXPECT_FALSE(values_in(fetch(client, {.max_bytes = 1})).empty());
}

TEST_F(Quota, lets_no_fetch_take_more_than_a_window_has) {
  auto client = connect();
  for (int i = 0; i < 6; ++i) throttled_produce(client, 30'000, -1);
  set("consumer_byte_rate", 10'000);

  const auto fetched = fetch(client);

  EXPECT_EQ(values_in(fetched).size(), 3u);
  EXPECT_EQ(fetched->throttle_time_ms, 0);
}

TEST_F(Quota, starts_no_fetch_session_with_an_empty_answer_and_keeps_one_that_is_there) {
  auto client = connect();
  for (int i = 0; i < 2; ++i) throttled_produce(client, 60'000, -1);
  set("consumer_byte_rate", 10'000);
  const auto first = fetch(client, {.max_bytes = 1, .session_epoch = 0});
  ASSERT_NE(first->session_id, 0);

  const auto over =
      fetch(client, {.from = {}, .max_bytes = 1, .session_id = first->session_id, .session_epoch = 1});
  auto other = connect();
  const auto fresh = fetch(other, {.max_bytes = 1, .session_epoch = 0});

  EXPECT_GT(over->throttle_time_ms, 0);
  EXPECT_EQ(over->session_id, first->session_id);
  EXPECT_GT(fresh->throttle_time_ms, 0);
  EXPECT_EQ(fresh->session_id, 0);
  manual_clock.advance(20'000);
  auto later = connect();
  const auto next =
      fetch(later, {.from = {}, .max_bytes = 1, .session_id = first->session_id, .session_epoch = 2});
  EXPECT_EQ(next->error_code, 0);
  EXPECT_FALSE(values_in(next).empty()) << "what was not told is told now";
}

TEST_F(Quota, on_a_requests_time_holds_for_every_request_and_for_a_second_at_most) {
  set("request_percentage", 1e-9);
  auto client = connect();

  EXPECT_EQ(metadata(client)->throttle_time_ms, 1'000);
  auto other = connect();
  EXPECT_EQ(other.ask<protocol::DescribeClientQuotasResponse>(protocol::DescribeClientQuotasRequest(), 0)
                ->throttle_time_ms,
            1'000);
  auto member = connect();
  protocol::HeartbeatRequest heartbeat;
  heartbeat.group_id = "g";
  EXPECT_EQ(member.ask<protocol::HeartbeatResponse>(heartbeat, 4)->throttle_time_ms, 1'000);
}

TEST_F(Quota, on_topics_refuses_clients_that_know_it_and_slows_down_those_that_do_not) {
  set("controller_mutation_rate", 1);
  const auto create = [](Client& client, const std::string& name, std::int16_t version) {
    protocol::CreateTopicsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = name;
    topic.num_partitions = 12;
    topic.replication_factor = 1;
    return client.ask<protocol::CreateTopicsResponse>(request, version);
  };
  auto first = connect(), strict = connect(), old = connect();

  const auto made = create(first, "a", 7);
  const auto refused = create(strict, "b", 7);
  const auto slowed = create(old, "c", 5);

  EXPECT_EQ(error_of(made->topics.at(0)), ErrorCode::kNone);
  EXPECT_EQ(made->throttle_time_ms, 0);
  EXPECT_EQ(error_of(refused->topics.at(0)), ErrorCode::kThrottlingQuotaExceeded);
  EXPECT_EQ(refused->throttle_time_ms, 1'000);
  EXPECT_EQ(error_of(slowed->topics.at(0)), ErrorCode::kNone);
  EXPECT_EQ(slowed->throttle_time_ms, 13'000);
  auto deleter = connect();
  EXPECT_EQ(delete_topic(deleter, "a"), ErrorCode::kThrottlingQuotaExceeded);
  manual_clock.advance(13'000);
  auto again = connect();
  EXPECT_EQ(delete_topic(again, "a"), ErrorCode::kNone);
}

TEST_F(Quota, closes_connections_that_come_too_fast_and_not_at_once) {
  set("connection_creation_rate", 1, "127.0.0.1", "ip");
  std::vector<Client> clients;
  for (int i = 0; i < 10; ++i) metadata(clients.emplace_back(connect()));
  const auto began = std::chrono::steady_clock::now();

  auto late = connect();

  EXPECT_TRUE(late.is_ended());
  EXPECT_GE(elapsed_ms(began), 900);
  EXPECT_FALSE(metadata(clients.front())->brokers.empty());
  manual_clock.advance(11'000);
  auto later = connect();
  EXPECT_FALSE(metadata(later)->brokers.empty());
}

TEST_F(Quota, lets_a_quiet_connection_end_with_the_broker) {
  set("producer_byte_rate", 1);
  auto client = connect();
  EXPECT_GT(throttled_produce(client, 100'000), 1'000'000);
  const auto began = std::chrono::steady_clock::now();

  stop();

  EXPECT_LT(elapsed_ms(began), 5'000);
  EXPECT_TRUE(client.is_ended());
}

}  // namespace
}  // namespace moldau::broker::test
