#include "log/producer_state.h"

#include <gtest/gtest.h>
#include <limits>

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

constexpr std::int32_t kLastSequence = std::numeric_limits<std::int32_t>::max();

/// Producer state alone, without a log around it.
class ProducerStateTest : public ::testing::Test {
 protected:
  ProducerState state;
  std::int64_t next_offset = 100;

  protocol::BatchHeader batch(std::int16_t epoch, std::int32_t sequence, std::int32_t count) {
    protocol::BatchHeader header;
    header.base_offset = next_offset;
    header.last_offset_delta = count - 1;
    header.record_count = count;
    header.producer_id = 9;
    header.producer_epoch = epoch;
    header.base_sequence = sequence;
    header.max_timestamp = 1000 + next_offset;
    return header;
  }
  protocol::BatchHeader transactional(std::int16_t epoch, std::int32_t sequence, std::int32_t count) {
    auto header = batch(epoch, sequence, count);
    header.attributes |= 0x10;
    return header;
  }
  ErrorCode add(const protocol::BatchHeader& header, SequenceRule rule = SequenceRule::kFull) {
    const auto fine = state.check(header, rule);
    if (!fine) return fine.error().code;
    state.add(header);
    next_offset = header.next_offset();
    return ErrorCode::kNone;
  }
  ErrorCode end(std::int16_t epoch, bool commit, std::int32_t coordinator_epoch = 0) {
    auto header = batch(epoch, -1, 1);
    header.attributes |= 0x30;
    const auto fine = state.check(header, {commit, coordinator_epoch}, SequenceRule::kFull);
    if (!fine) return fine.error().code;
    (void)state.add(header, {commit, coordinator_epoch});
    next_offset = header.next_offset();
    return ErrorCode::kNone;
  }
};

TEST_F(ProducerStateTest, takes_any_first_sequence_of_a_producer_it_does_not_know) {
  EXPECT_EQ(add(batch(3, 17, 2)), ErrorCode::kNone);
  EXPECT_EQ(add(batch(3, 19, 1)), ErrorCode::kNone);
}

TEST_F(ProducerStateTest, refuses_a_gap_and_a_step_back) {
  add(batch(0, 0, 5));

  EXPECT_EQ(add(batch(0, 6, 1)), ErrorCode::kOutOfOrderSequenceNumber);
  EXPECT_EQ(add(batch(0, 4, 1)), ErrorCode::kOutOfOrderSequenceNumber);
  EXPECT_EQ(add(batch(0, 5, 1)), ErrorCode::kNone);
}

TEST_F(ProducerStateTest, knows_the_last_five_batches_again_with_their_offsets_I1) {
  std::vector<protocol::BatchHeader> sent;
  for (std::int32_t sequence = 0; sequence < 12; sequence += 2) {
    sent.push_back(batch(0, sequence, 2));
    add(sent.back());
  }

  EXPECT_EQ(state.duplicate_of(sent[0]), nullptr);
  for (std::size_t i = 1; i < sent.size(); ++i) {
    const auto* before = state.duplicate_of(sent[i]);
    ASSERT_NE(before, nullptr);
    EXPECT_EQ(before->first_offset(), sent[i].base_offset);
    EXPECT_EQ(before->last_offset, sent[i].last_offset());
    EXPECT_EQ(before->timestamp_ms, sent[i].max_timestamp);
  }
  EXPECT_EQ(state.duplicate_of(batch(0, 2, 3)), nullptr);  // another length is another batch
  EXPECT_EQ(state.duplicate_of(batch(1, 2, 2)), nullptr);
}

TEST_F(ProducerStateTest, sequences_wrap_from_2147483647_to_0_I6) {
  add(batch(0, kLastSequence - 1, 2));

  EXPECT_EQ(add(batch(0, 1, 1)), ErrorCode::kOutOfOrderSequenceNumber);
  EXPECT_EQ(add(batch(0, 0, 1)), ErrorCode::kNone);
}

TEST_F(ProducerStateTest, a_batch_that_wraps_inside_is_known_again_I6) {
  const auto wrapping = batch(0, kLastSequence - 1, 5);
  add(wrapping);

  EXPECT_EQ(state.find(9)->last_sequence(), 2);
  EXPECT_NE(state.duplicate_of(wrapping), nullptr);
  EXPECT_EQ(add(batch(0, 3, 1)), ErrorCode::kNone);
}

TEST_F(ProducerStateTest, a_newer_epoch_fences_the_older_and_begins_at_sequence_0) {
  add(batch(1, 0, 5));

  EXPECT_EQ(add(batch(2, 5, 1)), ErrorCode::kOutOfOrderSequenceNumber);
  EXPECT_EQ(add(batch(2, 0, 1)), ErrorCode::kNone);
  EXPECT_EQ(add(batch(1, 5, 1)), ErrorCode::kInvalidProducerEpoch);
}

TEST_F(ProducerStateTest, the_largest_producer_epoch_is_one_like_others_I6) {
  constexpr auto kLast = std::numeric_limits<std::int16_t>::max();
  add(batch(kLast - 1, 0, 1));

  EXPECT_EQ(add(batch(kLast, 0, 1)), ErrorCode::kNone);
  EXPECT_EQ(add(batch(kLast, 1, 1)), ErrorCode::kNone);
  EXPECT_EQ(add(batch(kLast - 1, 1, 1)), ErrorCode::kInvalidProducerEpoch);
}

TEST_F(ProducerStateTest, a_coordinators_batches_are_checked_for_their_epoch_alone) {
  add(batch(1, 0, 1));

  EXPECT_EQ(add(batch(1, 40, 1), SequenceRule::kEpochOnly), ErrorCode::kNone);
  EXPECT_EQ(add(batch(0, 41, 1), SequenceRule::kEpochOnly), ErrorCode::kInvalidProducerEpoch);
  EXPECT_EQ(add(batch(0, 50, 1), SequenceRule::kNone), ErrorCode::kNone);
}

TEST_F(ProducerStateTest, refuses_a_plain_batch_while_a_transaction_is_open) {
  add(transactional(0, 0, 1));

  EXPECT_EQ(add(batch(0, 1, 1)), ErrorCode::kInvalidTxnState);
  end(0, true);
  EXPECT_EQ(add(batch(0, 1, 1)), ErrorCode::kNone);
}

TEST_F(ProducerStateTest, refuses_a_marker_of_an_older_producer_or_coordinator_epoch) {
  add(transactional(5, 0, 1));

  EXPECT_EQ(end(4, true), ErrorCode::kInvalidProducerEpoch);
  EXPECT_EQ(end(5, true, 3), ErrorCode::kNone);
  add(transactional(5, 1, 1));
  EXPECT_EQ(end(5, true, 2), ErrorCode::kTransactionCoordinatorFenced);
  EXPECT_EQ(end(5, true, 4), ErrorCode::kNone);
}

TEST_F(ProducerStateTest, a_marker_of_a_newer_epoch_makes_sequences_begin_anew) {
  add(transactional(5, 0, 3));
  end(6, false);

  EXPECT_EQ(add(transactional(5, 3, 1)), ErrorCode::kInvalidProducerEpoch);
  EXPECT_EQ(add(transactional(6, 3, 1)), ErrorCode::kOutOfOrderSequenceNumber);
  EXPECT_EQ(add(transactional(6, 0, 1)), ErrorCode::kNone);
}

TEST_F(ProducerStateTest, the_first_unstable_offset_is_the_oldest_undecided_or_not_replicated_one) {
  const auto first = next_offset;
  add(transactional(0, 0, 2));
  EXPECT_EQ(state.first_unstable_offset(1000), first);
  const auto marker = next_offset;
  end(0, false);

  EXPECT_EQ(state.first_undecided_offset(), std::nullopt);
  EXPECT_EQ(state.first_unstable_offset(marker), first);
  EXPECT_EQ(state.first_unstable_offset(marker + 1), std::nullopt);
  EXPECT_EQ(state.first_unstable_offset(marker), first) << "a cleaner asks with what is durable";
  state.settle_below(marker + 1);
  EXPECT_EQ(state.first_unstable_offset(marker), std::nullopt);
}

TEST_F(ProducerStateTest, forgets_idle_producers_but_never_those_with_an_open_transaction) {
  add(batch(0, 0, 1));
  const auto last = state.find(9)->last_timestamp_ms;

  state.expire(last + 999, 1000);
  EXPECT_EQ(state.size(), 1u);
  state.expire(last + 1998, 1000);
  EXPECT_EQ(state.size(), 1u) << "it may have written just before the first look";
  state.expire(last + 1999, 1000);
  EXPECT_EQ(state.size(), 0u);

  add(transactional(0, 0, 1));
  state.expire(last + 1'000'000, 1000);
  EXPECT_EQ(state.size(), 1u);
}

/// What is copied from another cluster, or was recorded long ago, comes with timestamps of then.
TEST_F(ProducerStateTest, a_producer_of_old_records_is_not_idle) {
  add(batch(0, 0, 1));
  const auto years_later = state.find(9)->last_timestamp_ms + 100'000'000'000;

  state.expire(years_later, 1000);
  EXPECT_TRUE(state.duplicate_of(batch(0, 0, 1)));
  add(batch(0, 1, 1));
  state.expire(years_later + 900, 1000);
  state.expire(years_later + 1800, 1000);
  EXPECT_EQ(state.size(), 1u);
  auto restarted = ProducerState::parse_snapshot(state.to_snapshot());
  state.expire(years_later + 1900, 1000);
  EXPECT_EQ(state.size(), 0u);

  ASSERT_TRUE(restarted);
  restarted->expire(years_later, 1000);
  EXPECT_EQ(restarted->size(), 0u) << "nothing tells when a snapshot's producers wrote but their records";
}

TEST_F(ProducerStateTest, a_snapshot_has_kafkas_bytes) {
  auto header = transactional(7, 3, 2);
  header.max_timestamp = 0x0102030405060708;
  add(header);

  const auto bytes = state.to_snapshot();

  const Bytes entry = {0, 0, 0, 0, 0, 0, 0, 9, 0, 7, 0, 0,    0,    4,    0,    0, 0, 0, 0, 0, 0, 101, 0,
                       0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0,   100};
  ASSERT_EQ(bytes.size(), 10 + entry.size());
  EXPECT_EQ(Bytes(bytes.begin(), bytes.begin() + 2), (Bytes{0, 1}));
  EXPECT_EQ(Bytes(bytes.begin() + 6, bytes.begin() + 10), (Bytes{0, 0, 0, 1}));
  EXPECT_EQ(Bytes(bytes.begin() + 10, bytes.end()), entry);
}

TEST_F(ProducerStateTest, a_snapshot_gives_an_equal_state) {
  add(batch(0, 0, 5));
  add(transactional(0, 5, 2));
  end(0, true, 12);
  add(transactional(0, 7, 1));

  const auto again = ProducerState::parse_snapshot(state.to_snapshot());

  ASSERT_TRUE(again);
  EXPECT_EQ(again->to_snapshot(), state.to_snapshot());
  EXPECT_EQ(again->first_undecided_offset(), state.first_undecided_offset());
  EXPECT_EQ(again->find(9)->coordinator_epoch, 12);
  EXPECT_EQ(again->find(9)->last_sequence(), 7);
}

TEST_F(ProducerStateTest, a_snapshot_that_is_cut_or_changed_anywhere_is_none) {
  add(batch(0, 0, 5));
  const auto bytes = state.to_snapshot();

  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(ProducerState::parse_snapshot(ByteView(bytes).first(size)));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto changed = bytes;
    changed[at] ^= 0x40;
    EXPECT_FALSE(ProducerState::parse_snapshot(changed)) << at;
  }
}

}  // namespace
}  // namespace moldau::log::testing
