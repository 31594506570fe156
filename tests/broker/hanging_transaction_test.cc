#include "protocol/messages/61_describe_producers.h"
#include "tests/broker/unverified_transactions.h"

namespace moldau::broker::test {
namespace {

/// A transaction that no coordinator knows of, as brokers without verification let them be (KIP-664).
class HangingTransactions : public UnverifiedTransactions {
 protected:
  using Producer = protocol::DescribeProducersResponse::TopicResponse::PartitionResponse::ProducerState;
  Producer producer() {
    protocol::DescribeProducersRequest request;
    request.topics.push_back({"t", {0}});
    const auto answer = client->ask<protocol::DescribeProducersResponse>(request, 0);
    return answer->topics.at(0).partitions.at(0).active_producers.at(0);
  }
  std::int64_t stable_offset() { return only_partition(read_committed()).last_stable_offset; }
};

TEST_F(HangingTransactions, are_found_and_aborted_as_the_tools_do_it_T18) {
  produce(*client, {.batch = batch_of({"before"})});
  ASSERT_EQ(produce_in_transaction("hanging", 0, kProducer, 4), ErrorCode::kNone);
  produce(*client, {.batch = batch_of({"after"})});
  ASSERT_EQ(stable_offset(), 1);

  const auto found = producer();
  EXPECT_EQ(found.producer_id, kProducer);
  EXPECT_EQ(found.producer_epoch, 4);
  EXPECT_EQ(found.coordinator_epoch, -1);
  EXPECT_EQ(found.current_txn_start_offset, 1);
  EXPECT_EQ(end_transaction({.commit = false,
                             .epoch = static_cast<std::int16_t>(found.producer_epoch),
                             .coordinator_epoch = found.coordinator_epoch}),
            ErrorCode::kNone);

  EXPECT_EQ(stable_offset(), 4);
  EXPECT_EQ(producer().current_txn_start_offset, -1);
  const auto read = read_committed();
  ASSERT_EQ(only_partition(read).aborted_transactions->size(), 1u);
  EXPECT_EQ(only_partition(read).aborted_transactions->at(0).first_offset, 1);
}

TEST_F(HangingTransactions, an_abort_with_an_older_epoch_of_the_producer_changes_nothing_T18) {
  ASSERT_EQ(produce_in_transaction("hanging", 0, kProducer, 4), ErrorCode::kNone);

  EXPECT_EQ(end_transaction({.commit = false, .epoch = 3}), ErrorCode::kInvalidProducerEpoch);

  EXPECT_EQ(stable_offset(), 0);
  EXPECT_EQ(producer().current_txn_start_offset, 0);
}

}  // namespace
}  // namespace moldau::broker::test
