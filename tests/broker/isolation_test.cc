#include "protocol/messages/61_describe_producers.h"
#include "tests/broker/unverified_transactions.h"

namespace moldau::broker::test {
namespace {

using Isolation = UnverifiedTransactions;
using Values = std::vector<std::string>;

TEST_F(Isolation, records_of_an_open_transaction_are_hidden_with_all_that_comes_after_until_it_commits) {
  produce(*client, {.batch = batch_of({"before"})});
  ASSERT_EQ(produce_in_transaction("within", 0), ErrorCode::kNone);
  produce(*client, {.batch = batch_of({"after"})});

  auto found = read_committed();
  EXPECT_EQ(values_in(found), Values({"before"}));
  EXPECT_EQ(only_partition(found).last_stable_offset, 1);
  EXPECT_EQ(only_partition(found).high_watermark, 3);
  EXPECT_EQ(values_in(fetch(*client)), Values({"before", "within", "after"}));
  EXPECT_EQ(end_transaction({}), ErrorCode::kNone);

  found = read_committed();
  EXPECT_EQ(values_in(found), Values({"before", "within", "after"}));
  EXPECT_EQ(only_partition(found).last_stable_offset, 4);
  EXPECT_TRUE(only_partition(found).aborted_transactions->empty());
}

TEST_F(Isolation, an_aborted_transaction_is_named_to_who_reads_committed_and_to_nobody_else_T12) {
  ASSERT_EQ(produce_in_transaction("a", 0), ErrorCode::kNone);
  ASSERT_EQ(produce_in_transaction("b", 0, kOther), ErrorCode::kNone);
  EXPECT_EQ(end_transaction({.commit = false}), ErrorCode::kNone);
  EXPECT_EQ(end_transaction({.producer_id = kOther}), ErrorCode::kNone);

  const auto committed = read_committed();
  ASSERT_EQ(only_partition(committed).aborted_transactions->size(), 1u);
  EXPECT_EQ(only_partition(committed).aborted_transactions->at(0).producer_id, kProducer);
  EXPECT_EQ(only_partition(committed).aborted_transactions->at(0).first_offset, 0);
  EXPECT_TRUE(only_partition(read_committed(3)).aborted_transactions->empty());
  const auto all = fetch(*client);
  EXPECT_EQ(values_in(all), Values({"a", "b"}));
  EXPECT_FALSE(only_partition(all).aborted_transactions);
}

TEST_F(Isolation, a_marker_wakes_who_waits_for_it) {
  ASSERT_EQ(produce_in_transaction("a", 0), ErrorCode::kNone);
  auto reader = connect();
  const FetchSpec spec{.max_wait_ms = kLong, .isolation_level = kReadCommitted};
  const auto waiting = reader.send(fetch_request(spec), spec.version);
  produce(*client, {.batch = batch_of({"not for it"})});
  EXPECT_FALSE(reader.has_something(50));

  EXPECT_EQ(end_transaction({}), ErrorCode::kNone);

  EXPECT_EQ(values_in(reader.receive<protocol::FetchResponse>(spec.version, waiting)),
            Values({"a", "not for it"}));
}

TEST_F(Isolation, a_marker_is_acknowledged_and_counts_once_it_is_on_the_disk) {
  ASSERT_EQ(produce_in_transaction("a", 0), ErrorCode::kNone);
  disk.hold_syncs({"/t-0/", "sync"});
  auto coordinator = connect();

  coordinator.send(markers({}), 2);
  ASSERT_TRUE(disk.wait_until_held());
  EXPECT_EQ(only_partition(read_committed()).last_stable_offset, 0);
  EXPECT_FALSE(coordinator.has_something());
  disk.release();

  EXPECT_EQ(coordinator.receive<protocol::WriteTxnMarkersResponse>(2)->markers.at(0).producer_id, kProducer);
  EXPECT_EQ(only_partition(read_committed()).last_stable_offset, 2);
}

TEST_F(Isolation, an_open_transaction_stays_open_over_a_crash_and_a_restart_T10) {
  produce(*client, {.batch = batch_of({"before"})});
  ASSERT_EQ(produce_in_transaction("within", 0), ErrorCode::kNone);
  produce(*client, {.batch = batch_of({"after"})});

  crash();
  reconnect();
  EXPECT_EQ(only_partition(read_committed()).last_stable_offset, 1);
  restart();
  reconnect();
  EXPECT_EQ(only_partition(read_committed()).last_stable_offset, 1);
  EXPECT_EQ(produce_in_transaction("more", 1), ErrorCode::kNone);
  EXPECT_EQ(end_transaction({.commit = false}), ErrorCode::kNone);
  crash();
  reconnect();

  const auto found = read_committed();
  EXPECT_EQ(only_partition(found).last_stable_offset, 5);
  ASSERT_EQ(only_partition(found).aborted_transactions->size(), 1u);
  EXPECT_EQ(only_partition(found).aborted_transactions->at(0).first_offset, 1);
}

TEST_F(Isolation, each_partition_has_its_own_result_of_a_marker) {
  ASSERT_EQ(produce_in_transaction("a", 0, kProducer, 3), ErrorCode::kNone);

  EXPECT_EQ(
      end_transaction(*client, {.epoch = 2, .partitions = {0, 1, 7}}),
      (std::vector{ErrorCode::kInvalidProducerEpoch, ErrorCode::kNone, ErrorCode::kUnknownTopicOrPartition}));
  EXPECT_EQ(end_transaction({.epoch = 3, .topic = "nowhere"}), ErrorCode::kUnknownTopicOrPartition);
  EXPECT_EQ(end_transaction({.epoch = 3, .coordinator_epoch = 5}), ErrorCode::kNone);
  EXPECT_EQ(end_transaction({.epoch = 3, .coordinator_epoch = 4}), ErrorCode::kTransactionCoordinatorFenced);
  EXPECT_EQ(end_transaction({.epoch = -1}), ErrorCode::kUnknownServerError);
  EXPECT_EQ(end_transaction({.producer_id = -1}), ErrorCode::kUnknownServerError);
}

TEST_F(Isolation, the_producers_of_a_partition_show_their_open_transactions) {
  const auto first_offset = [this] {
    protocol::DescribeProducersRequest request;
    request.topics.push_back({"t", {0}});
    const auto answer = client->ask<protocol::DescribeProducersResponse>(request, 0);
    return answer->topics.at(0).partitions.at(0).active_producers.at(0).current_txn_start_offset;
  };
  produce(*client, {.batch = batch_of({"before"})});
  ASSERT_EQ(produce_in_transaction("within", 0), ErrorCode::kNone);

  EXPECT_EQ(first_offset(), 1);
  end_transaction({});
  EXPECT_EQ(first_offset(), -1);
}

TEST_F(Isolation, a_plain_batch_in_an_open_transaction_is_refused) {
  ASSERT_EQ(produce_in_transaction("a", 0), ErrorCode::kNone);

  const auto plain = batch_of({"b"}, {.producer_id = kProducer, .producer_epoch = 0, .base_sequence = 1});
  EXPECT_EQ(error_of(produce(*client, {.batch = plain})), ErrorCode::kInvalidTxnState);
}

}  // namespace
}  // namespace moldau::broker::test
