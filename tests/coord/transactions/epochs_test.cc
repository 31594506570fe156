#include "tests/coord/transactions/transaction_fixture.h"

namespace moldau::coord::transactions {
namespace {

using enum TransactionState;
using protocol::ErrorCode;
constexpr std::int16_t kBeforeLast = kLastProducerEpoch - 1;

/// Which id and epoch a producer has at each step of its life.
class EpochsTest : public TransactionTest {
 protected:
  /// A producer that has had this many transactions, or restarts.
  ProducerIdAndEpoch at_epoch(std::int16_t epoch, TransactionState state = kEmpty) {
    auto transaction = in_state(state);
    transaction.producer.epoch = epoch;
    put(transaction);
    return {7, epoch};
  }
};

TEST_F(EpochsTest, a_new_id_begins_at_epoch_0) {
  const auto outcome = init();

  EXPECT_EQ(outcome, (TransactionOutcome{ErrorCode::kNone, {100, 0}}));
  EXPECT_EQ(state(), kEmpty);
}

TEST_F(EpochsTest, a_producer_that_recovers_an_id_that_expired_begins_anew) {
  EXPECT_EQ(init(ProducerIdAndEpoch{77, 3}), (TransactionOutcome{ErrorCode::kNone, {100, 0}}));
}

TEST_F(EpochsTest, each_restart_has_the_next_epoch) {
  init();
  EXPECT_EQ(init().producer, (ProducerIdAndEpoch{100, 1}));
  EXPECT_EQ(init().producer, (ProducerIdAndEpoch{100, 2}));
}

TEST_F(EpochsTest, a_restart_fences_who_was_there) {
  const auto old = init().producer;
  add(old);

  EXPECT_EQ(init().error, ErrorCode::kConcurrentTransactions);
  EXPECT_EQ(init().error, ErrorCode::kConcurrentTransactions);
  complete();
  const auto fresh = init().producer;

  EXPECT_EQ(fresh, (ProducerIdAndEpoch{100, 2}));
  EXPECT_EQ(add(old), ErrorCode::kProducerFenced);
  EXPECT_EQ(end(old, true).error, ErrorCode::kProducerFenced);
  EXPECT_EQ(end(old, true, kFirst).error, ErrorCode::kProducerFenced);
  EXPECT_EQ(init(old).error, ErrorCode::kProducerFenced);
  EXPECT_EQ(state(), kEmpty);
}

TEST_F(EpochsTest, a_fencing_that_is_not_stored_leaves_the_epoch_however_often_T7) {
  const auto old = init().producer;
  add(old);

  appends_fail_ = true;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(init().error, ErrorCode::kNotCoordinator);
  EXPECT_EQ(now_there().producer, old);
  EXPECT_EQ(state(), kOngoing);

  appends_fail_ = false;
  EXPECT_EQ(end(old, true).error, ErrorCode::kNone);
  complete();
  EXPECT_EQ(init().producer, (ProducerIdAndEpoch{100, 2}));
}

TEST_F(EpochsTest, a_recovery_that_is_sent_again_gives_the_same_epoch) {
  const auto old = init().producer;

  const auto once = init(old).producer;
  const auto again = init(old).producer;

  EXPECT_EQ(once, (ProducerIdAndEpoch{100, 1}));
  EXPECT_EQ(again, once);
}

TEST_F(EpochsTest, a_recovery_after_another_producer_came_is_fenced) {
  const auto old = init().producer;
  init(old);
  init();

  EXPECT_EQ(init(old).error, ErrorCode::kProducerFenced);
}

TEST_F(EpochsTest, each_end_of_the_second_protocol_has_the_next_epoch) {
  auto producer = init().producer;
  for (std::int16_t epoch = 0; epoch < 5; ++epoch) {
    EXPECT_EQ(producer, (ProducerIdAndEpoch{100, epoch}));
    producer = commit_one(producer);
  }
}

TEST_F(EpochsTest, ends_of_the_first_protocol_keep_the_epoch) {
  const auto producer = init().producer;
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(add(producer, {0}, kFirst), ErrorCode::kNone);
    EXPECT_EQ(end(producer, i % 2 == 0, kFirst), (TransactionOutcome{ErrorCode::kNone, {}}));
    EXPECT_EQ(end(producer, i % 2 == 0, kFirst).error, ErrorCode::kConcurrentTransactions);
    complete();
    EXPECT_EQ(end(producer, i % 2 == 0, kFirst).error, ErrorCode::kNone);
  }
}

TEST_F(EpochsTest, an_end_that_is_sent_again_tells_the_same_epoch) {
  const auto producer = init().producer;
  add(producer);
  const auto next = end(producer, true).producer;
  complete();

  EXPECT_EQ(end(producer, true), (TransactionOutcome{ErrorCode::kNone, next}));
  reload();
  EXPECT_EQ(end(producer, true), (TransactionOutcome{ErrorCode::kNone, next}));
}

TEST_F(EpochsTest, an_end_from_a_transaction_before_does_not_end_the_one_at_hand) {
  const auto first = init().producer;
  const auto second = commit_one(first);
  ASSERT_EQ(add(second), ErrorCode::kNone);

  EXPECT_EQ(end(first, true).error, ErrorCode::kProducerFenced);
  EXPECT_EQ(add(first, {1}), ErrorCode::kProducerFenced);

  EXPECT_EQ(state(), kOngoing);
  EXPECT_EQ(now_there().partitions.size(), 1u);
}

TEST_F(EpochsTest, a_restart_after_the_last_epoch_has_a_new_id) {
  at_epoch(kBeforeLast);

  EXPECT_EQ(init().producer, (ProducerIdAndEpoch{100, 0}));
  EXPECT_EQ(now_there().previous_producer_id, 7);
}

TEST_F(EpochsTest, a_recovery_after_the_last_epoch_has_a_new_id_and_may_be_sent_again) {
  const auto old = at_epoch(kBeforeLast);

  EXPECT_EQ(init(old).producer, (ProducerIdAndEpoch{100, 0}));
  EXPECT_EQ(init(old).producer, (ProducerIdAndEpoch{100, 0}));
  EXPECT_EQ(init().producer, (ProducerIdAndEpoch{100, 1}));
  EXPECT_EQ(init(old).error, ErrorCode::kProducerFenced);
}

TEST_F(EpochsTest, an_end_at_the_last_epoch_has_a_new_id) {
  const auto old = at_epoch(kBeforeLast, kOngoing);

  const auto outcome = end(old, true);
  EXPECT_EQ(outcome, (TransactionOutcome{ErrorCode::kNone, {100, 0}}));
  EXPECT_EQ(now_there().producer, (ProducerIdAndEpoch{7, kLastProducerEpoch}));
  EXPECT_EQ(now_there().next_producer_id, 100);
  EXPECT_EQ(end(old, true).error, ErrorCode::kConcurrentTransactions);
  reload();
  for (const auto early : {end(outcome.producer, true).error, end(outcome.producer, false).error,
                           add(outcome.producer), init(outcome.producer).error})
    EXPECT_EQ(early, ErrorCode::kConcurrentTransactions);
  EXPECT_EQ(shard_->verify(id_, outcome.producer, {{"topic", 0}}),
            std::vector{ErrorCode::kConcurrentTransactions});
  complete();

  EXPECT_EQ(now_there().producer, (ProducerIdAndEpoch{100, 0}));
  EXPECT_EQ(now_there().next_producer_id, kNoProducerId);
  EXPECT_EQ(end(old, true), outcome);
  EXPECT_EQ(end(old, false).error, ErrorCode::kInvalidTxnState);
  EXPECT_EQ(commit_one(outcome.producer), (ProducerIdAndEpoch{100, 1}));
  EXPECT_EQ(end(old, true).error, ErrorCode::kInvalidProducerIdMapping);
}

TEST_F(EpochsTest, an_abort_of_nothing_at_the_last_epoch_has_a_new_id) {
  const auto old = at_epoch(kBeforeLast, kCompleteCommit);

  EXPECT_EQ(end(old, false).producer, (ProducerIdAndEpoch{100, 0}));
  complete();

  EXPECT_EQ(state(), kCompleteAbort);
  EXPECT_EQ(now_there().producer, (ProducerIdAndEpoch{100, 0}));
}

TEST_F(EpochsTest, an_end_of_the_first_protocol_at_the_last_epoch_keeps_it) {
  const auto producer = at_epoch(kBeforeLast, kOngoing);

  EXPECT_EQ(end(producer, true, kFirst).error, ErrorCode::kNone);
  complete();

  EXPECT_EQ(now_there().producer, producer);
}

TEST_F(EpochsTest, who_has_the_last_epoch_can_still_be_fenced) {
  const auto old = at_epoch(kBeforeLast, kOngoing);

  EXPECT_EQ(init().error, ErrorCode::kConcurrentTransactions);
  EXPECT_EQ(now_there().producer, (ProducerIdAndEpoch{7, kLastProducerEpoch}));
  complete();

  EXPECT_EQ(add(old), ErrorCode::kProducerFenced);
  EXPECT_EQ(init().producer, (ProducerIdAndEpoch{100, 0}));
}

TEST_F(EpochsTest, nobody_gets_the_epoch_that_fences_the_last) {
  const auto old = at_epoch(kBeforeLast, kOngoing);
  init();
  complete();

  EXPECT_EQ(end(old, false).error, ErrorCode::kProducerFenced);
  EXPECT_EQ(add({old.id, kLastProducerEpoch}), ErrorCode::kProducerFenced);
  EXPECT_EQ(init(old).producer, (ProducerIdAndEpoch{100, 0}));
  EXPECT_EQ(init(old).producer, (ProducerIdAndEpoch{100, 0}));
}

TEST_F(EpochsTest, an_open_transaction_at_the_epoch_that_nobody_gets_ends) {
  for (const bool commit : {false, true}) {
    const auto producer = at_epoch(kLastProducerEpoch, kOngoing);

    EXPECT_EQ(end(producer, commit).error, ErrorCode::kNone);
    EXPECT_EQ(now_there().producer, producer);
    complete();

    EXPECT_EQ(now_there().producer.epoch, 0);
  }
}

TEST_F(EpochsTest, a_timeout_is_checked) {
  for (const auto timeout_ms : {-1, 0, 900'001})
    EXPECT_EQ(init({}, timeout_ms).error, ErrorCode::kInvalidTransactionTimeout);
  EXPECT_EQ(init({}, 900'000).error, ErrorCode::kNone);
}

TEST_F(EpochsTest, there_is_room_for_so_many_ids) {
  config_.max_transactional_ids = 2;
  reload();
  for (const auto* id : {"a", "b"}) {
    id_ = id;
    EXPECT_EQ(init().error, ErrorCode::kNone);
  }

  id_ = "c";
  EXPECT_EQ(init().error, ErrorCode::kPolicyViolation);
  id_ = "a";
  EXPECT_EQ(init().error, ErrorCode::kNone);
}

}  // namespace
}  // namespace moldau::coord::transactions
