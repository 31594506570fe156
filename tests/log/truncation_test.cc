#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using ::testing::Contains;
using ::testing::Not;

class TruncationTest : public LogFixture {
 protected:
  /// Batches of two records, three batches a segment.
  void fill(int batches = 12) {
    config.segment_bytes = 300;
    config.index_interval_bytes = 50;
    world.open();
    for (int i = 0; i < batches; ++i)
      world.append_batch({.count = 2, .timestamps = {world.now_ms + i}, .value_size = 8});
    ASSERT_GT(log().segment_count(), 3u);
  }
  /// The offsets that segments begin with.
  std::vector<std::int64_t> segments() {
    std::vector<std::int64_t> bases;
    for (const auto& name : world.files_on_disk())
      if (const auto parsed = parse_file_name(name); parsed && parsed->kind == FileKind::kLog)
        bases.push_back(parsed->base_offset);
    return bases;
  }
};

TEST_F(TruncationTest, removes_everything_from_an_offset_on_and_the_next_record_gets_it) {
  for (std::int64_t offset = 24; offset >= 0; offset -= 2) {
    world.directory = "/data/truncated-" + std::to_string(offset);
    world.saved = {};
    world.expected.clear();
    fill();

    world.truncate_to(offset);

    world.expect_offsets(0, offset);
    world.expect_all();
    EXPECT_EQ(world.append({"new", "newer"}).first_offset, offset);
    world.expect_all();
    world.reopen();
    world.expect_all();
    world.reopen_clean();
    world.expect_all();
    EXPECT_EQ((*log().max_timestamp_offset())->timestamp_ms,
              std::max(world.now_ms, world.now_ms + offset / 2 - 1));
  }
}

TEST_F(TruncationTest, inside_a_batch_removes_all_of_it) {
  fill();

  ASSERT_TRUE(log().truncate_to(7));

  EXPECT_EQ(log().log_end_offset(), 7);
  EXPECT_EQ(world.read_from(0).size(), 6u);
}

TEST_F(TruncationTest, past_the_end_does_nothing) {
  fill();

  world.truncate_to(24);
  world.truncate_to(100);

  world.expect_offsets(0, 24);
  world.expect_all();
}

TEST_F(TruncationTest, to_a_segments_begin_leaves_it_empty_and_appendable_S16) {
  fill();
  const auto base = segments().at(2);

  world.truncate_to(base);

  EXPECT_EQ(content(base, FileKind::kLog).size(), 0u);
  EXPECT_EQ(content(base, FileKind::kOffsetIndex).size(), 0u);
  ASSERT_TRUE(log().roll(world.now_ms));
  EXPECT_EQ(world.append({"a"}).first_offset, base);
  world.reopen_clean();
  world.expect_all();
  delete_file(world.path(base, FileKind::kOffsetIndex));
  world.reopen();
  world.expect_all();
}

TEST_F(TruncationTest, leader_epochs_and_the_recovery_point_go_back) {
  config.segment_bytes = 300;
  world.open();
  for (std::int32_t epoch = 0; epoch < 8; ++epoch) {
    world.leader_epoch = epoch;
    world.append({"a", "b"});
  }
  world.sync();
  EXPECT_EQ(log().recovery_point(), 16);

  world.truncate_to(6);

  EXPECT_EQ(log().latest_epoch(), 2);
  EXPECT_EQ(log().recovery_point(), 6);
  EXPECT_EQ(log().epoch_end_offset(5), (EpochEndOffset{-1, -1}));
}

TEST_F(TruncationTest, lowers_a_log_start_offset_that_is_beyond) {
  fill();
  ASSERT_TRUE(*log().raise_log_start_offset(20));

  world.truncate_to(10);

  EXPECT_EQ(log().log_start_offset(), 10);
  EXPECT_EQ(world.append({"a"}).first_offset, 10);
}

TEST_F(TruncationTest, fully_begins_anew_at_any_offset_R6) {
  for (const std::int64_t offset : {0, 11, 24, 1000}) {
    world.directory = "/data/fully-" + std::to_string(offset);
    world.saved = {};
    world.expected.clear();
    fill();

    ASSERT_TRUE(log().truncate_fully_and_start_at(offset));

    world.expected.clear();
    world.expect_offsets(offset, offset);
    EXPECT_EQ(log().recovery_point(), offset);
    EXPECT_EQ(log().latest_epoch(), -1);
    EXPECT_EQ(segments(), std::vector{offset});
    EXPECT_EQ(world.append({"a"}).first_offset, offset);
    world.save_checkpoint();
    world.reopen();
    world.expect_offsets(offset, offset + 1);
    world.expect_all();
  }
}

TEST_F(TruncationTest, is_durable_when_it_returns) {
  fill();
  world.sync();

  for (const std::int64_t offset : {20, 14, 4}) {
    world.truncate_to(offset);
    crash(static_cast<std::uint64_t>(offset));
    world.open();
    world.expect_offsets(0, offset);
    world.expect_all();
  }
}

TEST_F(TruncationTest, forgets_nothing_that_must_still_be_synced) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    world.directory = "/data/dirty-" + std::to_string(seed);
    world.saved = {};
    world.expected.clear();
    fill();  // never synced

    world.truncate_to(segments().back());
    world.append({"a"});
    world.sync();
    EXPECT_EQ(log().recovery_point(), log().log_end_offset());
    world.save_checkpoint();
    crash(seed);

    world.open();
    world.expect_all();
  }
}

TEST_F(TruncationTest, that_a_crash_interrupts_leaves_the_log_without_a_hole) {
  for (const bool compacted : {false, true})
    for (std::uint64_t nth = 0;; ++nth) {
      MemoryFileSystem other_disk;
      LogWorld other(other_disk);
      other.config.segment_bytes = 300;
      other.config.cleanup_compact = compacted;
      other.open();
      for (int i = 0; i < 12; ++i) other.append({"a", "b"});
      other.sync();
      other.saved.recovery_point = 0;
      other_disk.fail_from(nth, {EIO});

      const auto done = other.log->truncate_to(8);

      other.kill();
      other_disk.set_faults({});
      other_disk.crash(nth + 7);
      other.open();
      const auto end = other.log->log_end_offset();
      EXPECT_GE(end, 8);
      std::erase_if(other.expected, [&](const SeenRecord& record) { return record.offset >= end; });
      other.expect_all();
      if (done) {
        EXPECT_EQ(end, 8);
        break;
      }
    }
}

TEST_F(TruncationTest, a_sync_that_was_under_way_does_not_count) {
  fill();
  const auto target = log().prepare_sync();
  world.truncate_to(4);
  world.append({"other"});

  ASSERT_TRUE(target.sync());
  log().mark_synced(target);

  EXPECT_EQ(log().recovery_point(), 0);
}

}  // namespace
}  // namespace moldau::log::testing
