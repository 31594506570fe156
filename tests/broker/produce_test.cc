#include "protocol/messages/18_api_versions.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using Produce = BrokerTest;

TEST_F(Produce, pipelined_requests_are_answered_in_order) {
  start();
  auto client = connect();
  create_topic(client);

  constexpr int kCount = 100;
  std::vector<std::int32_t> correlations;
  for (int i = 0; i < kCount; ++i)
    correlations.push_back(send_produce(client, {.batch = batch_of({std::to_string(i)})}));

  for (int i = 0; i < kCount; ++i) {
    const auto produced = receive_produced(client, correlations[static_cast<std::size_t>(i)]);
    EXPECT_EQ(error_of(produced), ErrorCode::kNone);
    EXPECT_EQ(produced.base_offset, i);
  }
}

TEST_F(Produce, other_requests_wait_for_the_answers_before_them) {
  start();
  auto client = connect();
  create_topic(client);

  const auto first = send_produce(client, {});
  const auto second = client.send(list_offsets_request(), kListOffsetsVersion);
  const auto third = send_produce(client, {});

  EXPECT_EQ(receive_produced(client, first).base_offset, 0);
  const auto listed = client.receive<protocol::ListOffsetsResponse>(kListOffsetsVersion, second);
  EXPECT_EQ(listed->topics.at(0).partitions.at(0).offset, 1);
  EXPECT_EQ(receive_produced(client, third).base_offset, 1);
}

TEST_F(Produce, whatever_is_pipelined_is_answered_in_order) {
  start();
  auto client = connect();
  create_topic(client);

  // With and without a wait for the disk, on the spot and by others: 40 at a time, so that answers gather.
  std::vector<std::int32_t> ids;
  for (int i = 0; i < 10; ++i) {
    ids.push_back(client.send(protocol::ApiVersionsRequest(), 0));
    ids.push_back(client.send(list_offsets_request(), kListOffsetsVersion));
    ids.push_back(send_produce(client, {}));
    ids.push_back(client.send(protocol::MetadataRequest(), kMetadataVersion));
  }

  for (const auto id : ids) {
    const auto frame = client.next_frame();
    ASSERT_TRUE(frame);
    EXPECT_EQ(load_be<std::int32_t>(frame->data()), id);
  }
}

TEST_F(Produce, a_duplicate_gets_its_first_offset) {
  start();
  auto client = connect();
  create_topic(client);
  const auto id = init_producer_id(client);
  const auto first = batch_of({"a", "b"}, {.producer_id = id, .producer_epoch = 0, .base_sequence = 0});
  const auto second = batch_of({"c"}, {.producer_id = id, .producer_epoch = 0, .base_sequence = 2});

  send_produce(client, {.batch = first});
  send_produce(client, {.batch = second});
  send_produce(client, {.batch = first});
  send_produce(client, {.batch = second});

  for (const auto expected : {0, 2, 0, 2}) {
    const auto produced = receive_produced(client);
    EXPECT_EQ(error_of(produced), ErrorCode::kNone);
    EXPECT_EQ(produced.base_offset, expected);
  }
  EXPECT_EQ(values_in(fetch(client)), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(Produce, a_duplicate_is_known_after_a_restart_and_after_a_crash) {
  clock = &manual_clock;  // a producer's sequence is forgotten a day after its records' time
  start();
  auto client = connect();
  create_topic(client);
  const auto id = init_producer_id(client);
  const auto batch = batch_of({"a"}, {.producer_id = id, .producer_epoch = 0, .base_sequence = 0});
  produce(client, {.batch = batch});

  restart();
  client = connect();
  EXPECT_EQ(produce(client, {.batch = batch}).base_offset, 0);
  crash();
  client = connect();
  EXPECT_EQ(produce(client, {.batch = batch}).base_offset, 0);

  EXPECT_EQ(values_in(fetch(client)), std::vector<std::string>{"a"});
}

TEST_F(Produce, a_gap_in_the_sequence_is_refused) {
  start();
  auto client = connect();
  create_topic(client);
  const auto id = init_producer_id(client);
  produce(client, {.batch = batch_of({"a"}, {.producer_id = id, .producer_epoch = 0, .base_sequence = 0})});

  const auto late = batch_of({"c"}, {.producer_id = id, .producer_epoch = 0, .base_sequence = 2});

  EXPECT_EQ(error_of(produce(client, {.batch = late})), ErrorCode::kOutOfOrderSequenceNumber);
}

TEST_F(Produce, acks_0_is_silent) {
  start();
  auto client = connect();
  create_topic(client);

  send_produce(client, {.batch = batch_of({"quiet"}), .acks = 0});
  const auto loud = produce(client, {.batch = batch_of({"loud"})});

  EXPECT_EQ(loud.base_offset, 1);
  EXPECT_EQ(values_in(fetch(client)), (std::vector<std::string>{"quiet", "loud"}));
}

TEST_F(Produce, acks_0_ends_the_connection_on_an_error) {
  start();
  auto client = connect();

  send_produce(client, {.topic = "missing", .acks = 0});

  EXPECT_TRUE(client.is_ended());
  expect_healthy();
}

TEST_F(Produce, what_was_sent_before_the_end_of_a_connection_is_answered) {
  start();
  auto client = connect();
  create_topic(client);

  send_produce(client, {});
  send_produce(client, {.topic = "missing", .acks = 0});

  EXPECT_EQ(receive_produced(client).base_offset, 0);
  EXPECT_TRUE(client.is_ended());
}

TEST_F(Produce, a_peer_that_sends_no_more_still_gets_its_answers) {
  start();
  auto client = connect();
  create_topic(client);

  send_produce(client, {});
  send_produce(client, {});
  client.finish_sending();

  EXPECT_EQ(receive_produced(client).base_offset, 0);
  EXPECT_EQ(receive_produced(client).base_offset, 1);
  EXPECT_TRUE(client.is_ended());
}

TEST_F(Produce, each_refusal_has_its_error) {
  start();
  auto client = connect();
  create_topic(client);
  auto corrupt = batch_of({"value"});
  corrupt.back() ^= 1;

  EXPECT_EQ(error_of(produce(client, {.topic = "missing"})), ErrorCode::kUnknownTopicOrPartition);
  EXPECT_EQ(error_of(produce(client, {.partition = 1})), ErrorCode::kUnknownTopicOrPartition);
  EXPECT_EQ(error_of(produce(client, {.partition = -1})), ErrorCode::kUnknownTopicOrPartition);
  EXPECT_EQ(error_of(produce(client, {.acks = 2})), ErrorCode::kInvalidRequiredAcks);
  EXPECT_EQ(error_of(produce(client, {.batch = corrupt})), ErrorCode::kCorruptMessage);
  EXPECT_EQ(list_offset(client).offset, 0);
}

TEST_F(Produce, nobody_appends_to_an_internal_topic) {
  start();
  auto client = connect();
  find_coordinator(client);

  EXPECT_EQ(error_of(produce(client, {.topic = "__consumer_offsets"})), ErrorCode::kInvalidTopicException);
}

}  // namespace
}  // namespace moldau::broker::test
