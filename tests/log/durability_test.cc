#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using DurabilityTest = LogFixture;

TEST_F(DurabilityTest, a_sync_covers_what_was_appended_before_it_was_prepared) {
  world.open();
  world.append({"a"});
  const auto target = log().prepare_sync();
  world.append({"b"});

  ASSERT_TRUE(target.sync());
  EXPECT_EQ(log().recovery_point(), 0);
  log().mark_synced(target);

  EXPECT_EQ(log().recovery_point(), 1);
  EXPECT_FALSE(log().prepare_sync().empty());
}

TEST_F(DurabilityTest, there_is_nothing_to_sync_twice) {
  world.open();
  world.append({"a"});
  world.sync();

  EXPECT_TRUE(log().prepare_sync().empty());
}

TEST_F(DurabilityTest, a_sync_outlives_its_log) {
  world.open();
  world.append({"a"});
  const auto target = log().prepare_sync();

  world.kill();

  EXPECT_TRUE(target.sync());
}

TEST_F(DurabilityTest, a_sync_of_files_that_retention_deleted_meanwhile_is_no_failure) {
  world.open();
  world.append({"a"});
  ASSERT_TRUE(log().roll(world.now_ms));
  const auto target = log().prepare_sync();
  world.now_ms += 8LL * 24 * 3600 * 1000;
  ASSERT_EQ(*world.delete_old_segments(1), 1u);
  ASSERT_TRUE(log().due_removals(world.now_ms + config.file_delete_delay_ms)->remove());

  EXPECT_TRUE(target.sync());
}

TEST_F(DurabilityTest, a_synced_record_costs_one_sync_of_one_file) {
  world.open();
  world.append({"a"});
  world.sync();
  const auto before = disk.operations();

  world.append({"b"});
  world.sync();

  EXPECT_EQ(disk.operations() - before, 2u);  // a write and its sync
}

TEST_F(DurabilityTest, after_close_nothing_is_lost_with_the_power) {
  config.segment_bytes = 300;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    world.directory = "/data/closed-" + std::to_string(seed);
    world.saved = {};
    world.expected.clear();
    world.open();
    for (std::int32_t i = 0; i < 10; ++i) ASSERT_TRUE(world.append_batch(4, 0, 2 * i, 2));
    world.close();
    EXPECT_EQ(world.saved.recovery_point, 20);
    const auto names = world.files_on_disk();

    disk.crash(seed);

    EXPECT_EQ(world.files_on_disk(), names);
    ASSERT_TRUE(world.try_open(true));
    world.expect_all();
    EXPECT_TRUE(world.append_batch(4, 0, 18, 2)->duplicate);
  }
}

}  // namespace
}  // namespace moldau::log::testing
