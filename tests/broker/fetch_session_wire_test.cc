#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

/// Fetch sessions as a client sees them.
class FetchSessions : public BrokerTest {
 protected:
  void SetUp() override {
    clock = &manual_clock;
    properties["max.incremental.fetch.session.cache.slots"] = "2";
    start();
    client = std::make_unique<Client>(connect());
    create_topic(*client, {.partitions = 3});
  }
  void append(const std::string& value, std::int32_t partition) {
    produce(*client, {.partition = partition, .batch = batch_of({value})});
  }
  /// A full fetch of so many partitions that starts a session: its id.
  std::int32_t begin(std::int32_t partitions) {
    return fetch(*client, {.from = all(partitions), .session_epoch = 0})->session_id;
  }
  static std::vector<FetchFrom> all(std::int32_t partitions) {
    std::vector<FetchFrom> from;
    for (std::int32_t i = 0; i < partitions; ++i) from.push_back({.partition = i});
    return from;
  }
  /// The partitions that an answer names, in its order.
  static std::vector<std::int32_t> named(const Fetched& fetched) {
    std::vector<std::int32_t> partitions;
    for (const auto& topic : fetched->responses)
      for (const auto& partition : topic.partitions) partitions.push_back(partition.partition_index);
    return partitions;
  }

  std::unique_ptr<Client> client;
};

TEST_F(FetchSessions, a_full_answer_names_every_partition) {
  const auto fetched = fetch(*client, {.from = all(3), .session_epoch = 0});

  EXPECT_GT(fetched->session_id, 0);
  EXPECT_EQ(named(fetched), (std::vector<std::int32_t>{0, 1, 2}));
}

TEST_F(FetchSessions, an_incremental_answer_names_what_changed) {
  const auto id = begin(3);

  EXPECT_TRUE(named(fetch(*client, {.from = {}, .session_id = id, .session_epoch = 1})).empty());
  append("a", 1);
  const auto fetched = fetch(*client, {.from = {}, .session_id = id, .session_epoch = 2});

  EXPECT_EQ(fetched->session_id, id);
  EXPECT_EQ(named(fetched), std::vector<std::int32_t>{1});
  EXPECT_EQ(values_in(fetched), std::vector<std::string>{"a"});
}

TEST_F(FetchSessions, a_long_poll_of_a_session_is_woken) {
  const auto id = begin(3);
  auto producer = connect();
  const FetchSpec spec{.from = {}, .max_wait_ms = kLong, .session_id = id, .session_epoch = 1};
  const auto polled = client->send(fetch_request(spec), kFetchVersion);

  produce(producer, {.partition = 2});

  EXPECT_EQ(named(client->receive<protocol::FetchResponse>(kFetchVersion, polled)),
            std::vector<std::int32_t>{2});
}

TEST_F(FetchSessions, new_positions_and_partitions_are_added) {
  const auto id = begin(1);
  append("a", 0);
  append("b", 2);

  const auto fetched =
      fetch(*client, {.from = {{.offset = 1}, {.partition = 2}}, .session_id = id, .session_epoch = 1});

  EXPECT_EQ(named(fetched), (std::vector<std::int32_t>{0, 2}));
  EXPECT_EQ(fetched->responses[0].partitions[0].records.size(), 0u);
  EXPECT_EQ(values_in(fetched->responses[0].partitions[1].records), std::vector<std::string>{"b"});
}

TEST_F(FetchSessions, a_forgotten_partition_is_left_out) {
  const auto id = begin(2);
  append("a", 0);
  append("b", 1);

  const auto fetched =
      fetch(*client, {.from = {}, .session_id = id, .session_epoch = 1, .forget = {{.partition = 0}}});

  EXPECT_EQ(named(fetched), std::vector<std::int32_t>{1});
}

TEST_F(FetchSessions, a_wrong_epoch_and_an_unknown_session_are_refused) {
  const auto id = begin(1);

  EXPECT_EQ(fetch(*client, {.from = {}, .session_id = id, .session_epoch = 5})->error_code,
            to_wire(ErrorCode::kInvalidFetchSessionEpoch));
  EXPECT_EQ(fetch(*client, {.from = {}, .session_id = id ^ 1, .session_epoch = 1})->error_code,
            to_wire(ErrorCode::kFetchSessionIdNotFound));
  EXPECT_EQ(fetch(*client, {.from = {}, .session_id = id, .session_epoch = 1})->error_code, 0);
}

TEST_F(FetchSessions, the_final_epoch_ends_a_session) {
  const auto id = begin(1);

  EXPECT_EQ(fetch(*client, {.session_id = id, .session_epoch = -1})->session_id, 0);

  EXPECT_EQ(fetch(*client, {.from = {}, .session_id = id, .session_epoch = 1})->error_code,
            to_wire(ErrorCode::kFetchSessionIdNotFound));
}

TEST_F(FetchSessions, a_small_max_bytes_starves_no_partition) {
  append("a", 0);
  append("b", 1);
  append("c", 2);
  const auto id = fetch(*client, {.from = all(3), .max_bytes = 1, .session_epoch = 0})->session_id;

  std::vector<std::int32_t> served;
  for (std::int32_t epoch = 1; epoch <= 3; ++epoch) {
    const auto fetched =
        fetch(*client, {.from = {}, .max_bytes = 1, .session_id = id, .session_epoch = epoch});
    for (const auto& topic : fetched->responses)
      for (const auto& partition : topic.partitions)
        if (partition.records.size() > 0) served.push_back(partition.partition_index);
  }

  EXPECT_EQ(served, (std::vector<std::int32_t>{1, 2, 0}));
}

TEST_F(FetchSessions, a_full_cache_goes_without_until_a_session_is_stale) {
  const auto first = begin(1);
  manual_clock.advance(1);
  begin(1);

  EXPECT_EQ(begin(1), 0);
  manual_clock.advance(120'001);
  EXPECT_NE(begin(1), 0);

  EXPECT_EQ(fetch(*client, {.from = {}, .session_id = first, .session_epoch = 1})->error_code,
            to_wire(ErrorCode::kFetchSessionIdNotFound));
}

TEST_F(FetchSessions, the_end_of_an_error_is_told) {
  const auto id = fetch(*client, {.from = {{}, {.offset = 9}}, .session_epoch = 0})->session_id;

  const auto still = fetch(*client, {.from = {}, .session_id = id, .session_epoch = 1});
  const auto well = fetch(*client, {.from = {{.offset = 0}}, .session_id = id, .session_epoch = 2});

  ASSERT_EQ(named(still), std::vector<std::int32_t>{0});
  EXPECT_EQ(error_of(only_partition(still)), ErrorCode::kOffsetOutOfRange);
  ASSERT_EQ(named(well), std::vector<std::int32_t>{0});
  EXPECT_EQ(error_of(only_partition(well)), ErrorCode::kNone);
}

}  // namespace
}  // namespace moldau::broker::test
