#include <limits>

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

/// KIP-890: a batch begins a transaction only with the guard of a verification that no marker came after.
class TransactionBeginTest : public LogFixture {
 protected:
  void SetUp() override { world.open(); }

  VerificationGuard begin(std::int16_t epoch, std::int32_t sequence, bool second_protocol = false) {
    return log().begin_verification({1, epoch, sequence, second_protocol}, world.now_ms);
  }
  ErrorCode append(std::int16_t epoch, std::int32_t sequence, VerificationGuard guard) {
    auto batch = make_batch({.producer_id = 1, .epoch = epoch, .sequence = sequence, .transactional = true},
                            world.now_ms);
    AppendOptions options{.now_ms = world.now_ms, .verify_transactions = true, .guard = guard};
    return code_of(log().append(batch, options));
  }
  ErrorCode end(std::int16_t epoch, std::int8_t version, std::int32_t coordinator_epoch = 0) {
    auto marker = make_marker(1, epoch, false, coordinator_epoch, world.now_ms);
    AppendOptions options{.now_ms = world.now_ms, .origin = AppendOrigin::kCoordinator};
    options.transaction_version = version;
    return code_of(log().append(marker, options));
  }
};

TEST_F(TransactionBeginTest, is_refused_without_a_verification_T4) {
  EXPECT_EQ(append(0, 0, kNoGuard), ErrorCode::kInvalidTxnState);
  EXPECT_EQ(append(0, 0, 17), ErrorCode::kInvalidTxnState);

  EXPECT_EQ(log().log_end_offset(), 0);
}

TEST_F(TransactionBeginTest, is_let_in_with_its_guard_and_later_batches_without) {
  const auto guard = begin(0, 0);
  ASSERT_NE(guard, kNoGuard);

  EXPECT_EQ(append(0, 0, guard), ErrorCode::kNone);
  EXPECT_EQ(begin(0, 1), kNoGuard);
  EXPECT_EQ(append(0, 1, kNoGuard), ErrorCode::kNone);
  EXPECT_EQ(log().last_stable_offset(2), 0);
}

TEST_F(TransactionBeginTest, is_refused_where_a_marker_came_before_the_answer_T2) {
  const auto guard = begin(0, 0);

  EXPECT_EQ(end(0, 0), ErrorCode::kNone);

  EXPECT_EQ(append(0, 0, guard), ErrorCode::kInvalidTxnState);
  EXPECT_NE(begin(0, 0), guard);
}

TEST_F(TransactionBeginTest, is_refused_with_the_guard_of_the_transaction_before) {
  const auto first = begin(0, 0);
  EXPECT_EQ(append(0, 0, first), ErrorCode::kNone);
  EXPECT_EQ(end(0, 0), ErrorCode::kNone);
  const auto second = begin(0, 1);

  EXPECT_NE(second, first);
  EXPECT_EQ(append(0, 1, first), ErrorCode::kInvalidTxnState);
  EXPECT_EQ(append(0, 1, second), ErrorCode::kNone);
}

TEST_F(TransactionBeginTest, a_batch_after_the_end_needs_a_new_verification_T17) {
  EXPECT_EQ(append(0, 0, begin(0, 0)), ErrorCode::kNone);
  EXPECT_EQ(end(0, 0), ErrorCode::kNone);

  EXPECT_EQ(append(0, 1, kNoGuard), ErrorCode::kInvalidTxnState);
}

TEST_F(TransactionBeginTest, several_batches_share_one_verification_and_keep_their_order) {
  const auto first = begin(0, 0);
  const auto second = begin(0, 1);
  EXPECT_EQ(first, second);

  EXPECT_EQ(append(0, 1, second), ErrorCode::kOutOfOrderSequenceNumber);
  EXPECT_EQ(append(0, 0, first), ErrorCode::kNone);
  EXPECT_EQ(append(0, 1, second), ErrorCode::kNone);
}

TEST_F(TransactionBeginTest, a_newer_epoch_counts_its_sequences_anew) {
  begin(0, 0);
  const auto guard = begin(1, 5);

  EXPECT_EQ(append(1, 5, guard), ErrorCode::kNone);
}

TEST_F(TransactionBeginTest, with_the_second_protocol_begins_an_unknown_producer_at_sequence_0) {
  EXPECT_EQ(append(0, 3, begin(0, 3, true)), ErrorCode::kOutOfOrderSequenceNumber);
  EXPECT_EQ(append(0, 0, begin(0, 0, true)), ErrorCode::kNone);
}

TEST_F(TransactionBeginTest, does_not_concern_a_batch_that_was_appended_before) {
  EXPECT_EQ(append(0, 0, begin(0, 0)), ErrorCode::kNone);
  EXPECT_EQ(end(0, 0), ErrorCode::kNone);

  EXPECT_EQ(append(0, 0, kNoGuard), ErrorCode::kNone);
  EXPECT_EQ(log().log_end_offset(), 2);
}

TEST_F(TransactionBeginTest, a_restart_forgets_what_was_being_verified_and_keeps_what_had_begun) {
  const auto guard = begin(0, 0);
  world.reopen();
  EXPECT_EQ(append(0, 0, guard), ErrorCode::kInvalidTxnState);
  EXPECT_EQ(append(0, 0, begin(0, 0)), ErrorCode::kNone);

  world.reopen();

  EXPECT_EQ(begin(0, 1), kNoGuard);
  EXPECT_EQ(append(0, 1, kNoGuard), ErrorCode::kNone);
}

TEST_F(TransactionBeginTest, a_verification_that_nobody_used_expires_with_its_producer) {
  const auto guard = begin(0, 0);
  world.now_ms += config.producer_id_expiration_ms;
  log().expire_producers(world.now_ms);

  EXPECT_EQ(append(0, 0, guard), ErrorCode::kInvalidTxnState);
}

TEST(TransactionVerifications, one_too_many_takes_the_oldest_ones_place) {
  TransactionVerifications verifications;
  const auto oldest = verifications.begin({.producer_id = -1, .producer_epoch = 0, .base_sequence = 0}, 1);
  VerificationGuard newest = kNoGuard;
  for (std::size_t i = 0; i < TransactionVerifications::kMostEntries; ++i)
    newest = verifications.begin({.producer_id = static_cast<std::int64_t>(i), .producer_epoch = 0}, 2);

  EXPECT_EQ(verifications.size(), TransactionVerifications::kMostEntries);
  EXPECT_FALSE(verifications.holds(-1, oldest));
  EXPECT_TRUE(verifications.holds(TransactionVerifications::kMostEntries - 1, newest));
}

// Markers.

TEST_F(TransactionBeginTest, a_late_marker_of_the_second_protocol_does_not_end_the_next_transaction_T1) {
  EXPECT_EQ(append(4, 0, begin(4, 0)), ErrorCode::kNone);
  EXPECT_EQ(end(5, 2), ErrorCode::kNone);
  EXPECT_EQ(append(5, 0, begin(5, 0)), ErrorCode::kNone);

  EXPECT_EQ(end(5, 2), ErrorCode::kInvalidProducerEpoch);
  EXPECT_EQ(end(4, 2), ErrorCode::kInvalidProducerEpoch);
  EXPECT_EQ(log().last_stable_offset(3), 2);
  EXPECT_EQ(end(6, 2), ErrorCode::kNone);
  EXPECT_EQ(log().last_stable_offset(4), 4);
}

TEST_F(TransactionBeginTest, a_marker_of_the_first_protocol_has_its_transactions_epoch) {
  EXPECT_EQ(append(4, 0, begin(4, 0)), ErrorCode::kNone);

  EXPECT_EQ(end(3, 1), ErrorCode::kInvalidProducerEpoch);
  EXPECT_EQ(end(4, 1), ErrorCode::kNone);
}

TEST_F(TransactionBeginTest, a_marker_that_is_written_again_does_no_harm) {
  EXPECT_EQ(append(4, 0, begin(4, 0)), ErrorCode::kNone);
  EXPECT_EQ(end(5, 2), ErrorCode::kNone);

  EXPECT_EQ(end(5, 2), ErrorCode::kNone);
  EXPECT_EQ(*log().aborted_transactions(0, 3), (std::vector<AbortedTransaction>{{1, 0}}));
}

TEST_F(TransactionBeginTest, the_last_epoch_ends_with_itself) {
  constexpr auto kLast = std::numeric_limits<std::int16_t>::max();
  EXPECT_EQ(append(kLast, 0, begin(kLast, 0)), ErrorCode::kNone);

  EXPECT_EQ(end(kLast, 2), ErrorCode::kNone);
}

TEST_F(TransactionBeginTest, a_marker_of_an_older_coordinator_is_fenced_also_after_a_restart) {
  EXPECT_EQ(append(0, 0, begin(0, 0)), ErrorCode::kNone);
  EXPECT_EQ(end(0, 0, 7), ErrorCode::kNone);
  world.reopen();
  EXPECT_EQ(append(0, 1, begin(0, 1)), ErrorCode::kNone);

  EXPECT_EQ(end(0, 0, 6), ErrorCode::kTransactionCoordinatorFenced);
  EXPECT_EQ(end(0, 0, 7), ErrorCode::kNone);
}

TEST(EndTransactionMarker, has_kafkas_bytes) {
  const EndTransactionMarker marker{.commit = true, .coordinator_epoch = 0x01020304};

  const auto batch = marker.to_batch(5, 3, 1'000);

  const auto header = protocol::read_batch_header(batch);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->attributes, 0x30);
  EXPECT_EQ(header->producer_id, 5);
  EXPECT_EQ(header->producer_epoch, 3);
  EXPECT_EQ(header->base_sequence, -1);
  EXPECT_EQ(header->record_count, 1);
  // One record: length, attributes, timestamp, offset, key (version, type), value (version, coordinator
  // epoch), headers.
  const Bytes record = {32, 0, 0, 0, 8, 0, 0, 0, 1, 12, 0, 0, 1, 2, 3, 4, 0};
  EXPECT_EQ(Bytes(batch.begin() + protocol::BatchLayout::kHeaderSize, batch.end()), record);
  const auto parsed = EndTransactionMarker::parse(batch);
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->commit);
  EXPECT_EQ(parsed->coordinator_epoch, 0x01020304);
}

// Fetch.

TEST_F(TransactionBeginTest, no_read_committed_slice_has_a_record_that_may_be_aborted_T9) {
  for (std::int64_t open_at = 0; open_at < 6; ++open_at) {
    const auto directory = "/data/t9-" + std::to_string(open_at);
    LogWorld each(disk, directory);
    each.open();
    for (std::int64_t i = 0; i < open_at; ++i) each.append({"x"});
    ASSERT_TRUE(each.append_in_transaction(1, 0, 0, 2));
    each.append({"y"});

    const auto end = each.log->log_end_offset();
    const auto stable = each.log->last_stable_offset(end);
    EXPECT_EQ(stable, open_at);
    for (std::int64_t from = 0; from <= stable; ++from) {
      const auto slice = each.log->read(from, {.max_bytes = 1, .max_offset = stable, .min_one_batch = true});
      ASSERT_TRUE(slice);
      EXPECT_EQ(slice->empty(), from == stable);
      if (slice->empty()) continue;
      const auto bytes = slice->load();
      ASSERT_TRUE(bytes);
      for (const auto& batch : batches_in(*bytes)) EXPECT_LT(batch.last_offset(), stable);
    }
  }
}

TEST_F(TransactionBeginTest, the_last_stable_offset_is_not_below_the_logs_start) {
  EXPECT_EQ(append(0, 0, begin(0, 0)), ErrorCode::kNone);
  EXPECT_EQ(append(0, 1, kNoGuard), ErrorCode::kNone);
  ASSERT_TRUE(log().raise_log_start_offset(1));

  EXPECT_EQ(log().last_stable_offset(2), 1);
}

}  // namespace
}  // namespace moldau::log::testing
