#include "protocol/messages/01_fetch.h"
#include "tests/broker/transactions_fixture.h"

namespace moldau::broker::test {
namespace {

using enum TransactionProtocol;

constexpr FramesOf kBatches{.api_key = 0}, kAdditions{.api_key = 24}, kGroups{.api_key = 25},
    kEnds{.api_key = 26}, kOffsets{.api_key = 28};

/// Requests that the network holds back until the transaction that they are for is over.
class LateRequests : public ProxiedTransactions {
 protected:
  /// Sends a request that gets no further than the network, and returns it.
  template <class Send>
  Frame held(const FramesOf& which, const Send& send) {
    network->hold(which);
    late_.push_back(send(*slow_client));
    return network->take(1).at(0);
  }
  /// The answer to the last request that was held, which the broker gets now.
  ErrorCode arrives(TransactionalProducer& producer, const Frame& frame) {
    network->send(frame);
    return producer.answer(late_.back());
  }
  std::int64_t high_watermark(std::int32_t partition = 0) {
    return only_partition(fetch(*client, {.from = {{.partition = partition}}})).high_watermark;
  }

 private:
  std::vector<Sent> late_;
};

// T1: a client waits for its EndTxn in vain, sends it again, and begins the next transaction.

TEST_F(LateRequests, an_end_does_not_end_the_next_transaction_of_the_second_protocol_T1) {
  for (const bool commit : {true, false}) {
    TransactionalProducer producer(kSecond);
    producer.init(*client);
    ASSERT_EQ(producer.produce(*client, "first"), ErrorCode::kNone);
    auto late = producer;
    const auto end = held(kEnds, [&](auto& via) { return late.send_end(via, commit); });
    ASSERT_EQ(producer.end(*client, commit), ErrorCode::kNone);
    ASSERT_EQ(producer.produce(*client, "next"), ErrorCode::kNone);
    const auto stable = last_stable_offset(*client);

    EXPECT_EQ(arrives(late, end), ErrorCode::kProducerFenced);

    EXPECT_EQ(transaction_state(*client), "Ongoing");
    EXPECT_EQ(last_stable_offset(*client), stable);
    EXPECT_EQ(producer.end(*client, !commit), ErrorCode::kNone);
    EXPECT_EQ(settled_state(*client), commit ? "CompleteAbort" : "CompleteCommit");
  }
  EXPECT_EQ(committed_values(*client), Values({"first", "next"}));
}

TEST_F(LateRequests,
       an_end_that_comes_before_the_next_transaction_is_answered_as_the_one_that_got_through_T1) {
  TransactionalProducer producer(kSecond);
  producer.init(*client);
  ASSERT_EQ(producer.produce(*client, "first"), ErrorCode::kNone);
  auto late = producer;
  const auto end = held(kEnds, [&](auto& via) { return late.send_end(via, true); });
  ASSERT_EQ(producer.end(*client, true), ErrorCode::kNone);
  settled_state(*client);

  EXPECT_EQ(arrives(late, end), ErrorCode::kNone);

  EXPECT_EQ(late.epoch, producer.epoch);
  EXPECT_EQ(high_watermark(), 2);
  EXPECT_EQ(producer.produce(*client, "next"), ErrorCode::kNone);
}

/// What KIP-890 is for, and Kafka does too: the epoch is the same, so nobody can tell the two ends apart.
TEST_F(LateRequests, an_end_ends_the_next_transaction_of_the_first_protocol_T1) {
  TransactionalProducer producer(kFirst);
  producer.init(*client);
  ASSERT_EQ(producer.produce(*client, "first"), ErrorCode::kNone);
  const auto end = held(kEnds, [&](auto& via) { return producer.send_end(via, true); });
  ASSERT_EQ(producer.end(*client, true), ErrorCode::kNone);
  ASSERT_EQ(producer.produce(*client, "next"), ErrorCode::kNone);

  EXPECT_EQ(arrives(producer, end), ErrorCode::kNone);

  EXPECT_EQ(settled_state(*client), "CompleteCommit");
  EXPECT_EQ(producer.end(*client, false), ErrorCode::kInvalidTxnState);
}

// T2: a batch comes when its transaction is aborted, which nothing would ever end.

TEST_F(LateRequests, a_batch_of_the_second_protocol_is_refused_in_every_later_transaction_T2) {
  TransactionalProducer producer(kSecond);
  producer.init(*client);
  ASSERT_EQ(producer.produce(*client, "aborted", 1), ErrorCode::kNone);
  const auto late = producer;
  const auto batch = held(kBatches, [&](auto& via) { return late.send_batch(via, "late", 0, 0); });
  ASSERT_EQ(producer.end(*client, false), ErrorCode::kNone);

  EXPECT_EQ(arrives(producer, batch), ErrorCode::kInvalidProducerEpoch);
  ASSERT_EQ(producer.produce(*client, "elsewhere", 1), ErrorCode::kNone);
  EXPECT_EQ(arrives(producer, batch), ErrorCode::kInvalidProducerEpoch);
  ASSERT_EQ(producer.produce(*client, "in it", 0), ErrorCode::kNone);
  EXPECT_EQ(arrives(producer, batch), ErrorCode::kInvalidProducerEpoch);

  EXPECT_EQ(producer.end(*client, true), ErrorCode::kNone);
  settled_state(*client);
  EXPECT_EQ(committed_values(*client, 0), Values({"in it"}));
  EXPECT_EQ(committed_values(*client, 1), Values({"elsewhere"}));
  for (const auto partition : {0, 1})
    EXPECT_EQ(last_stable_offset(*client, partition), high_watermark(partition));
}

TEST_F(LateRequests, a_batch_of_the_first_protocol_is_refused_where_no_transaction_has_its_partition_T2) {
  TransactionalProducer producer(kFirst);
  producer.init(*client);
  ASSERT_EQ(producer.add(*client, 0), ErrorCode::kNone);
  const auto batch = held(kBatches, [&](auto& via) { return producer.send_batch(via, "late", 0, 0); });
  ASSERT_EQ(producer.end(*client, false), ErrorCode::kNone);
  ASSERT_EQ(settled_state(*client), "CompleteAbort");

  EXPECT_EQ(arrives(producer, batch), ErrorCode::kTransactionAbortable);
  ASSERT_EQ(producer.produce(*client, "elsewhere", 1), ErrorCode::kNone);
  EXPECT_EQ(arrives(producer, batch), ErrorCode::kTransactionAbortable);

  EXPECT_EQ(producer.end(*client, true), ErrorCode::kNone);
  settled_state(*client);
  EXPECT_EQ(committed_values(*client, 0), Values());
  EXPECT_EQ(last_stable_offset(*client, 0), high_watermark(0));
}

// T3: offsets and partitions.

TEST_F(LateRequests, offsets_are_refused_when_their_transaction_is_over_T3) {
  for (const auto protocol : {kFirst, kSecond}) {
    TransactionalProducer producer(protocol, protocol == kFirst ? "x" : "y");
    producer.init(*client);
    ASSERT_EQ(producer.commit_offset(*client, 3), ErrorCode::kNone);
    const auto late = producer;
    const auto offset = held(kOffsets, [&](auto& via) { return late.send_offset(via, 9); });
    ASSERT_EQ(producer.end(*client, true), ErrorCode::kNone);
    settled_state(*client, producer.transactional_id);
    const auto refused =
        protocol == kFirst ? ErrorCode::kTransactionAbortable : ErrorCode::kInvalidProducerEpoch;

    EXPECT_EQ(arrives(producer, offset), refused);
    ASSERT_EQ(producer.produce(*client, "next"), ErrorCode::kNone);
    EXPECT_EQ(arrives(producer, offset), refused);

    EXPECT_EQ(producer.end(*client, true), ErrorCode::kNone);
    settled_state(*client, producer.transactional_id);
    EXPECT_EQ(committed_offset(*client), 3);
  }
}

TEST_F(LateRequests, partitions_and_groups_of_an_older_epoch_are_not_added_T3) {
  TransactionalProducer producer(kSecond);
  producer.init(*client);
  ASSERT_EQ(producer.produce(*client, "first"), ErrorCode::kNone);
  const auto late = producer;
  const auto addition = held(kAdditions, [&](auto& via) { return late.send_addition(via, 1); });
  ASSERT_EQ(producer.end(*client, true), ErrorCode::kNone);
  ASSERT_EQ(settled_state(*client), "CompleteCommit");

  EXPECT_EQ(arrives(producer, addition), ErrorCode::kProducerFenced);
  const auto group = held(kGroups, [&](auto& via) { return late.send_group(via); });
  EXPECT_EQ(arrives(producer, group), ErrorCode::kProducerFenced);

  EXPECT_EQ(transaction_state(*client), "CompleteCommit");
}

// T16: a producer that has a successor.

TEST_F(LateRequests, whatever_a_zombie_sends_is_refused_T16) {
  for (const auto protocol : {kFirst, kSecond}) {
    const std::string name = protocol == kFirst ? "x" : "y";
    TransactionalProducer zombie(protocol, name), successor(protocol, name);
    zombie.init(*client);
    ASSERT_EQ(zombie.produce(*client, "zombie's"), ErrorCode::kNone);
    const auto batch = held(kBatches, [&](auto& via) { return zombie.send_batch(via, "late", 0, 1); });
    successor.init(*client);
    ASSERT_EQ(arrives(zombie, batch), ErrorCode::kInvalidProducerEpoch);
    ASSERT_EQ(successor.produce(*client, name), ErrorCode::kNone);

    EXPECT_EQ(arrives(zombie, batch), ErrorCode::kInvalidProducerEpoch);
    EXPECT_EQ(zombie.answer(zombie.send_batch(*client, "elsewhere", 1, 0)), ErrorCode::kInvalidProducerEpoch);
    EXPECT_EQ(zombie.answer(zombie.send_addition(*client, 1)), ErrorCode::kProducerFenced);
    EXPECT_EQ(zombie.answer(zombie.send_group(*client)), ErrorCode::kProducerFenced);
    EXPECT_EQ(zombie.answer(zombie.send_offset(*client, 9)), ErrorCode::kInvalidProducerEpoch);
    EXPECT_EQ(zombie.answer(zombie.send_end(*client, true)), ErrorCode::kProducerFenced);
    EXPECT_EQ(zombie.answer(zombie.send_end(*client, false)), ErrorCode::kProducerFenced);

    EXPECT_EQ(transaction_state(*client, name), "Ongoing");
    EXPECT_EQ(successor.end(*client, true), ErrorCode::kNone);
    settled_state(*client, name);
    EXPECT_EQ(zombie.answer(zombie.send_init(*client, /*is_known=*/true)), ErrorCode::kProducerFenced);
  }
  EXPECT_EQ(committed_values(*client, 0), Values({"x", "y"}));
  EXPECT_EQ(high_watermark(1), 0);
  EXPECT_EQ(committed_offset(*client), -1);
}

}  // namespace
}  // namespace moldau::broker::test
