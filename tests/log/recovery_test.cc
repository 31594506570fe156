#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

/// Torn tails, and what a crash may make of a log.
class RecoveryTest : public LogFixture {
 protected:
  void expect_end(std::int64_t end) {
    EXPECT_EQ(log().log_end_offset(), end);
    auto kept = world.expected;
    std::erase_if(kept, [&](const SeenRecord& record) { return record.offset >= end; });
    EXPECT_EQ(world.read_from(0), kept);
  }
};

TEST_F(RecoveryTest, a_tail_torn_at_any_byte_of_the_last_batch_is_cut_off_S3) {
  world.open();
  world.append({"a", "b"});
  world.append({"c"});
  const auto whole = content(0, FileKind::kLog);
  world.append_batch({.count = 3, .codec = Codec::kLz4, .value_size = 40});
  const auto all = content(0, FileKind::kLog);

  for (auto size = whole.size(); size < all.size(); ++size) {
    world.kill();
    overwrite(0, FileKind::kLog, Bytes(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size)));
    world.open();
    expect_end(3);
    EXPECT_EQ(content(0, FileKind::kLog), whole);
  }
  EXPECT_EQ(world.append({"d"}).first_offset, 3);
}

TEST_F(RecoveryTest, a_flipped_byte_anywhere_in_a_torn_last_batch_cuts_it_off_S3) {
  world.open();
  world.append({"a", "b"});
  world.sync();
  world.save_checkpoint();
  const auto start = content(0, FileKind::kLog).size();
  world.append({"c"});
  const auto all = content(0, FileKind::kLog);

  for (auto at = start; at < all.size(); ++at) {
    const auto field = at - start;
    if (field < 8 || (field >= 12 && field < 16)) continue;  // offset and leader epoch: no CRC covers them
    world.kill();
    overwrite(0, FileKind::kLog, all);
    flip_byte(0, FileKind::kLog, at);
    world.open();
    expect_end(2);
  }
}

TEST_F(RecoveryTest, batches_in_a_records_value_are_none_of_the_logs) {
  world.open();
  world.append({"a"});
  const auto start = content(0, FileKind::kLog).size();
  const auto inner = make_batch({.count = 2}, world.now_ms, 2);
  world.append({"b", std::string(as_text(inner)) + std::string(200, 'z')});
  const auto all = content(0, FileKind::kLog);

  for (auto size = start; size < all.size(); ++size) {
    world.kill();
    overwrite(0, FileKind::kLog, Bytes(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size)));
    world.open();
    expect_end(1);
  }
}

TEST_F(RecoveryTest, pages_that_were_lost_with_the_power_are_cut_off_and_what_follows_is_set_aside) {
  world.open();
  world.append({"a"});
  world.sync();
  world.append({std::string(6000, 'b')});
  world.append({std::string(6000, 'c')});
  world.append({"d"});
  auto holed = content(0, FileKind::kLog);
  std::fill(holed.begin() + 4096, holed.begin() + 8192, std::uint8_t{0});
  world.kill();
  overwrite(0, FileKind::kLog, holed);

  world.open();

  expect_end(1);
  EXPECT_EQ(world.append({"e"}).first_offset, 1);
  const auto start = batches_in(content(0, FileKind::kLog)).at(0).size();
  const auto aside = disk.content(world.path(0, FileKind::kLog) + "." + std::to_string(start) + ".torn");
  EXPECT_EQ(aside, Bytes(holed.begin() + static_cast<std::ptrdiff_t>(start), holed.end()));
  world.reopen_clean();
  EXPECT_EQ(log().log_end_offset(), 2);
}

/// Its CRC covers neither its offset nor its length, whose last bytes lie in the next page.
TEST_F(RecoveryTest, a_batch_whose_offset_alone_was_in_a_lost_page_is_a_torn_tail) {
  constexpr std::size_t kPage = MemoryFileSystem::kPage, kBefore = 10;
  const auto overhead = make_batch({.value_size = kPage}, world.now_ms).size() - kPage;
  world.open();
  for (int i = 0; i < 20; ++i) world.append({"a"});
  const auto written = log().size_bytes();
  const auto gap = kPage - kBefore - written % kPage;
  world.append_batch({.value_size = gap - overhead});
  ASSERT_EQ(log().size_bytes() % kPage, kPage - kBefore);
  const auto end = log().log_end_offset();
  world.append({"torn"});
  world.kill();
  auto torn = content(0, FileKind::kLog);
  std::fill_n(torn.begin() + kPage - kBefore, kBefore, std::uint8_t{0});
  overwrite(0, FileKind::kLog, torn);

  world.open();

  expect_end(end);
  EXPECT_EQ(world.append({"b"}).first_offset, end);
}

TEST_F(RecoveryTest, zeros_at_the_end_as_preallocation_leaves_them_are_cut_off_C3) {
  world.open();
  world.append({"a"});
  world.kill();
  auto padded = content(0, FileKind::kLog);
  const auto size = padded.size();
  padded.resize(100'000);
  overwrite(0, FileKind::kLog, padded);

  world.open();

  expect_end(1);
  EXPECT_EQ(content(0, FileKind::kLog).size(), size);
}

TEST_F(RecoveryTest, a_segment_that_lost_its_end_ends_the_log_and_those_behind_are_set_aside) {
  config.segment_bytes = 200;
  world.open();
  for (int i = 0; i < 8; ++i) world.append({"a", "b"});
  world.kill();
  truncate_tail(4, FileKind::kLog, 10);

  world.open();

  expect_end(6);
  EXPECT_THAT(world.files_on_disk(), Contains(file_name(8, FileKind::kLog) + ".torn"));
  EXPECT_THAT(world.files_on_disk(), Not(Contains(file_name(8, FileKind::kOffsetIndex))));
  EXPECT_EQ(world.append({"c"}).first_offset, 6);
}

TEST_F(RecoveryTest, segments_below_the_recovery_point_are_not_read) {
  config.segment_bytes = 200;
  world.open();
  for (int i = 0; i < 20; ++i) world.append({"a", "b"});
  world.sync();
  world.save_checkpoint();
  world.kill();
  std::vector<std::string> read;
  disk.set_faults([&](auto operation, const std::string& path) -> std::optional<MemoryFileSystem::Fault> {
    if (operation == MemoryFileSystem::Operation::kRead && path.ends_with(".log")) read.push_back(path);
    return std::nullopt;
  });

  world.open();

  EXPECT_THAT(read, ::testing::Each(world.path(36, FileKind::kLog)));
  world.expect_all();
}

TEST_F(RecoveryTest, a_clean_start_reads_only_the_end_of_the_log) {
  config.segment_bytes = 20'000;
  world.open();
  for (int i = 0; i < 100; ++i) world.append_batch({.value_size = 900});
  world.close();
  std::size_t reads = 0;
  std::vector<std::string> changed;
  disk.set_faults([&](auto operation, const std::string& path) -> std::optional<MemoryFileSystem::Fault> {
    if (operation == MemoryFileSystem::Operation::kRead)
      ++reads;
    else
      changed.push_back(path);
    return std::nullopt;
  });

  ASSERT_TRUE(world.try_open(true));

  EXPECT_LE(reads, 20u);
  EXPECT_THAT(changed, ::testing::IsEmpty());
  disk.set_faults({});
  world.expect_all();
}

TEST_F(RecoveryTest, what_was_found_is_synced_before_it_is_served_S5) {
  for (std::uint64_t seed = 1; seed < 30; ++seed) {
    world.directory = "/data/phantom-" + std::to_string(seed);
    world.saved = {};
    world.expected.clear();
    world.open();
    for (int i = 0; i < 10; ++i) world.append_batch({.value_size = 3000});
    world.reopen();  // the process died, nothing was synced
    world.expect_all();

    crash(seed);
    world.open();
    world.expect_offsets(0, 10);
    world.expect_all();
  }
}

TEST_F(RecoveryTest, a_new_segment_is_there_after_a_power_cut_right_after_its_sync_S6) {
  for (std::uint64_t seed = 1; seed < 30; ++seed) {
    world.directory = "/data/rolled-" + std::to_string(seed);
    world.saved = {};
    world.expected.clear();
    world.open();
    world.append({"a"});
    ASSERT_TRUE(log().roll(world.now_ms));
    world.append({"b"});
    world.sync();
    world.save_checkpoint();

    crash(seed);
    world.open();
    world.expect_offsets(0, 2);
    world.expect_all();
  }
}

TEST_F(RecoveryTest, a_log_that_lost_all_segments_is_damaged) {
  world.open();
  world.append({"a"});
  world.sync();
  world.save_checkpoint();
  world.kill();
  delete_file(world.path(0, FileKind::kLog));

  const auto opened = world.try_open();

  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("holds no segment"));
}

TEST_F(RecoveryTest, a_log_whose_directory_is_gone_is_damaged) {
  world.open();
  world.append({"a"});
  world.sync();
  world.save_checkpoint();
  world.kill();
  ASSERT_TRUE(disk.remove_all(world.directory));

  for (int start = 0; start < 2; ++start) {
    const auto opened = world.try_open();
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("holds no segment"));
  }
}

TEST_F(RecoveryTest, a_log_start_offset_past_the_end_begins_the_log_anew) {
  world.open();
  world.append({"a"});
  world.kill();
  world.saved.log_start_offset = 10;

  world.open();

  world.expect_offsets(10, 10);
  EXPECT_EQ(world.append({"b"}).first_offset, 10);
}

}  // namespace
}  // namespace moldau::log::testing
