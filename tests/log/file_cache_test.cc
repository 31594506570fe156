#include "log/file_cache.h"

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

class FileCacheTest : public ::testing::Test {
 protected:
  MemoryFileSystem disk;
  FileCache cache{disk, 3};
  FileCacheTest() { EXPECT_TRUE(disk.create_directories("/data")); }

  IoResult<std::shared_ptr<File>> open(std::int64_t number, OpenMode mode = OpenMode::kCreate) {
    return cache.open({1, number, 0}, [=] { return "/data/" + std::to_string(number); }, mode);
  }
};

TEST_F(FileCacheTest, opens_a_file_once) {
  EXPECT_EQ(*open(1), *open(1));
  EXPECT_EQ(disk.open_files(), 1u);
}

TEST_F(FileCacheTest, closes_the_least_recently_used_file_beyond_its_capacity) {
  const auto first = open(1)->get();
  for (const int number : {2, 3, 1, 4}) ASSERT_TRUE(open(number));

  EXPECT_EQ(disk.open_files(), 3u);
  EXPECT_EQ(open(1)->get(), first);
  EXPECT_EQ(disk.open_files(), 3u);
}

TEST_F(FileCacheTest, a_note_finds_the_file_until_it_is_closed_and_counts_as_use) {
  FileCache::Note note;
  EXPECT_EQ(note.file(), nullptr);
  const auto path = [] { return std::string("/data/1"); };
  const auto first = cache.open({1, 1, 0}, path, OpenMode::kCreate, &note)->get();
  for (const int number : {2, 3}) ASSERT_TRUE(open(number));
  EXPECT_EQ(note.file().get(), first);

  ASSERT_TRUE(open(4));
  EXPECT_EQ(note.file().get(), first);
  EXPECT_EQ(disk.open_files(), 3u);

  cache.drop({1, 1, 0});
  EXPECT_EQ(note.file(), nullptr);
  EXPECT_EQ(disk.open_files(), 2u);
}

TEST_F(FileCacheTest, a_file_that_somebody_holds_stays_readable_when_it_is_evicted_or_removed) {
  const auto held = *open(1);
  ASSERT_TRUE(held->write_at(as_bytes("abc"), 0));
  for (const int number : {2, 3, 4}) ASSERT_TRUE(open(number));
  ASSERT_TRUE(disk.remove("/data/1"));

  Bytes bytes(3);
  EXPECT_EQ(*held->read_at(bytes, 0), 3u);
  EXPECT_EQ(as_text(bytes), "abc");
  EXPECT_FALSE(open(1, OpenMode::kReadWrite));
}

TEST_F(FileCacheTest, forgets_what_is_dropped_and_what_an_owner_had) {
  ASSERT_TRUE(open(1));
  ASSERT_TRUE(open(2));
  ASSERT_TRUE(cache.open({2, 1, 0}, [] { return std::string("/data/other"); }, OpenMode::kCreate));

  cache.drop({1, 1, 0});
  EXPECT_EQ(cache.open_count(), 2u);
  cache.drop_all_of(1);
  EXPECT_EQ(cache.open_count(), 1u);
  EXPECT_EQ(disk.open_files(), 1u);
}

TEST_F(FileCacheTest, a_failure_to_open_is_told_with_the_path) {
  const auto missing = open(9, OpenMode::kRead);

  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ENOENT);
  EXPECT_THAT(missing.error().to_string(), ::testing::HasSubstr("/data/9"));
}

TEST_F(FileCacheTest, closes_what_nobody_holds_where_the_process_has_no_descriptor_left) {
  const auto held = *open(1);
  ASSERT_TRUE(open(2));
  disk.set_descriptor_limit(2);

  ASSERT_TRUE(open(3));
  EXPECT_EQ(disk.open_files(), 2u);
  EXPECT_EQ(open(1)->get(), held.get());

  disk.set_descriptor_limit(1);
  const auto refused = open(4);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().lacks_resources());
  EXPECT_EQ(cache.open_count(), 1u);
}

TEST(ManyLogs, ten_thousand_of_them_need_a_hundred_descriptors_synced_or_not) {
  MemoryFileSystem disk;
  FileCache cache(disk, 100);
  LogConfig config;
  std::vector<std::unique_ptr<Log>> logs;
  for (int i = 0; i < 10'000; ++i) {
    auto log = Log::open(cache, {.directory = "/data/t-" + std::to_string(i), .topic = "t", .partition = i});
    ASSERT_TRUE(log);
    logs.push_back(std::move(*log));
  }
  for (int round = 0; round < 2; ++round)
    for (auto& log : logs) {
      auto batch = make_batch({.values = {"a"}}, 1000);
      ASSERT_TRUE(log->append(batch, {0, 1000}));
    }
  EXPECT_LE(disk.open_files(), 100u);

  for (auto& log : logs) {
    const auto slice = log->read(0, {1000, 2});
    ASSERT_TRUE(slice);
    EXPECT_EQ(batches_in(*slice->load()).size(), 2u);
  }
  for (auto& log : logs) {
    const auto target = log->prepare_sync();
    ASSERT_TRUE(target.sync());
    log->mark_synced(target);
  }
  EXPECT_LE(disk.open_files(), 100u);
  logs.clear();
  EXPECT_EQ(disk.open_files(), 0u);
}

}  // namespace
}  // namespace moldau::log::testing
