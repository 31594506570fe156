#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

/// The same verbs on the real disk.
class RealDiskTest : public ::testing::Test {
 protected:
  static std::string folder() {
    std::string made = ::testing::TempDir() + "moldau-log-XXXXXX";
    EXPECT_NE(::mkdtemp(made.data()), nullptr);
    return made;
  }
  RealDiskTest() : root(folder()) {}
  ~RealDiskTest() override { std::filesystem::remove_all(root); }

  struct stat status(std::int64_t base_offset, FileKind kind) {
    struct stat found{};
    EXPECT_EQ(::stat(world.path(base_offset, kind).c_str(), &found), 0);
    return found;
  }

  const std::string root;
  LogWorld world{posix_file_system(), root + "/topic-0", 8};
};

TEST_F(RealDiskTest, a_log_survives_kills_and_clean_restarts_with_few_descriptors) {
  world.config.segment_bytes = 20'000;
  world.config.index_interval_bytes = 500;
  world.open();
  for (std::int32_t i = 0; i < 300; ++i) {
    ASSERT_TRUE(world.append_batch(1, 0, 2 * i, 2));
    if (i % 50 == 10) world.sync();
    if (i % 50 == 11) world.save_checkpoint();
    if (i % 100 == 20) world.reopen();
    if (i % 100 == 70) world.reopen_clean();
  }

  EXPECT_LE(world.cache.open_count(), 8u);
  world.expect_all();
  world.expect_offsets(0, 600);
  EXPECT_TRUE(world.append_batch(1, 0, 598, 2)->duplicate);
}

TEST_F(RealDiskTest, reserved_space_does_not_show_in_a_files_size_and_is_given_back) {
  world.config.segment_bytes = 8 << 20;
  for (const bool preallocate : {false, true}) {
    world.directory = root + (preallocate ? "/pre-0" : "/steps-0");
    world.config.preallocate = preallocate;
    world.saved = {};
    world.expected.clear();
    world.open();
    std::size_t written = 0;
    for (int i = 0; i < 10; ++i) {
      world.append_batch({.value_size = 20'000});
      written = batches_in(*world.log->read(0, {1 << 24, world.log->log_end_offset()})->load()).size();
    }
    EXPECT_EQ(written, 10u);
    const auto size = static_cast<std::int64_t>(world.log->size_bytes());
    EXPECT_EQ(status(0, FileKind::kLog).st_size, size);

    ASSERT_TRUE(world.log->roll(world.now_ms));

    EXPECT_EQ(status(0, FileKind::kLog).st_size, size);
    EXPECT_LE(status(0, FileKind::kLog).st_blocks * 512, size + 2 * 4096);
    world.reopen();
    world.expect_all();
  }
}

TEST_F(RealDiskTest, a_slice_is_readable_by_its_descriptor_after_its_segment_is_gone) {
  world.config.retention_ms = 1;
  world.open();
  world.append({"a"});
  const auto slice = world.log->read(0, {1000, 1});
  world.now_ms += 10;
  ASSERT_EQ(*world.delete_old_segments(1), 1u);
  ASSERT_TRUE(world.log->due_removals(world.now_ms + world.config.file_delete_delay_ms)->remove());

  Bytes bytes(slice->size);
  EXPECT_EQ(
      ::pread(slice->file->descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(slice->position)),
      static_cast<ssize_t>(slice->size));
  EXPECT_EQ(batches_in(bytes).size(), 1u);
}

TEST_F(RealDiskTest, a_torn_tail_and_a_flipped_byte_are_told_apart_S3) {
  world.open();
  world.append({"a"});
  world.append({"b"});
  world.append({"c"});
  world.kill();
  const auto path = world.path(0, FileKind::kLog);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  world.open();
  world.expect_offsets(0, 2);
  world.kill();
  const auto file = posix_file_system().open(path, OpenMode::kReadWrite);
  ASSERT_TRUE((*file)->write_at(as_bytes("?"), 65));
  const auto size = std::filesystem::file_size(path);

  EXPECT_FALSE(world.try_open());
  EXPECT_EQ(std::filesystem::file_size(path), size);
}

}  // namespace
}  // namespace moldau::log::testing
