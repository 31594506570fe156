#include <set>

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using RollingTest = LogFixture;
using ::testing::Contains;
using ::testing::Not;

constexpr std::int64_t kHour = 3'600'000;

TEST_F(RollingTest, begins_a_segment_when_the_next_batch_would_not_fit) {
  config.segment_bytes = 1000;
  world.open();

  for (int i = 0; i < 40; ++i) world.append_batch({.value_size = 100});

  EXPECT_GT(log().segment_count(), 5u);
  for (const auto& name : world.files_on_disk())
    if (name.ends_with(".log")) EXPECT_LE(disk.content(world.directory + "/" + name).size(), 1000u);
  world.expect_all();
  EXPECT_EQ(world.read_from(0, 300), world.expected);
  world.reopen();
  world.expect_all();
}

TEST_F(RollingTest, begins_a_segment_when_the_records_time_has_passed_segment_ms) {
  config.segment_ms = kHour;
  world.open();
  world.append_batch({.timestamps = {5 * kHour}});

  world.append_batch({.timestamps = {6 * kHour}});
  EXPECT_EQ(log().segment_count(), 1u);
  world.append_batch({.timestamps = {6 * kHour + 1}});
  EXPECT_EQ(log().segment_count(), 2u);
  world.append_batch({.timestamps = {2 * kHour}});  // a late one rolls nothing
  EXPECT_EQ(log().segment_count(), 2u);
  world.expect_all();
}

TEST_F(RollingTest, the_time_to_roll_by_is_known_again_after_a_restart) {
  config.segment_ms = kHour;
  world.open();
  world.append_batch({.timestamps = {5 * kHour}});
  world.reopen_clean();

  world.append_batch({.timestamps = {6 * kHour + 1}});

  EXPECT_EQ(log().segment_count(), 2u);
}

TEST_F(RollingTest, records_without_a_timestamp_roll_by_the_clock) {
  config.segment_ms = kHour;
  world.open();
  world.append_batch({.timestamps = {-1}});

  world.now_ms += kHour;
  world.append_batch({.timestamps = {-1}});
  EXPECT_EQ(log().segment_count(), 1u);
  world.now_ms += 1;
  world.append_batch({.timestamps = {-1}});
  EXPECT_EQ(log().segment_count(), 2u);
}

TEST_F(RollingTest, an_empty_segment_is_never_rolled_by_time) {
  config.segment_ms = kHour;
  world.open();

  world.now_ms += 100 * kHour;
  world.append({"a"});

  EXPECT_EQ(log().segment_count(), 1u);
}

TEST_F(RollingTest, jitter_rolls_earlier_at_times_that_differ_and_never_by_more_than_segment_ms) {
  config.segment_ms = kHour;
  std::set<std::int64_t> rolled_after;
  for (const auto jitter : {kHour / 2, 1000 * kHour}) {
    config.segment_jitter_ms = jitter;
    for (int i = 0; i < 20; ++i) {
      LogWorld other(disk, "/data/jitter-" + std::to_string(jitter + i));
      other.config = config;
      other.now_ms += i * 1234567;
      other.open();
      other.append_batch({.timestamps = {0}});
      other.append_batch({.timestamps = {0}});
      ASSERT_EQ(other.log->segment_count(), 1u);
      std::int64_t age = 0;
      while (other.log->segment_count() == 1) other.append_batch({.timestamps = {age += kHour / 20}});
      EXPECT_LE(age, kHour + kHour / 20);
      if (jitter < kHour) EXPECT_GE(age, kHour / 2);
      rolled_after.insert(age);
    }
  }
  EXPECT_GT(rolled_after.size(), 3u);
}

TEST_F(RollingTest, begins_a_segment_when_an_index_is_full) {
  config.index_interval_bytes = 0;
  config.segment_index_bytes = 10 * 8;
  world.open();

  for (int i = 0; i < 45; ++i) world.append_batch({.timestamps = {1}});

  EXPECT_EQ(log().segment_count(), 5u);
  for (const auto& name : world.files_on_disk())
    if (name.ends_with(".index")) EXPECT_LE(disk.content(world.directory + "/" + name).size(), 80u);
  world.expect_all();
}

TEST_F(RollingTest, a_full_time_index_leaves_room_for_the_last_entry) {
  config.index_interval_bytes = 0;
  config.segment_index_bytes = 10 * 12;
  world.open();

  for (int i = 0; i < 45; ++i) world.append_batch({.timestamps = {i}});

  EXPECT_GT(log().segment_count(), 3u);
  for (const auto& name : world.files_on_disk())
    if (name.ends_with(".timeindex")) EXPECT_LE(disk.content(world.directory + "/" + name).size(), 120u);
  world.expect_all();
}

TEST_F(RollingTest, begins_a_segment_where_offsets_are_too_far_apart_for_its_indexes_C2) {
  world.open();
  const std::int64_t far = (1LL << 31) + 5, farther = 3 * far;
  world.append({"a"});

  ASSERT_TRUE(
      world.try_append_bytes(make_batch({.count = 2}, world.now_ms, far), AppendOrigin::kReplication));
  ASSERT_TRUE(
      world.try_append_bytes(make_batch({.count = 2}, world.now_ms, farther), AppendOrigin::kReplication));

  EXPECT_EQ(log().segment_count(), 3u);
  world.expect_all();
  EXPECT_EQ(world.read_from(1).size(), 4u);
  EXPECT_EQ(world.read_from(far + 1).size(), 3u);
  EXPECT_EQ(world.read_from(far + 100).size(), 2u);
  config.cleanup_compact = true;  // what offsets may go missing by
  world.reopen();
  world.expect_all();
  world.expect_offsets(0, farther + 2);
}

TEST_F(RollingTest, an_empty_segment_whose_offsets_went_on_without_it_is_replaced) {
  world.open();
  const std::int64_t far = (1LL << 31) + 5;

  ASSERT_TRUE(world.try_append_bytes(make_batch({}, world.now_ms, far), AppendOrigin::kReplication));

  EXPECT_EQ(log().segment_count(), 1u);
  EXPECT_THAT(world.files_on_disk(), Not(Contains(file_name(0, FileKind::kLog))));
  world.expect_all();
  world.reopen();
  world.expect_offsets(far, far + 1);
  world.expect_all();
}

TEST_F(RollingTest, roll_closes_a_segment_with_records_and_leaves_an_empty_one) {
  world.open();
  world.append({"a"});

  ASSERT_TRUE(log().roll(world.now_ms));
  ASSERT_TRUE(log().roll(world.now_ms));

  EXPECT_EQ(log().segment_count(), 2u);
  world.append({"b"});
  world.expect_read(0, {"a", "b"});
}

TEST_F(RollingTest, timestamps_at_the_ends_of_their_range_break_nothing) {
  constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
  config.segment_jitter_ms = 5;
  world.open();

  for (const auto timestamp : {std::int64_t{5}, kLowest, kHighest, kLowest, std::int64_t{0}, kHighest})
    world.append_batch(
        {.producer_id = timestamp == 5 ? 1 : -1, .epoch = 0, .sequence = 0, .timestamps = {timestamp}});
  world.append_batch({.producer_id = 2, .epoch = 0, .sequence = 0, .timestamps = {kLowest}});
  log().expire_producers(world.now_ms);
  ASSERT_TRUE(world.delete_old_segments(0));

  world.expect_all();
  world.reopen();
  world.expect_all();
}

}  // namespace
}  // namespace moldau::log::testing
