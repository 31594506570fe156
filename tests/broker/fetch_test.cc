#include <thread>

#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

/// A broker with the topic t of two partitions.
class Fetch : public BrokerTest {
 protected:
  void SetUp() override {
    start();
    client = std::make_unique<Client>(connect());
    topic_id = create_topic(*client, {.partitions = 2});
  }
  void append(const std::string& value, std::int32_t partition = 0) {
    auto producer = connect();
    ASSERT_EQ(error_of(produce(producer, {.partition = partition, .batch = batch_of({value})})),
              ErrorCode::kNone);
  }

  std::unique_ptr<Client> client;
  Uuid topic_id;
};

TEST_F(Fetch, an_append_wakes_a_long_poll) {
  const auto polled = send_long_poll(*client, 0);

  append("a");

  EXPECT_EQ(values_in(client->receive<protocol::FetchResponse>(kFetchVersion, polled)),
            std::vector<std::string>{"a"});
}

TEST_F(Fetch, an_append_to_another_partition_wakes_nobody) {
  const auto polled = send_long_poll(*client, 0);

  append("elsewhere", 1);
  EXPECT_FALSE(client->has_something());
  append("here", 0);

  EXPECT_EQ(values_in(client->receive<protocol::FetchResponse>(kFetchVersion, polled)),
            std::vector<std::string>{"here"});
}

TEST_F(Fetch, an_empty_long_poll_ends_with_its_time) {
  const auto fetched = fetch(*client, {.max_wait_ms = 20});

  EXPECT_TRUE(values_in(fetched).empty());
  EXPECT_EQ(only_partition(fetched).high_watermark, 0);
}

TEST_F(Fetch, min_bytes_waits_for_enough) {
  const auto size = static_cast<std::int32_t>(batch_of({"a"}).size());
  const auto polled =
      client->send(fetch_request({.max_wait_ms = kLong, .min_bytes = 2 * size}), kFetchVersion);

  append("a");
  auto other = connect();
  EXPECT_EQ(list_offset(other).offset, 1);
  EXPECT_FALSE(client->has_something());
  append("b");

  EXPECT_EQ(values_in(client->receive<protocol::FetchResponse>(kFetchVersion, polled)),
            (std::vector<std::string>{"a", "b"}));
}

TEST_F(Fetch, min_bytes_counts_over_partitions) {
  const auto size = static_cast<std::int32_t>(batch_of({"a"}).size());
  const FetchSpec spec{
      .from = {{.partition = 0}, {.partition = 1}}, .max_wait_ms = kLong, .min_bytes = 2 * size};
  const auto polled = client->send(fetch_request(spec), kFetchVersion);

  append("a", 0);
  append("b", 1);

  const auto fetched = client->receive<protocol::FetchResponse>(kFetchVersion, polled);
  ASSERT_EQ(fetched->responses.at(0).partitions.size(), 2u);
  EXPECT_EQ(values_in(fetched->responses[0].partitions[0].records), std::vector<std::string>{"a"});
  EXPECT_EQ(values_in(fetched->responses[0].partitions[1].records), std::vector<std::string>{"b"});
}

TEST_F(Fetch, max_bytes_ends_an_answer_but_never_at_nothing) {
  for (const auto* value : {"a", "b", "c"}) append(value);
  const auto size = static_cast<std::int32_t>(batch_of({"a"}).size());

  EXPECT_EQ(values_in(fetch(*client, {.max_bytes = 2 * size})), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(values_in(fetch(*client, {.max_bytes = 1})), std::vector<std::string>{"a"});
  EXPECT_EQ(values_in(fetch(*client, {.from = {{.max_bytes = 1}}})), std::vector<std::string>{"a"});
}

TEST_F(Fetch, at_least_one_batch_holds_for_the_first_partition_that_has_any) {
  append("b", 1);
  append("a", 0);

  const auto fetched = fetch(*client, {.from = {{.partition = 1}, {.partition = 0}}, .max_bytes = 1});

  const auto& partitions = fetched->responses.at(0).partitions;
  ASSERT_EQ(partitions.size(), 2u);
  EXPECT_EQ(values_in(partitions[0].records), std::vector<std::string>{"b"});
  EXPECT_EQ(partitions[1].records.size(), 0u);
}

TEST_F(Fetch, a_large_answer_arrives_whole) {
  const std::string large(700'000, 'x');
  for (int i = 0; i < 12; ++i) append(large);

  const auto fetched = fetch(*client, {.from = {{.max_bytes = 64 << 20}}});

  const auto values = values_in(fetched);
  ASSERT_EQ(values.size(), 12u);
  for (const auto& value : values) EXPECT_EQ(value, large);
}

TEST_F(Fetch, answers_to_a_slow_reader_do_not_hinder_others) {
  const std::string large(700'000, 'x');
  for (int i = 0; i < 12; ++i) append(large);
  client->send(fetch_request({.from = {{.max_bytes = 64 << 20}}}), kFetchVersion);

  expect_healthy();

  EXPECT_EQ(values_in(client->receive<protocol::FetchResponse>(kFetchVersion)).size(), 12u);
}

TEST_F(Fetch, topics_by_id_are_found_and_unknown_ids_are_told) {
  append("a");

  const auto found = fetch(*client, {.from = {{.topic = "", .topic_id = topic_id}}, .version = 18});
  const auto unknown = fetch(*client, {.from = {{.topic = "", .topic_id = Uuid::random()}}, .version = 18});

  EXPECT_EQ(values_in(found), std::vector<std::string>{"a"});
  EXPECT_EQ(error_of(only_partition(unknown)), ErrorCode::kUnknownTopicId);
}

TEST_F(Fetch, each_refusal_has_its_error_at_once) {
  append("a");

  EXPECT_EQ(error_of(only_partition(fetch(*client, {.from = {{.topic = "missing"}}, .max_wait_ms = kLong}))),
            ErrorCode::kUnknownTopicOrPartition);
  EXPECT_EQ(error_of(only_partition(fetch(*client, {.from = {{.partition = 7}}, .max_wait_ms = kLong}))),
            ErrorCode::kUnknownTopicOrPartition);
  EXPECT_EQ(error_of(only_partition(fetch(*client, {.from = {{.offset = 2}}, .max_wait_ms = kLong}))),
            ErrorCode::kOffsetOutOfRange);
  EXPECT_EQ(error_of(only_partition(fetch(*client, {.from = {{.offset = -1}}, .max_wait_ms = kLong}))),
            ErrorCode::kOffsetOutOfRange);
  EXPECT_EQ(error_of(only_partition(fetch(*client, {.from = {{.leader_epoch = 9}}, .max_wait_ms = kLong}))),
            ErrorCode::kUnknownLeaderEpoch);
}

TEST_F(Fetch, read_committed_tells_the_last_stable_offset) {
  append("a");

  const auto fetched = fetch(*client, {.isolation_level = 1});

  EXPECT_EQ(values_in(fetched), std::vector<std::string>{"a"});
  EXPECT_EQ(only_partition(fetched).last_stable_offset, 1);
  ASSERT_TRUE(only_partition(fetched).aborted_transactions.has_value());
  EXPECT_TRUE(only_partition(fetched).aborted_transactions->empty());
}

TEST_F(Fetch, an_append_wakes_a_committed_long_poll) {
  const auto polled =
      client->send(fetch_request({.max_wait_ms = kLong, .isolation_level = 1}), kFetchVersion);

  append("a");

  EXPECT_EQ(values_in(client->receive<protocol::FetchResponse>(kFetchVersion, polled)),
            std::vector<std::string>{"a"});
}

TEST_F(Fetch, deleting_the_topic_ends_a_long_poll) {
  const auto polled = send_long_poll(*client, 0);

  auto other = connect();
  delete_topic(other);

  const auto fetched = client->receive<protocol::FetchResponse>(kFetchVersion, polled);
  EXPECT_EQ(error_of(only_partition(fetched)), ErrorCode::kUnknownTopicOrPartition);
}

TEST_F(Fetch, a_client_that_leaves_during_a_long_poll_harms_nobody) {
  for (int i = 0; i < 20; ++i) {
    auto leaving = connect();
    send_long_poll(leaving, 0);
  }

  append("a");

  EXPECT_EQ(values_in(fetch(*client)), std::vector<std::string>{"a"});
}

TEST_F(Fetch, a_stop_ends_long_polls) {
  send_long_poll(*client, 0);
  auto second = connect();
  send_long_poll(second, 0);

  broker.reset();

  client->is_ended();
  start();
  expect_healthy();
}

/// A broker whose connections share one thread, started on a topic with records that only the disk has.
class ColdFetch : public BrokerTest {
 protected:
  void SetUp() override {
    io_threads = 1;
    start();
    auto producer = connect();
    create_topic(producer, {.name = "cold", .configs = {{"index.interval.bytes", "0"}}});
    create_topic(producer, {.name = "warm"});
    for (const auto& value : values)
      ASSERT_EQ(error_of(produce(producer, {.topic = "cold", .batch = batch_of({value})})), ErrorCode::kNone);
    restart();
    client = std::make_unique<Client>(connect());
    disk.drop_from_memory(kLog);
  }

  std::int32_t ask(std::int64_t offset = 0) {
    return client->send(fetch_request({.from = {{.topic = "cold", .offset = offset, .max_bytes = kAll}}}),
                        kFetchVersion);
  }
  std::vector<std::string> receive(std::int32_t asked) {
    return values_in(client->receive<protocol::FetchResponse>(kFetchVersion, asked));
  }
  std::vector<std::string> values_from(std::size_t offset) const {
    return {values.begin() + static_cast<std::ptrdiff_t>(offset), values.end()};
  }
  /// Asks for the records, and returns once the disk is awaited.
  std::int32_t hold(const char* file, std::int64_t offset = 0) {
    disk.hold_reads({file, "cold-read"});
    const auto asked = ask(offset);
    EXPECT_TRUE(disk.wait_until_held());
    return asked;
  }

  static constexpr auto kLog = "/cold-0/00000000000000000000.log";
  static constexpr auto kIndex = "/cold-0/00000000000000000000.index";
  static constexpr std::int32_t kAll = 8 << 20;
  const std::vector<std::string> values{"old", std::string(700'000, 'x'), std::string(800'000, 'y'), "older"};
  std::unique_ptr<Client> client;
};

TEST_F(ColdFetch, who_waits_for_the_disk_keeps_nobody_of_the_thread_waiting) {
  const auto asked = hold(kLog);

  auto producer = connect();
  EXPECT_EQ(error_of(produce(producer, {.topic = "warm", .batch = batch_of({"new"})})), ErrorCode::kNone);
  EXPECT_EQ(values_in(fetch(producer, {.from = {{.topic = "warm"}}})), std::vector<std::string>{"new"});
  disk.release();

  EXPECT_EQ(receive(asked), values);
}

TEST_F(ColdFetch, where_to_find_the_next_records_is_looked_up_elsewhere_too) {
  EXPECT_EQ(receive(ask()), values);

  const auto asked = hold(kLog, 3);
  expect_healthy();
  disk.release();

  EXPECT_EQ(receive(asked), values_from(3));
}

TEST_F(ColdFetch, an_index_that_only_the_disk_has_keeps_no_producer_of_the_partition_waiting) {
  EXPECT_EQ(receive(ask()), values);
  disk.drop_from_memory(kIndex);

  const auto asked = hold(kIndex, 2);
  auto producer = connect();
  EXPECT_EQ(error_of(produce(producer, {.topic = "cold", .batch = batch_of({"new"})})), ErrorCode::kNone);
  disk.release();

  EXPECT_EQ(receive(asked), (std::vector<std::string>{values[2], values[3], "new"}));
}

TEST_F(ColdFetch, what_was_just_written_is_not_asked_for) {
  auto producer = connect();
  ASSERT_EQ(error_of(produce(producer, {.topic = "cold", .batch = batch_of({"new"})})), ErrorCode::kNone);
  disk.hold_reads({"/cold-0/", "cold-read"});

  EXPECT_EQ(receive(ask(4)), std::vector<std::string>{"new"});
}

TEST_F(ColdFetch, a_client_that_goes_while_the_disk_is_awaited_harms_nobody) {
  hold(kLog);

  client.reset();
  expect_healthy();
  disk.release();

  client = std::make_unique<Client>(connect());
  EXPECT_EQ(receive(ask()), values);
}

TEST_F(ColdFetch, what_cannot_be_read_ends_the_connection_and_no_other) {
  disk.fail_reads({kLog, "cold-read"});

  ask();
  EXPECT_LT(client->read_to_end().size(), values[1].size());
  expect_healthy();
}

TEST_F(ColdFetch, a_stop_while_the_disk_is_awaited_answers_first) {
  auto idle = connect();
  metadata(idle);
  const auto asked = hold(kLog);

  std::jthread stopping([&] { broker->stop(60'000); });
  EXPECT_TRUE(idle.is_ended());
  disk.release();

  EXPECT_EQ(receive(asked), values);
}

}  // namespace
}  // namespace moldau::broker::test
