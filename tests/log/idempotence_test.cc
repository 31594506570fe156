#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

/// What a producer is told, over restarts of its log.
class IdempotenceTest : public LogFixture {
 protected:
  ErrorCode send(std::int32_t sequence, std::int32_t count = 1) {
    return code_of(world.append_batch(9, 0, sequence, count));
  }
  /// Sends a batch once more; it must be known, under the offset it had.
  void expect_duplicate(std::int32_t sequence, std::int64_t offset, std::int32_t count = 1) {
    const auto end = log().log_end_offset();
    const auto again = world.append_batch(9, 0, sequence, count);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(again->duplicate);
    EXPECT_EQ(again->first_offset, offset);
    EXPECT_EQ(again->last_offset, offset + count - 1);
    EXPECT_EQ(log().log_end_offset(), end);
  }
  void send_up_to(std::int32_t end) {
    for (std::int32_t sequence = 0; sequence < end; ++sequence) ASSERT_EQ(send(sequence), ErrorCode::kNone);
  }
};

TEST_F(IdempotenceTest, a_retry_is_answered_with_the_offsets_of_the_first_time_I1) {
  world.open();
  world.append({"other"});
  for (std::int32_t sequence = 0; sequence < 15; sequence += 3)
    ASSERT_EQ(send(sequence, 3), ErrorCode::kNone);

  for (std::int32_t sequence = 0; sequence < 15; sequence += 3) expect_duplicate(sequence, 1 + sequence, 3);
  EXPECT_EQ(send(16), ErrorCode::kOutOfOrderSequenceNumber);
  world.expect_all();
}

TEST_F(IdempotenceTest, several_batches_at_once_are_checked_against_each_other) {
  world.open();
  auto both = make_batch({.producer_id = 9, .epoch = 0, .sequence = 0, .count = 2}, world.now_ms);
  const auto gap = make_batch({.producer_id = 9, .epoch = 0, .sequence = 3}, world.now_ms);
  both.insert(both.end(), gap.begin(), gap.end());

  EXPECT_EQ(code_of(world.try_append_bytes(both)), ErrorCode::kOutOfOrderSequenceNumber);

  world.expect_offsets(0, 0);
  EXPECT_EQ(log().producers().size(), 0u);
}

TEST_F(IdempotenceTest, a_batch_that_is_refused_changes_nothing) {
  world.open();
  send_up_to(3);
  const auto before = log().producers().to_snapshot();

  EXPECT_EQ(send(7), ErrorCode::kOutOfOrderSequenceNumber);

  EXPECT_EQ(log().producers().to_snapshot(), before);
  world.expect_all();
}

TEST_F(IdempotenceTest, the_last_five_batches_are_known_after_a_kill_I4) {
  world.open();
  send_up_to(8);

  world.reopen();

  for (std::int32_t sequence = 3; sequence < 8; ++sequence) expect_duplicate(sequence, sequence);
  EXPECT_EQ(send(8), ErrorCode::kNone);
}

TEST_F(IdempotenceTest, the_last_five_batches_are_known_after_a_clean_restart_I4) {
  world.open();
  send_up_to(8);

  world.reopen_clean();

  for (std::int32_t sequence = 3; sequence < 8; ++sequence) expect_duplicate(sequence, sequence);
  EXPECT_EQ(send(8), ErrorCode::kNone);
}

TEST_F(IdempotenceTest, the_last_five_batches_are_known_when_segments_began_between_them_I4) {
  config.segment_bytes = 180;  // two batches
  for (const bool clean : {true, false}) {
    world.directory += "x";
    world.saved = {};
    world.expected.clear();
    world.open();
    send_up_to(9);
    world.sync();
    world.save_checkpoint();
    ASSERT_GT(log().segment_count(), 4u);

    clean ? world.reopen_clean() : world.reopen();

    for (std::int32_t sequence = 4; sequence < 9; ++sequence) expect_duplicate(sequence, sequence);
    EXPECT_EQ(send(9), ErrorCode::kNone);
  }
}

TEST_F(IdempotenceTest, the_last_five_batches_are_known_after_a_truncation_I4) {
  config.segment_bytes = 180;
  world.open();
  send_up_to(12);

  world.truncate_to(9);

  for (std::int32_t sequence = 4; sequence < 9; ++sequence) expect_duplicate(sequence, sequence);
  EXPECT_EQ(send(9), ErrorCode::kNone);
}

TEST_F(IdempotenceTest, a_retry_is_never_appended_twice_when_snapshots_are_gone_I4) {
  config.segment_bytes = 300;
  world.open();
  send_up_to(20);
  world.sync();
  world.save_checkpoint();
  for (const bool clean : {true, false}) {
    world.close();
    for (const auto& name : world.files_on_disk())
      if (name.ends_with(".snapshot")) delete_file(world.directory + "/" + name);

    ASSERT_TRUE(world.try_open(clean));

    for (std::int32_t sequence = 15; sequence < 20; ++sequence) expect_duplicate(sequence, sequence);
    EXPECT_EQ(send(3), ErrorCode::kOutOfOrderSequenceNumber);
    EXPECT_EQ(send(21), ErrorCode::kOutOfOrderSequenceNumber);
  }
}

TEST_F(IdempotenceTest, an_older_snapshot_is_brought_up_to_date_from_the_batches_I4) {
  config.segment_bytes = 300;
  world.open();
  send_up_to(20);
  world.sync();
  world.save_checkpoint();
  world.kill();
  std::size_t removed = 0;
  const auto names = world.files_on_disk();
  for (auto at = names.rbegin(); at != names.rend() && removed < 3; ++at)
    if (at->ends_with(".snapshot")) delete_file(world.directory + "/" + *at), ++removed;
  ASSERT_EQ(removed, 3u);

  world.open();

  for (std::int32_t sequence = 15; sequence < 20; ++sequence) expect_duplicate(sequence, sequence);
  EXPECT_EQ(send(20), ErrorCode::kNone);
}

TEST_F(IdempotenceTest, a_snapshot_that_is_garbled_is_made_anew_S19) {
  world.open();
  send_up_to(5);
  world.close();
  flip_byte(5, FileKind::kProducerSnapshot, 20);

  ASSERT_TRUE(world.try_open(true));

  for (std::int32_t sequence = 0; sequence < 5; ++sequence) expect_duplicate(sequence, sequence);
}

TEST_F(IdempotenceTest, a_retry_is_not_appended_after_retention_deleted_its_batch_I4) {
  config.retention_ms = 1000;
  world.open();
  send_up_to(3);
  world.now_ms += 2000;
  ASSERT_EQ(*world.delete_old_segments(3), 1u);
  for (int restart = 0; restart < 3; ++restart) {
    world.expect_offsets(3, 3);
    expect_duplicate(2, 2);
    EXPECT_EQ(send(1), restart == 0 ? ErrorCode::kNone : ErrorCode::kOutOfOrderSequenceNumber);
    EXPECT_EQ(send(5), ErrorCode::kOutOfOrderSequenceNumber);
    restart == 0 ? world.reopen() : world.reopen_clean();
  }
  EXPECT_EQ(send(3), ErrorCode::kNone);
}

TEST_F(IdempotenceTest, producers_that_were_idle_too_long_are_unknown_after_a_restart) {
  world.open();
  send_up_to(3);
  world.now_ms += config.producer_id_expiration_ms;

  world.reopen_clean();

  EXPECT_EQ(log().producers().size(), 0u);
  EXPECT_EQ(send(40), ErrorCode::kNone);
}

TEST_F(IdempotenceTest, batches_from_a_leader_are_taken_whatever_their_sequence_I5) {
  world.open();
  send_up_to(1);

  const auto batch = make_batch({.producer_id = 9, .epoch = 0, .sequence = 77}, world.now_ms, 1);
  EXPECT_TRUE(world.try_append_bytes(batch, AppendOrigin::kReplication));

  EXPECT_EQ(send(78), ErrorCode::kNone);
}

TEST_F(IdempotenceTest, a_clean_close_leaves_one_snapshot_at_the_end_and_the_next_start_no_strays) {
  world.open();
  for (std::int32_t sequence = 0; sequence < 4; ++sequence) {
    ASSERT_EQ(send(sequence), ErrorCode::kNone);
    world.reopen_clean();
  }

  std::vector<std::string> snapshots;
  for (const auto& name : world.files_on_disk())
    if (name.ends_with(".snapshot")) snapshots.push_back(name);
  EXPECT_EQ(snapshots, std::vector{file_name(4, FileKind::kProducerSnapshot)});
}

}  // namespace
}  // namespace moldau::log::testing
