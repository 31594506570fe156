#include <gtest/gtest.h>

#include "tests/coord/transactions/transaction_fixture.h"

namespace moldau::coord::transactions {
namespace {

using enum TransactionState;

class TransactionReportTest : public TransactionTest {
 protected:
  TransactionReport report() const {
    TransactionReport report;
    shard_->report(report);
    return report;
  }
};

TEST_F(TransactionReportTest, HasIdsByStateAndTheOldestThatIsOpen) {
  for (const auto* id : {"a", "b", "c"}) {
    id_ = id;
    put_state(kOngoing);
    now_.wall_ms += 10;
  }
  id_ = "b";
  end({7, 5}, true);
  id_ = "d";
  put_state(kCompleteAbort);

  const auto told = report();

  EXPECT_EQ(told.ids_by_state, (std::map<TransactionState, std::size_t>{
                                   {kOngoing, 2}, {kPrepareCommit, 1}, {kCompleteAbort, 1}}));
  EXPECT_EQ(told.oldest_open_start_ms, now_.wall_ms - 30);
}

TEST_F(TransactionReportTest, HasNoAgeWhereNothingIsOpen) {
  commit_one(init().producer);

  EXPECT_EQ(report().oldest_open_start_ms, -1);
}

TEST_F(TransactionReportTest, CountsWhatEnded) {
  const auto producer = commit_one(commit_one(init().producer));
  add(producer);
  end(producer, false);
  EXPECT_EQ(report().counts.aborted, 0u) << "its markers are not written yet";
  complete();

  const auto counts = report().counts;

  EXPECT_EQ(counts.committed, 2u);
  EXPECT_EQ(counts.aborted, 1u);
  EXPECT_EQ(counts.timed_out, 0u);
}

TEST_F(TransactionReportTest, CountsWhatTimedOutApart) {
  add(init().producer);

  advance(kTimeoutMs + 2 * config_.transaction_abort_timed_out_transaction_cleanup_interval_ms);
  complete();

  EXPECT_EQ(report().counts.timed_out, 1u);
  EXPECT_EQ(report().counts.aborted, 1u);
}

TEST_F(TransactionReportTest, CountsNothingThatWasReplayed) {
  commit_one(init().producer);

  reload();

  EXPECT_EQ(report().counts.committed, 0u);
}

TEST_F(TransactionReportTest, AddsUpShards) {
  commit_one(init().producer);
  TransactionReport told;

  shard_->report(told);
  shard_->report(told);

  EXPECT_EQ(told.counts.committed, 2u);
  EXPECT_EQ(told.ids_by_state[kCompleteCommit], 2u);
}

}  // namespace
}  // namespace moldau::coord::transactions
