#include <array>
#include <string>

#include "tests/coord/transactions/transaction_fixture.h"

namespace moldau::coord::transactions {
namespace {

using enum TransactionState;

constexpr auto kNone = ErrorCode::kNone, kFenced = ErrorCode::kProducerFenced,
               kInvalid = ErrorCode::kInvalidTxnState, kConcurrent = ErrorCode::kConcurrentTransactions;

/// What a request is told, and what becomes of the transaction.
struct Expected {
  ErrorCode error = kNone;
  TransactionState state = kEmpty;
  std::int16_t epoch = 5;
};

/// The producer (7, 5) in each state that a record may have.
class EveryState : public TransactionTest, public ::testing::WithParamInterface<TransactionState> {
 protected:
  static constexpr ProducerIdAndEpoch kCurrent{7, 5}, kBefore{7, 4}, kAfter{7, 6}, kForeign{8, 5};

  /// In the order of the states.
  void expect(const std::array<Expected, 6>& row, ErrorCode error) {
    const auto& expected = row.at(static_cast<std::size_t>(GetParam()));
    EXPECT_EQ(error, expected.error);
    EXPECT_EQ(state(), expected.state) << name(state());
    EXPECT_EQ(now_there().producer.epoch, expected.epoch);
  }
  void expect_unchanged() { EXPECT_EQ(now_there().state, GetParam()); }

  void SetUp() override { put_state(GetParam()); }
};

// Columns: Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort.

TEST_P(EveryState, init) {
  expect({{{kNone, kEmpty, 6},
           {kConcurrent, kPrepareAbort, 6},
           {kConcurrent, kPrepareCommit},
           {kConcurrent, kPrepareAbort},
           {kNone, kEmpty, 6},
           {kNone, kEmpty, 6}}},
         init().error);
}

TEST_P(EveryState, init_by_the_current_producer) {
  expect({{{kNone, kEmpty, 6},
           {kConcurrent, kPrepareAbort, 6},
           {kConcurrent, kPrepareCommit},
           {kConcurrent, kPrepareAbort},
           {kNone, kEmpty, 6},
           {kNone, kEmpty, 6}}},
         init(kCurrent).error);
}

TEST_P(EveryState, init_by_an_older_instance) {
  expect({{{kFenced, kEmpty},
           {kConcurrent, kPrepareAbort, 6},
           {kConcurrent, kPrepareCommit},
           {kConcurrent, kPrepareAbort},
           {kFenced, kCompleteCommit},
           {kFenced, kCompleteAbort}}},
         init(kBefore).error);
}

TEST_P(EveryState, init_by_a_foreign_producer) {
  EXPECT_EQ(init(kForeign).error, kFenced);
  expect_unchanged();
}

TEST_P(EveryState, add) {
  expect({{{kNone, kOngoing},
           {kNone, kOngoing},
           {kConcurrent, kPrepareCommit},
           {kConcurrent, kPrepareAbort},
           {kNone, kOngoing},
           {kNone, kOngoing}}},
         add(kCurrent, {0, 1}));
}

TEST_P(EveryState, add_by_others) {
  EXPECT_EQ(add(kBefore), kFenced);
  EXPECT_EQ(add(kAfter), kFenced);
  EXPECT_EQ(add(kForeign), ErrorCode::kInvalidProducerIdMapping);
  expect_unchanged();
}

TEST_P(EveryState, commit_of_the_first_protocol) {
  expect({{{kInvalid, kEmpty},
           {kNone, kPrepareCommit},
           {kConcurrent, kPrepareCommit},
           {kInvalid, kPrepareAbort},
           {kNone, kCompleteCommit},
           {kInvalid, kCompleteAbort}}},
         end(kCurrent, true, kFirst).error);
}

TEST_P(EveryState, abort_of_the_first_protocol) {
  expect({{{kInvalid, kEmpty},
           {kNone, kPrepareAbort},
           {kInvalid, kPrepareCommit},
           {kConcurrent, kPrepareAbort},
           {kInvalid, kCompleteCommit},
           {kNone, kCompleteAbort}}},
         end(kCurrent, false, kFirst).error);
}

TEST_P(EveryState, ends_of_the_first_protocol_by_others) {
  for (const bool commit : {false, true}) {
    EXPECT_EQ(end(kBefore, commit, kFirst).error, kFenced);
    EXPECT_EQ(end(kAfter, commit, kFirst).error, kFenced);
    EXPECT_EQ(end(kForeign, commit, kFirst).error, ErrorCode::kInvalidProducerIdMapping);
  }
  expect_unchanged();
}

TEST_P(EveryState, commit_of_the_second_protocol) {
  expect({{{kInvalid, kEmpty},
           {kNone, kPrepareCommit, 6},
           {kConcurrent, kPrepareCommit},
           {kConcurrent, kPrepareAbort},
           {kInvalid, kCompleteCommit},
           {kInvalid, kCompleteAbort}}},
         end(kCurrent, true).error);
}

TEST_P(EveryState, abort_of_the_second_protocol) {
  expect({{{kNone, kPrepareAbort, 6},
           {kNone, kPrepareAbort, 6},
           {kConcurrent, kPrepareCommit},
           {kConcurrent, kPrepareAbort},
           {kNone, kPrepareAbort, 6},
           {kNone, kPrepareAbort, 6}}},
         end(kCurrent, false).error);
}

TEST_P(EveryState, commit_of_the_second_protocol_sent_again) {
  expect({{{kFenced, kEmpty},
           {kFenced, kOngoing},
           {kConcurrent, kPrepareCommit},
           {kInvalid, kPrepareAbort},
           {kNone, kCompleteCommit},
           {kInvalid, kCompleteAbort}}},
         end(kBefore, true).error);
}

TEST_P(EveryState, abort_of_the_second_protocol_sent_again) {
  expect({{{kFenced, kEmpty},
           {kFenced, kOngoing},
           {kInvalid, kPrepareCommit},
           {kConcurrent, kPrepareAbort},
           {kInvalid, kCompleteCommit},
           {kNone, kCompleteAbort}}},
         end(kBefore, false).error);
}

TEST_P(EveryState, ends_of_the_second_protocol_by_others) {
  for (const bool commit : {false, true}) {
    EXPECT_EQ(end(kAfter, commit).error, kFenced);
    EXPECT_EQ(end({7, 3}, commit).error, kFenced);
    EXPECT_EQ(end(kForeign, commit).error, ErrorCode::kInvalidProducerIdMapping);
  }
  expect_unchanged();
}

TEST_P(EveryState, completes_only_what_is_prepared) {
  const bool was_prepared = now_there().is_prepared();

  run(shard_->complete(id_, kBefore, now_));
  run(shard_->complete("nobody", kCurrent, now_));
  expect_unchanged();
  run(shard_->complete(id_, kCurrent, now_));

  EXPECT_FALSE(now_there().is_prepared());
  EXPECT_EQ(state() != GetParam(), was_prepared);
  EXPECT_EQ(now_there().partitions.empty(), GetParam() != kOngoing);
}

TEST_P(EveryState, verification) {
  const auto verify = [this](ProducerIdAndEpoch producer) {
    return shard_->verify(id_, producer, {{"topic", 0}, {"topic", 1}});
  };
  const auto all = [](ErrorCode error) { return std::vector{error, error}; };

  EXPECT_EQ(verify(kForeign), all(ErrorCode::kInvalidProducerIdMapping));
  EXPECT_EQ(verify(kBefore), all(kFenced));
  EXPECT_EQ(verify(kAfter), all(kFenced));
  if (GetParam() == kOngoing)
    EXPECT_EQ(verify(kCurrent), (std::vector{kNone, ErrorCode::kTransactionAbortable}));
  else
    EXPECT_EQ(verify(kCurrent),
              all(now_there().is_prepared() ? kConcurrent : ErrorCode::kTransactionAbortable));
}

TEST_P(EveryState, times_out_only_when_ongoing) {
  advance(kTimeoutMs + 2 * config_.transaction_abort_timed_out_transaction_cleanup_interval_ms);

  EXPECT_EQ(state(), GetParam() == kOngoing ? kPrepareAbort : GetParam());
}

TEST_P(EveryState, expires_only_when_nothing_is_open) {
  const bool is_open = GetParam() == kOngoing || now_there().is_prepared();
  config_.transactional_id_expiration_ms = 10'000'000;
  reload();

  advance(config_.transactional_id_expiration_ms +
          2 * config_.transaction_remove_expired_transaction_cleanup_interval_ms);

  EXPECT_EQ(is_there(), is_open);
}

TEST_P(EveryState, is_the_same_after_a_restart) {
  const auto before = now_there();

  reload();

  EXPECT_EQ(now_there(), before);
  EXPECT_EQ(shard_->prepared().size(), before.is_prepared() ? 1u : 0u);
}

TEST_P(EveryState, an_append_that_fails_changes_nothing) {
  const auto before = now_there();
  appends_fail_ = true;

  for (int i = 0; i < 100; ++i) {
    init();
    init(kCurrent);
    add(kCurrent, {1});
    for (const bool commit : {false, true}) {
      end(kCurrent, commit, kFirst);
      end(kCurrent, commit);
    }
    complete();
    advance(20'000);
  }

  EXPECT_EQ(now_there(), before);
}

INSTANTIATE_TEST_SUITE_P(Of, EveryState,
                         ::testing::Values(kEmpty, kOngoing, kPrepareCommit, kPrepareAbort, kCompleteCommit,
                                           kCompleteAbort),
                         [](const auto& state) { return std::string(name(state.param)); });

TEST_F(TransactionTest, nobody_knows_an_id_that_was_never_initialised) {
  for (const auto version : {kFirst, kSecond}) {
    EXPECT_EQ(add({7, 0}, {0}, version), ErrorCode::kInvalidProducerIdMapping);
    EXPECT_EQ(end({7, 0}, true, version).error, ErrorCode::kInvalidProducerIdMapping);
  }
  EXPECT_EQ(shard_->verify(id_, {7, 0}, {{"topic", 0}}), std::vector{ErrorCode::kInvalidProducerIdMapping});
}

TEST_F(TransactionTest, an_empty_id_is_none) {
  id_ = "";

  EXPECT_EQ(init().error, ErrorCode::kInvalidRequest);
  EXPECT_EQ(add({7, 0}), ErrorCode::kInvalidRequest);
  EXPECT_EQ(end({7, 0}, true).error, ErrorCode::kInvalidRequest);
  EXPECT_EQ(shard_->verify(id_, {7, 0}, {{"topic", 0}}), std::vector{ErrorCode::kInvalidRequest});
}

}  // namespace
}  // namespace moldau::coord::transactions
