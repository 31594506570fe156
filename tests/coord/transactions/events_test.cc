#include <gmock/gmock.h>

#include "tests/coord/transactions/transaction_fixture.h"

namespace moldau::coord::transactions {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using enum TransactionState;

/// What the coordinator says of what becomes of a transactional id, and why.
class TransactionEventsTest : public TransactionTest {
 protected:
  std::vector<std::string_view> told() const {
    std::vector<std::string_view> all;
    for (const auto& event : events_) all.push_back(event.what);
    return all;
  }
  std::string last() const { return events_.empty() ? "" : events_.back().cause; }
  InitTransaction init_of(const std::string& client) const {
    return {.transactional_id = id_,
            .timeout_ms = kTimeoutMs,
            .expected = std::nullopt,
            .client = {5, client, "/10.0.0.9"}};
  }
};

TEST_F(TransactionEventsTest, ATransactionsWay) {
  const auto producer = init().producer;
  add(producer, {0, 1});
  add(producer, {1, 2});
  now_.wall_ms += 40;
  end(producer, true);
  now_.wall_ms += 2;
  complete();

  ASSERT_THAT(told(), ElementsAre("initialized", "begun", "partitions-added", "prepare-commit", "committed"));
  EXPECT_THAT(events_[0].cause, HasSubstr("producer 100 epoch 0, transaction.timeout.ms=60000"));
  EXPECT_THAT(events_[1].cause, HasSubstr("topic-0, topic-1 by producer 100 epoch 0"));
  EXPECT_THAT(events_[2].cause, AllOf(HasSubstr("topic-2 by"), ::testing::Not(HasSubstr("topic-1"))));
  EXPECT_THAT(events_[3].cause, AllOf(HasSubstr("EndTxn"), HasSubstr("3 partitions, 40 ms after it began")));
  EXPECT_THAT(events_[4].cause, HasSubstr("2 ms after that was decided, 42 ms after it began"));
}

TEST_F(TransactionEventsTest, ATimeoutSaysAfterHowLongAndWhoIsFenced) {
  put_state(kOngoing);

  advance(kTimeoutMs + 2 * config_.transaction_abort_timed_out_transaction_cleanup_interval_ms);

  ASSERT_THAT(told(), ElementsAre("prepare-abort"));
  EXPECT_THAT(last(), AllOf(HasSubstr("transaction.timeout.ms=60000 is over"),
                            HasSubstr("producer 7 epoch 5 is fenced"), HasSubstr("1 partitions")));
}

TEST_F(TransactionEventsTest, WhoComesAnewFencesWhoWasThere) {
  put_state(kCompleteCommit);

  run(shard_->init(init_of("second"), std::nullopt, now_));

  EXPECT_THAT(last(), AllOf(HasSubstr("InitProducerId of client second at /10.0.0.9"),
                            HasSubstr("producer 7 epoch 6 from now on, producer 7 epoch 5 is fenced")));
}

TEST_F(TransactionEventsTest, WhoComesAnewAbortsWhatIsOpen) {
  put_state(kOngoing);

  run(shard_->init(init_of("second"), std::nullopt, now_));

  ASSERT_THAT(told(), ElementsAre("prepare-abort"));
  EXPECT_THAT(last(), HasSubstr("InitProducerId of client second at /10.0.0.9"));
}

TEST_F(TransactionEventsTest, WhatBeginsATransactionIsNamedWithItsClient) {
  put_state(kEmpty);

  run(shard_->add({.transactional_id = id_,
                   .producer = {7, 5},
                   .partitions = {{"topic", 0}},
                   .version = kSecond,
                   .client = {12, "app", "/10.0.0.9"},
                   .api = "Produce"},
                  now_));

  ASSERT_THAT(told(), ElementsAre("begun"));
  EXPECT_EQ(last(), "Produce of client app at /10.0.0.9: topic-0 by producer 7 epoch 5");
}

TEST_F(TransactionEventsTest, WhatChangesNothingIsNotTold) {
  put_state(kOngoing);

  EXPECT_EQ(add({7, 5}, {0}), ErrorCode::kNone);

  EXPECT_TRUE(events_.empty());
}

TEST_F(TransactionEventsTest, AFencedProducerIsToldFromWhoHasTheId) {
  put_state(kOngoing);

  EXPECT_EQ(add({7, 4}), ErrorCode::kProducerFenced);

  ASSERT_THAT(told(), ElementsAre("producer-fenced"));
  EXPECT_THAT(last(), HasSubstr("producer 7 epoch 4 is fenced, the id belongs to producer 7 epoch 5"));
}

TEST_F(TransactionEventsTest, WhatIsNotAppendedDidNotHappen) {
  put_state(kOngoing);
  appends_fail_ = true;

  end({7, 5}, true);

  EXPECT_TRUE(events_.empty());
}

TEST_F(TransactionEventsTest, AnIdThatExpiresSaysAfterHowLong) {
  put_state(kCompleteCommit);

  advance(config_.transactional_id_expiration_ms +
          2 * config_.transaction_remove_expired_transaction_cleanup_interval_ms);

  EXPECT_FALSE(is_there());
  ASSERT_THAT(told(), ElementsAre("expired"));
  EXPECT_EQ(last(), "not used for transactional.id.expiration.ms=604800000");
}

}  // namespace
}  // namespace moldau::coord::transactions
