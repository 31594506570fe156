#include "log/log_directory.h"

#include <algorithm>
#include <cerrno>

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

class LogDirectoryTest : public ::testing::Test {
 protected:
  MemoryFileSystem disk;
  LogResult<LogDirectory> open() { return LogDirectory::open(disk, "/data"); }
  std::string text_of(const std::string& file) { return std::string(as_text(disk.content("/data/" + file))); }
  void put(const std::string& file, std::string_view text) {
    disk.tamper("/data/" + file, Bytes(as_bytes(text).begin(), as_bytes(text).end()));
  }
};

TEST_F(LogDirectoryTest, is_one_owners_at_a_time_S20) {
  auto first = open();
  ASSERT_TRUE(first);

  const auto second = open();
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("in use by another process"));

  first = refuse(ErrorCode::kNone, "");
  EXPECT_TRUE(open());
}

TEST_F(LogDirectoryTest, survives_a_power_cut_where_its_maker_was_killed_before_it_was_synced) {
  ASSERT_TRUE(disk.create_directories("/data"));
  ASSERT_TRUE(open());

  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto after = disk.copy();
    after->crash(seed);
    EXPECT_EQ(after->exists("/data"), true) << seed;
  }
}

TEST_F(LogDirectoryTest, writes_and_reads_kafkas_checkpoints) {
  const auto directory = open();
  const OffsetCheckpoint offsets = {{{"a.b", 0}, 5}, {{"a.b", 11}, 7}, {{"c_d-1", 2}, 1LL << 40}};

  ASSERT_TRUE(directory->write_checkpoint(LogDirectory::kHighWatermarks, offsets));

  EXPECT_EQ(text_of("replication-offset-checkpoint"), "0\n3\na.b 0 5\na.b 11 7\nc_d-1 2 1099511627776\n");
  EXPECT_EQ(*directory->read_checkpoint(LogDirectory::kHighWatermarks), offsets);
  EXPECT_EQ(*directory->read_checkpoint(LogDirectory::kRecoveryPoints), OffsetCheckpoint());
}

TEST_F(LogDirectoryTest, a_garbled_checkpoint_is_refused_by_name) {
  const auto directory = open();
  for (const auto* text :
       {"x", "0\n1\n", "0\n1\na 0\n", "0\n1\na 0 1", "0\n2\na 0 1\n", "0\n1\na 0 1 2\n", "1\n0\n"}) {
    put(LogDirectory::kHighWatermarks, text);
    const auto read = directory->read_checkpoint(LogDirectory::kHighWatermarks);
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().message, HasSubstr("/data/replication-offset-checkpoint is garbled"));
  }
}

TEST_F(LogDirectoryTest, a_checkpoint_is_the_old_one_or_the_new_one_after_a_crash_anywhere_S7) {
  const OffsetCheckpoint before = {{{"t", 0}, 5}}, after = {{{"t", 0}, 9}, {{"u", 1}, 3}};
  for (std::uint64_t nth = 0;; ++nth) {
    MemoryFileSystem other;
    bool written;
    {
      const auto directory = LogDirectory::open(other, "/data");
      ASSERT_TRUE(directory->write_checkpoint(LogDirectory::kHighWatermarks, before));
      other.fail_from(nth, {ENOSPC, 4});
      written = directory->write_checkpoint(LogDirectory::kHighWatermarks, after).has_value();
    }
    other.set_faults({});
    other.crash(nth);
    const auto read = LogDirectory::open(other, "/data")->read_checkpoint(LogDirectory::kHighWatermarks);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(*read == after || (!written && *read == before));
    if (written) break;
  }
}

TEST_F(LogDirectoryTest, the_marker_of_a_clean_shutdown_counts_once_S4) {
  {
    const auto directory = open();
    EXPECT_FALSE(*directory->take_clean_shutdown_marker());
    ASSERT_TRUE(directory->write_clean_shutdown_marker(17));
    EXPECT_EQ(text_of(".kafka_cleanshutdown"), R"({"version":0,"brokerEpoch":17})");
  }
  disk.crash(1);
  {
    const auto directory = open();
    EXPECT_TRUE(*directory->take_clean_shutdown_marker());
  }
  disk.crash(2);
  EXPECT_FALSE(*open()->take_clean_shutdown_marker());
}

TEST_F(LogDirectoryTest, lists_partitions_and_leaves_the_rest_alone_S20) {
  const auto directory = open();
  const auto deleted = deleted_directory_name("old", 4, Uuid::random());
  for (const auto& name : {std::string("a-0"), std::string("a-b-12"), deleted, std::string("lost+found"),
                           std::string("a-01"), std::string("a-"), std::string("-1"), std::string("a-x")})
    ASSERT_TRUE(disk.create_directories("/data/" + name));
  put("b-0", "a file");

  std::vector<DirectoryName> names;
  const auto partitions = directory->partitions();
  ASSERT_TRUE(partitions);
  for (const auto& found : *partitions) names.push_back(found.name);

  std::ranges::sort(names, {}, &DirectoryName::topic);
  EXPECT_EQ(names, (std::vector<DirectoryName>{{"a", 0, false}, {"a-b", 12, false}, {"old", 4, true}}));
}

TEST_F(LogDirectoryTest, a_deleted_partition_frees_its_name_and_its_checkpoints_at_once_R25) {
  const auto directory = open();
  ASSERT_TRUE(directory->write_checkpoint(LogDirectory::kRecoveryPoints, {{{"t", 0}, 5}, {{"t", 1}, 6}}));
  put("t-0/00000000000000000000.log", "x");

  const auto renamed = directory->rename_for_delete({{"t", 0}});

  ASSERT_TRUE(renamed.errors.empty());
  ASSERT_THAT(renamed.paths, SizeIs(1));
  const auto& path = renamed.paths[0];
  EXPECT_THAT(path, StartsWith("/data/t-0."));
  EXPECT_THAT(path, EndsWith("-delete"));
  EXPECT_FALSE(*disk.exists("/data/t-0"));
  EXPECT_EQ(*directory->read_checkpoint(LogDirectory::kRecoveryPoints), (OffsetCheckpoint{{{"t", 1}, 6}}));
  ASSERT_TRUE(directory->remove(path));
  EXPECT_FALSE(*disk.exists(path));
}

TEST_F(LogDirectoryTest, many_deleted_partitions_cost_one_rewrite_of_the_checkpoints) {
  const auto directory = open();
  OffsetCheckpoint offsets;
  std::vector<TopicPartition> doomed;
  for (int i = 0; i < 50; ++i) {
    put("t-" + std::to_string(i) + "/00000000000000000000.log", "x");
    offsets[{"t", i}] = i;
    if (i != 7) doomed.push_back({"t", i});
  }
  doomed.push_back({"never-there", 0});
  ASSERT_TRUE(directory->write_checkpoint(LogDirectory::kRecoveryPoints, offsets));
  int syncs = 0;
  disk.set_faults([&](MemoryFileSystem::Operation operation, const std::string&) {
    syncs += operation == MemoryFileSystem::Operation::kSyncDirectory;
    return std::optional<MemoryFileSystem::Fault>();
  });

  const auto renamed = directory->rename_for_delete(doomed);

  EXPECT_EQ(syncs, 2);
  EXPECT_THAT(renamed.paths, SizeIs(49));
  EXPECT_THAT(renamed.errors, SizeIs(1));
  EXPECT_EQ(*directory->read_checkpoint(LogDirectory::kRecoveryPoints), (OffsetCheckpoint{{{"t", 7}, 7}}));
}

TEST(DirectoryName, of_a_deleted_topic_with_the_longest_name_fits_a_file_system) {
  const std::string topic(249, 't');
  const auto name = deleted_directory_name(topic, 12345, Uuid::random());

  EXPECT_THAT(name, SizeIs(255));
  const auto parsed = parse_directory_name(name);
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->deleted);
  EXPECT_EQ(parsed->partition, 12345);
}

TEST(DirectoryName, refuses_what_could_leave_the_folder) {
  for (const auto* name : {"", "-", "..-0", ".-0", "a/b-0", "a b-0", "a-2147483648", "a-+1", "t"})
    EXPECT_FALSE(parse_directory_name(name)) << name;
}

TEST_F(LogDirectoryTest, partition_metadata_has_kafkas_text) {
  ASSERT_TRUE(disk.create_directories("/data/t-0"));
  const auto id = Uuid::random();

  ASSERT_TRUE(write_partition_metadata(disk, "/data/t-0", id));

  EXPECT_EQ(text_of("t-0/partition.metadata"), "version: 0\ntopic_id: " + id.to_string());
  EXPECT_EQ(*read_partition_metadata(disk, "/data/t-0"), id);
  put("t-0/partition.metadata", "version: 0\ntopic_id: " + id.to_string() + "\n");
  EXPECT_EQ(*read_partition_metadata(disk, "/data/t-0"), id);
}

}  // namespace
}  // namespace moldau::log::testing
