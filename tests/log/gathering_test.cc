#include <cerrno>

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

class GatheringTest : public LogFixture {
 protected:
  void SetUp() override { world.open(); }
  void gather(std::size_t value_size = 10) {
    auto bytes = make_batch({.value_size = value_size}, world.now_ms);
    ASSERT_TRUE(log().append(bytes, {.now_ms = world.now_ms, .gather = true}));
    for (auto& record : records_in(bytes)) world.expected.push_back(std::move(record));
  }
  std::size_t bytes_on_disk() { return content(0, FileKind::kLog).size(); }
};

TEST_F(GatheringTest, batches_go_to_the_system_with_the_first_that_is_not_gathered) {
  for (int i = 0; i < 4; ++i) gather();
  EXPECT_EQ(bytes_on_disk(), 0u);
  const auto before = disk.operations();

  world.append({"last"});

  EXPECT_EQ(disk.operations(), before + 1);
  EXPECT_EQ(bytes_on_disk(), log().size_bytes());
  world.expect_offsets(0, 5);
  world.expect_all();
}

TEST_F(GatheringTest, a_reader_finds_them) {
  gather();
  gather();

  world.expect_all();
  EXPECT_EQ(bytes_on_disk(), log().size_bytes());
}

TEST_F(GatheringTest, settling_a_sync_a_roll_and_the_end_write_them) {
  gather();
  ASSERT_TRUE(log().settle());
  EXPECT_EQ(bytes_on_disk(), log().size_bytes());
  gather();
  world.sync();
  EXPECT_EQ(bytes_on_disk(), log().size_bytes());
  EXPECT_EQ(log().recovery_point(), 2);
  gather();
  ASSERT_TRUE(log().roll(world.now_ms));
  gather();
  world.reopen_clean();
  world.expect_offsets(0, 4);
  world.expect_all();
}

TEST_F(GatheringTest, a_truncation_finds_them) {
  for (int i = 0; i < 3; ++i) gather();

  ASSERT_TRUE(log().truncate_to(2));

  world.expected.pop_back();
  world.expect_offsets(0, 2);
  world.expect_all();
}

TEST_F(GatheringTest, what_is_not_settled_dies_with_the_process_and_leaves_a_sound_log) {
  world.append({"a"});
  gather();
  world.expected.pop_back();

  world.reopen();

  world.expect_offsets(0, 1);
  world.expect_all();
}

TEST_F(GatheringTest, a_large_batch_comes_after_what_was_gathered_before_it) {
  gather();
  gather(100'000);
  gather();
  world.append({"last"});

  world.expect_all();
  world.reopen();
  world.expect_all();
}

TEST_F(GatheringTest, a_write_that_fails_takes_the_log_offline) {
  gather();
  disk.fail_nth(0, {ENOSPC});

  EXPECT_EQ(code_of(log().settle()), ErrorCode::kKafkaStorageError);

  EXPECT_TRUE(log().failed());
  EXPECT_EQ(code_of(world.try_append({})), ErrorCode::kKafkaStorageError);
}

}  // namespace
}  // namespace moldau::log::testing
