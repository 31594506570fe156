#include <atomic>
#include <thread>

#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

class ConnectionLimits : public BrokerTest {
 protected:
  /// Moves the clock until the broker, which looks once a second, ends this connection. What it received or
  /// sent just before the clock moved counts as later, so once may not be enough.
  void pass(std::int64_t time_ms, Client& until_ended) {
    do manual_clock.advance(time_ms);
    while (!until_ended.has_something(1'500));
    EXPECT_TRUE(until_ended.is_ended());
  }
};

TEST_F(ConnectionLimits, the_connection_past_max_connections_is_closed) {
  properties["max.connections"] = "2";
  start();
  auto first = connect(), second = connect();
  metadata(first), metadata(second);

  auto third = connect();

  EXPECT_TRUE(third.is_ended());
  EXPECT_FALSE(metadata(first)->brokers.empty());
}

TEST_F(ConnectionLimits, the_place_of_one_that_leaves_is_free) {
  properties["max.connections"] = "1";
  start();
  for (int i = 0; i < 5; ++i) {
    auto client = connect();
    EXPECT_FALSE(metadata(client)->brokers.empty());
    client.close();
    while (broker->connection_count() > 0) continue;
  }
}

TEST_F(ConnectionLimits, max_connections_per_ip_counts_each_address_apart) {
  properties["listeners"] = "PLAINTEXT://:0";
  properties["max.connections.per.ip"] = "1";
  start();
  auto first = Client(port(), "127.0.0.1"), other = Client(port(), "::1");
  metadata(first), metadata(other);

  EXPECT_TRUE(Client(port(), "127.0.0.1").is_ended());
  EXPECT_TRUE(Client(port(), "::1").is_ended());
  EXPECT_FALSE(metadata(first)->brokers.empty());
}

TEST_F(ConnectionLimits, the_default_per_ip_does_not_hold_for_this_machine) {
  start();
  std::vector<Client> clients;
  for (int i = 0; i < 2'001; ++i) clients.push_back(connect());

  EXPECT_FALSE(metadata(clients.back())->brokers.empty());
}

TEST_F(ConnectionLimits, max_connection_creation_rate_lets_new_ones_wait) {
  clock = &manual_clock;
  properties["max.connection.creation.rate"] = "1";
  start();
  std::vector<Client> clients;
  for (int i = 0; i < 10; ++i) metadata(clients.emplace_back(connect()));

  auto late = connect();
  late.send(protocol::MetadataRequest(), kMetadataVersion);

  EXPECT_FALSE(late.has_something(500));
  EXPECT_TRUE(late.has_something(5'000));
}

TEST_F(ConnectionLimits, refusals_are_logged_once) {
  properties["max.connections"] = "1";
  start();
  auto first = connect();
  metadata(first);
  LogCapture log;

  for (int i = 0; i < 5; ++i) EXPECT_TRUE(connect().is_ended());

  EXPECT_EQ(count_lines_with(log.text(), "max.connections=1 reached"), 1u);
}

/// Bytes that come now and then do not make a request.
TEST_F(ConnectionLimits, a_first_request_that_comes_byte_by_byte_is_not_waited_for) {
  clock = &manual_clock;
  properties["moldau.first.frame.timeout.ms"] = "10000";
  start();
  auto slow = connect();
  for (const std::uint8_t byte : {0, 0, 0}) {
    slow.send_bytes(Bytes{byte});
    manual_clock.advance(3'000);
  }

  pass(1'001, slow);
}

TEST_F(ConnectionLimits, a_later_request_comes_as_fast_as_is_asked) {
  clock = &manual_clock;
  properties["moldau.first.frame.timeout.ms"] = "10000";
  properties["moldau.request.min.bytes.per.second"] = "1000";
  start();
  auto slow = connect();
  metadata(slow);
  slow.send_bytes(Bytes{0, 1, 0, 0});
  for (int i = 0; i < 4; ++i) {
    manual_clock.advance(2'500);
    slow.send_bytes(Bytes(100));
  }

  pass(10'000, slow);
}

TEST_F(ConnectionLimits, whoever_says_nothing_or_nothing_more_is_closed_in_time) {
  clock = &manual_clock;
  properties["moldau.first.frame.timeout.ms"] = "10000";
  properties["connections.max.idle.ms"] = "600000";
  start();
  auto silent = connect(), half = connect(), idle = connect(), waiting = connect();
  half.send_bytes(Bytes{0, 0, 1});
  metadata(idle);
  create_topic(waiting);
  send_long_poll(waiting, 0);

  pass(10'001, half);
  EXPECT_TRUE(silent.is_ended());
  EXPECT_FALSE(metadata(idle)->brokers.empty());
  pass(600'001, idle);

  EXPECT_TRUE(waiting.is_ended());  // its answer would come after ten minutes without a byte
}

TEST_F(ConnectionLimits, an_address_may_have_a_limit_of_its_own) {
  properties["max.connections.per.ip"] = "0";
  properties["max.connections.per.ip.overrides"] = "127.0.0.1:1";
  start();

  auto first = connect();
  EXPECT_FALSE(metadata(first)->brokers.empty());

  EXPECT_TRUE(connect().is_ended());
}

TEST_F(ConnectionLimits, peers_that_are_gone_at_once_leave_their_places) {
  properties["max.connections.per.ip"] = "3";
  start();

  for (int i = 0; i < 300; ++i) connect().close();  // with a reset

  for (bool served = false; !served;) {
    auto client = connect();
    client.send(protocol::MetadataRequest(), kMetadataVersion);
    served = client.next_frame().has_value();
  }
  while (broker->connection_count() > 0) continue;
  auto first = connect(), second = connect(), third = connect();
  for (auto* client : {&first, &second, &third}) EXPECT_FALSE(metadata(*client)->brokers.empty());
}

TEST_F(ConnectionLimits, a_negative_idle_time_is_for_ever) {
  clock = &manual_clock;
  io_threads = 1;
  properties["connections.max.idle.ms"] = "-1";
  start();
  auto idle = connect(), silent = connect();
  metadata(idle);
  while (broker->connection_count() < 2) continue;

  pass(365 * std::int64_t{86'400'000}, silent);

  EXPECT_FALSE(metadata(idle)->brokers.empty());
}

TEST_F(ConnectionLimits, a_peer_that_never_pauses_leaves_others_their_turn) {
  io_threads = 1;
  start();
  auto greedy = connect(), modest = connect();
  create_topic(modest, {.configs = {{"flush.messages", "1000000"}}});
  Bytes burst;
  for (int i = 0; i < 500; ++i) {
    const auto frame = produce_frame(greedy, {.acks = 0});
    burst.insert(burst.end(), frame.begin(), frame.end());
  }
  std::atomic<bool> enough = false;
  std::jthread sender([&] {
    while (!enough && greedy.send_bytes(burst)) continue;
  });

  const auto ask_often = [&] {
    for (int i = 0; i < 20; ++i) metadata(modest);
  };
  EXPECT_NO_THROW(ask_often());
  enough = true;
}

/// One I/O thread, so that what one request sees is all that earlier ones did.
TEST_F(ConnectionLimits, requests_in_flight_are_bounded_whatever_their_acks) {
  io_threads = 1;
  properties["moldau.max.in.flight.produce.requests"] = "4";
  start();
  auto client = connect(), observer = connect();
  create_topic(client, {.name = "held"});
  create_topic(client, {.name = "quick", .configs = {{"flush.messages", "1000000"}}});
  disk.hold_syncs({"/held-0/", "sync"});
  send_produce(client, {.topic = "held"});
  ASSERT_TRUE(disk.wait_until_held());

  for (int i = 0; i < 20; ++i) send_produce(client, {.topic = "quick", .acks = 1});
  const auto polled = send_long_poll(observer, 0, "quick");
  observer.receive<protocol::FetchResponse>(kFetchVersion, polled);
  // As often as there are requests: each round trip lets the thread serve everything that has arrived.
  std::int64_t appended = 0;
  for (int i = 0; i < 20; ++i) appended = list_offset(observer, "quick").offset;
  EXPECT_LE(appended, 4);
  disk.release();

  EXPECT_EQ(receive_produced(client).base_offset, 0);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(receive_produced(client).base_offset, i);
}

}  // namespace
}  // namespace moldau::broker::test
