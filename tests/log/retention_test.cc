#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::EndsWith;
using ::testing::Not;

constexpr std::int64_t kHour = 3'600'000;

class RetentionTest : public LogFixture {
 protected:
  /// A segment of one record, written now.
  void append_segment(std::int64_t timestamp_ms) {
    world.append_batch({.timestamps = {timestamp_ms}, .value_size = 100});
    ASSERT_TRUE(log().roll(world.now_ms));
  }
  std::size_t delete_old(std::int64_t high_watermark) {
    const auto count = world.delete_old_segments(high_watermark);
    EXPECT_TRUE(count);
    return count.value_or(0);
  }
  /// Whether there are more to come.
  bool remove_deleted_files() {
    const auto removals = log().due_removals(world.now_ms);
    EXPECT_TRUE(removals && removals->remove());
    return removals && removals->more_to_come;
  }
  std::size_t delete_old() { return delete_old(log().log_end_offset()); }
};

TEST_F(RetentionTest, deletes_segments_whose_newest_record_is_older_than_retention_ms) {
  config.retention_ms = 10 * kHour;
  world.open();
  for (int hours = 30; hours > 0; hours -= 5) append_segment(world.now_ms - hours * kHour);

  EXPECT_EQ(delete_old(), 4u);  // 30, 25, 20, 15

  world.expect_offsets(4, 6);
  world.expect_all();
  EXPECT_EQ(delete_old(), 0u);
}

TEST_F(RetentionTest, stops_at_the_first_segment_that_is_young_enough_S14) {
  config.retention_ms = 10 * kHour;
  world.open();
  append_segment(world.now_ms - 30 * kHour);
  append_segment(world.now_ms + 87'600 * kHour);  // ten years ahead
  append_segment(world.now_ms - 87'600 * kHour);

  EXPECT_EQ(delete_old(), 1u);

  world.reopen_clean();  // what the files' times say does not matter
  EXPECT_EQ(delete_old(), 0u);
  world.expect_offsets(1, 3);
}

TEST_F(RetentionTest, deletes_the_active_segment_too_and_goes_on_at_the_same_offset) {
  config.retention_ms = kHour;
  world.open();
  world.append_batch({.count = 7, .timestamps = {world.now_ms - 2 * kHour}});

  EXPECT_EQ(delete_old(), 1u);

  world.expect_offsets(7, 7);
  EXPECT_EQ(world.append({"a"}).first_offset, 7);
  world.reopen();
  world.expect_offsets(7, 8);
  world.expect_read(7, {"a"});
}

TEST_F(RetentionTest, deletes_what_exceeds_retention_bytes_by_whole_segments) {
  world.open();
  for (int i = 0; i < 10; ++i) append_segment(world.now_ms);
  const auto one = static_cast<std::int64_t>(log().size_bytes()) / 10;

  config.retention_bytes = 4 * one + one / 2;
  log().configure(config);

  EXPECT_EQ(delete_old(), 5u);  // six would leave less than what is to be retained
  world.expect_offsets(5, 10);
  world.expect_all();
}

TEST_F(RetentionTest, keeps_everything_with_limits_of_minus_one) {
  config.retention_ms = -1;
  config.retention_bytes = -1;
  world.open();
  append_segment(0);

  EXPECT_EQ(delete_old(), 0u);
}

TEST_F(RetentionTest, never_goes_past_the_high_watermark_S17) {
  config.retention_ms = kHour;
  world.open();
  for (int i = 0; i < 5; ++i) append_segment(0);

  EXPECT_EQ(delete_old(2), 2u);
  EXPECT_EQ(log().log_start_offset(), 2);
  EXPECT_EQ(delete_old(2), 0u);
  EXPECT_EQ(delete_old(5), 3u);
}

TEST_F(RetentionTest, a_log_that_is_only_compacted_keeps_old_records_but_not_those_below_its_start) {
  config.retention_ms = kHour;
  config.cleanup_delete = false;
  config.cleanup_compact = true;
  world.open();
  for (int i = 0; i < 5; ++i) append_segment(0);

  EXPECT_EQ(delete_old(), 0u);
  ASSERT_TRUE(*log().raise_log_start_offset(3));
  EXPECT_EQ(delete_old(), 3u);
  world.expect_offsets(3, 5);
}

TEST_F(RetentionTest, the_log_start_offset_is_raised_inside_a_segment_and_never_lowered) {
  world.open();
  world.append({"a", "b", "c"});
  world.append({"d"});

  EXPECT_TRUE(*log().raise_log_start_offset(2));
  EXPECT_FALSE(*log().raise_log_start_offset(1));

  world.expect_offsets(2, 4);
  EXPECT_EQ(code_of(log().read(1, {100, 4})), ErrorCode::kOffsetOutOfRange);
  world.expect_read(2, {"c", "d"});
  world.reopen_clean();
  world.expect_offsets(2, 4);
}

TEST_F(RetentionTest, files_are_renamed_at_once_and_removed_after_file_delete_delay_ms) {
  config.retention_ms = kHour;
  world.open();
  append_segment(0);
  const auto before = log().read(0, {1000, 1});
  const auto deleted = file_name(0, FileKind::kLog) + ".deleted";

  EXPECT_EQ(delete_old(), 1u);

  EXPECT_THAT(world.files_on_disk(), Contains(deleted));
  EXPECT_THAT(world.files_on_disk(), Not(Contains(file_name(0, FileKind::kLog))));
  EXPECT_EQ(code_of(log().read(0, {1000, 1})), ErrorCode::kOffsetOutOfRange);
  EXPECT_EQ(batches_in(*before->load()).size(), 1u);

  world.now_ms += config.file_delete_delay_ms - 1;
  EXPECT_TRUE(remove_deleted_files());
  EXPECT_THAT(world.files_on_disk(), Contains(deleted));
  world.now_ms += 1;
  EXPECT_FALSE(remove_deleted_files());
  EXPECT_THAT(world.files_on_disk(), Each(Not(EndsWith(".deleted"))));
  EXPECT_EQ(batches_in(*before->load()).size(), 1u);
}

TEST_F(RetentionTest, an_expired_segment_that_a_power_cut_brings_back_without_the_next_one_is_nobodys) {
  config.retention_ms = -1;
  world.open();
  for (int i = 0; i < 4; ++i) append_segment(world.now_ms);
  world.sync();
  world.saved = {0, 3};
  delete_file(world.path(1, FileKind::kLog));
  world.kill();
  flip_byte(2, FileKind::kLog, protocol::BatchLayout::kCrc);

  world.open();

  world.expect_offsets(3, 4);
  EXPECT_EQ(world.read_from(3).size(), 1u);
  EXPECT_EQ(delete_old(), 2u);
  EXPECT_THAT(world.files_on_disk(), Not(Contains(file_name(0, FileKind::kLog))));
}

TEST_F(RetentionTest, deleted_files_that_a_restart_finds_are_removed_S20) {
  config.retention_ms = kHour;
  world.open();
  append_segment(0);
  append_segment(world.now_ms);
  delete_old();

  world.reopen();

  EXPECT_THAT(world.files_on_disk(), Each(Not(EndsWith(".deleted"))));
  world.expect_offsets(1, 2);
  world.expect_all();
}

TEST_F(RetentionTest, the_recovery_point_passes_what_is_deleted_once_that_is_durable) {
  config.retention_ms = kHour;
  world.open();
  for (int i = 0; i < 3; ++i) append_segment(0);

  EXPECT_EQ(delete_old(), 3u);

  EXPECT_EQ(log().recovery_point(), 0);
  world.save_checkpoint();
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    crash(seed);
    world.open();
    EXPECT_EQ(log().log_end_offset(), 3);
  }
  world.sync();
  EXPECT_EQ(log().recovery_point(), 3);
}

TEST_F(RetentionTest, leader_epochs_and_snapshots_go_with_their_segments) {
  config.retention_ms = kHour;
  world.open();
  for (std::int32_t epoch = 0; epoch < 4; ++epoch) {
    world.leader_epoch = epoch;
    append_segment(0);
  }

  delete_old(2);

  EXPECT_EQ(log().epoch_at(1), -1);
  EXPECT_EQ(log().epoch_at(2), 2);
  EXPECT_EQ(log().epoch_end_offset(1), (EpochEndOffset{1, 2}));
  EXPECT_THAT(world.files_on_disk(), Not(Contains(file_name(1, FileKind::kProducerSnapshot))));
  EXPECT_THAT(world.files_on_disk(), Contains(file_name(2, FileKind::kProducerSnapshot)));
}

}  // namespace
}  // namespace moldau::log::testing
