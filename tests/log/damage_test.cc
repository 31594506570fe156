#include <map>

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using ::testing::HasSubstr;

/// Data that was durable and is not what it was: a partition stays offline, and nothing of it is touched.
class DamageTest : public LogFixture {
 protected:
  void expect_damage(const std::string& what) {
    const auto before = all_files();
    const auto opened = world.try_open();
    ASSERT_FALSE(opened) << what;
    EXPECT_EQ(opened.error().code, ErrorCode::kKafkaStorageError) << what;
    EXPECT_THAT(opened.error().message, HasSubstr(".log")) << what;
    EXPECT_THAT(opened.error().message, HasSubstr("position")) << what;
    EXPECT_EQ(all_files(), before) << what;
  }
  std::map<std::string, Bytes> all_files() {
    std::map<std::string, Bytes> all;
    for (const auto& path : disk.paths()) all[path] = disk.content(path);
    return all;
  }
};

TEST_F(DamageTest, a_flipped_bit_in_front_of_valid_batches_takes_the_partition_offline_S3) {
  world.open();
  world.append({"a", "b"});
  const auto start = content(0, FileKind::kLog).size();
  world.append({"c", "d"});
  const auto end = content(0, FileKind::kLog).size();
  for (int i = 0; i < 5; ++i) world.append({"more"});
  const auto all = content(0, FileKind::kLog);
  world.sync();  // but the checkpoint knows nothing of it

  for (auto at = start; at < end; ++at)
    for (const std::uint8_t bit : {1, 2, 4, 8, 16, 32, 64, 128}) {
      const auto field = at - start;
      if (field >= 12 && field < 16) continue;  // the leader epoch: no CRC covers it
      // An offset that is larger by less than the segment may hold looks like one that compaction left, but
      // for the smaller one that follows.
      world.kill();
      overwrite(0, FileKind::kLog, all);
      flip_byte(0, FileKind::kLog, at, bit);
      expect_damage("byte " + std::to_string(field) + " bit " + std::to_string(bit));
    }
}

TEST_F(DamageTest, a_flipped_bit_below_the_recovery_point_takes_the_partition_offline_S3) {
  world.open();
  world.append({"a", "b"});
  const auto start = content(0, FileKind::kLog).size();
  world.append({"c", "d"});
  const auto all = content(0, FileKind::kLog);
  world.sync();
  world.save_checkpoint();

  for (auto at = start; at < all.size(); ++at) {
    const auto field = at - start;
    if (field < 8 || (field >= 12 && field < 16)) continue;
    world.kill();
    overwrite(0, FileKind::kLog, all);
    flip_byte(0, FileKind::kLog, at);
    expect_damage("byte " + std::to_string(field));
  }
  for (std::size_t lost = 1; lost < all.size(); lost += 7) {
    overwrite(0, FileKind::kLog, all);
    truncate_tail(0, FileKind::kLog, lost);
    expect_damage("without the last " + std::to_string(lost));
  }
  overwrite(0, FileKind::kLog, all);
  world.open();
  world.expect_all();
}

TEST_F(DamageTest, a_flipped_bit_in_a_segments_last_batch_is_damage_when_segments_follow_S3) {
  config.segment_bytes = 200;
  world.open();
  for (int i = 0; i < 6; ++i) world.append({"a", "b"});
  ASSERT_EQ(log().segment_count(), 3u);
  const auto all = content(4, FileKind::kLog);
  const auto start = batches_in(all).at(0).size();

  for (auto at = start; at < all.size(); ++at)
    for (const std::uint8_t bit : {1, 4, 128}) {
      const auto field = at - start;
      if (field >= 12 && field < 16) continue;
      world.kill();
      overwrite(4, FileKind::kLog, all);
      flip_byte(4, FileKind::kLog, at, bit);
      expect_damage("byte " + std::to_string(field) + " bit " + std::to_string(bit));
    }
}

TEST_F(DamageTest, a_log_that_was_cut_after_it_was_closed_takes_the_partition_offline) {
  config.segment_bytes = 200;
  world.open();
  for (int i = 0; i < 6; ++i) world.append({"a", "b"});
  ASSERT_EQ(log().segment_count(), 3u);
  world.close();
  const auto all = content(8, FileKind::kLog);
  ASSERT_GT(all.size(), 0u);

  for (std::size_t left = 0; left < all.size(); left += 5) {
    overwrite(8, FileKind::kLog, {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(left)});
    const auto opened = world.try_open(true);
    ASSERT_FALSE(opened) << left;
    EXPECT_EQ(opened.error().code, ErrorCode::kKafkaStorageError) << left;
    EXPECT_THAT(opened.error().message, HasSubstr(world.path(8, FileKind::kLog))) << left;
    EXPECT_EQ(content(8, FileKind::kLog).size(), left);
  }
  overwrite(8, FileKind::kLog, all);
  ASSERT_TRUE(world.try_open(true));
  world.expect_all();
}

/// Bits that rot at rest: whoever reads the batch is told, and everybody else is served.
TEST_F(DamageTest, a_batch_that_rots_refuses_its_readers_alone) {
  config.segment_bytes = 400;
  config.index_interval_bytes = 1;
  world.open();
  for (int i = 0; i < 20; ++i) world.append({std::to_string(i)});
  ASSERT_GE(log().segment_count(), 3u);
  const auto batches = batches_in(content(0, FileKind::kLog));
  ASSERT_GE(batches.size(), 4u);
  const auto position = batches[0].size();  // of the batch at offset 1
  flip_byte(0, FileKind::kLog, position + protocol::BatchLayout::kMagic);
  const auto index = content(0, FileKind::kOffsetIndex);

  for (int round = 0; round < 2; ++round) {
    const auto read = log().read(1, {1000, 20});
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kCorruptMessage);
    EXPECT_EQ(read.error().kind, LogErrorKind::kDamage);
    EXPECT_THAT(read.error().message, HasSubstr("position " + std::to_string(position)));
  }

  EXPECT_FALSE(log().failed());
  EXPECT_EQ(content(0, FileKind::kOffsetIndex), index);
  for (const std::int64_t offset : {0, 2, 3, 8, 19}) EXPECT_FALSE(log().read(offset, {1000, 20})->empty());
  EXPECT_EQ(world.append({"more"}).first_offset, 20);
}

TEST_F(DamageTest, retention_keeps_a_segment_that_nobody_knows_the_age_of) {
  config.segment_bytes = 400;
  world.open();
  for (int i = 0; i < 20; ++i) world.append({std::to_string(i)});
  world.reopen_clean();
  delete_file(world.path(0, FileKind::kTimeIndex));
  flip_byte(0, FileKind::kLog, protocol::BatchLayout::kMagic);
  world.now_ms += 30LL * 24 * 3600 * 1000;

  for (int round = 0; round < 2; ++round) {
    const auto deleted = world.delete_old_segments(20);
    ASSERT_TRUE(deleted);
    EXPECT_EQ(*deleted, 0u);
  }
  config.retention_bytes = 0;
  log().configure(config);
  EXPECT_GE(*world.delete_old_segments(20), 1u);
}

}  // namespace
}  // namespace moldau::log::testing
