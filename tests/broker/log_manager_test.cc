#include "broker/log_manager.h"

#include <cerrno>
#include <gmock/gmock.h>

#include "tests/broker/log_manager_process.h"
#include "tests/broker/requests.h"
#include "tests/support/memory_file_system.h"

namespace moldau::broker::test {
namespace {

using moldau::testing::MemoryFileSystem;
using ::testing::Contains;
using ::testing::Not;
using Operation = MemoryFileSystem::Operation;

constexpr const char *kHere = "/one", *kThere = "/two";

class LogManagerTest : public ::testing::Test {
 protected:
  static LogManager::Wanted wanted(const std::string& topic, std::uint8_t topic_id = 1) {
    Uuid id;
    id.bytes.fill(topic_id);
    PartitionConfig config;
    config.log.segment_bytes = 200;
    config.log.retention_bytes = 0;
    config.log.retention_ms = -1;
    return {{topic, id, 0, false}, 1, config};
  }
  void fail(Operation wanted, std::string part, int code) {
    disk.set_faults([=](Operation operation, const std::string& path) {
      return operation == wanted && path.contains(part) ? std::optional(MemoryFileSystem::Fault{.code = code})
                                                        : std::nullopt;
    });
  }
  void produce(Partition& partition, int count) {
    for (int i = 0; i < count; ++i) {
      auto batch = batch_of({std::string(100, 'x')});
      ASSERT_TRUE(partition.append(batch, kProduceVersion));
    }
  }
  std::vector<std::string> names_in(const std::string& directory) {
    std::vector<std::string> names;
    const auto entries = disk.list(directory);
    for (const auto& entry : *entries) names.push_back(entry.name);
    return names;
  }

  MemoryFileSystem disk;
  SystemClock clock;
  LogManagerProcess process{disk, clock, {.directories = {kHere, kThere}}};
};

TEST_F(LogManagerTest, a_replica_that_stayed_behind_where_its_other_directory_fails_is_not_set_aside) {
  for (const auto* path : {"/one/a-0", "/one/t-0", "/two/t-0", "/two/stranger-0"})
    ASSERT_TRUE(disk.create_directories(path));
  fail(Operation::kCreate, "/one/a-0/", EIO);
  auto& logs = process.start();
  logs.open({wanted("a"), wanted("t")}, true);

  logs.make_way({"t", "stranger"});

  EXPECT_THAT(names_in(kThere), Contains("t-0"));
  EXPECT_THAT(names_in(kThere), Not(Contains("stranger-0")));
}

TEST_F(LogManagerTest, what_expires_stays_until_it_is_noted_where_the_log_starts_then) {
  auto& logs = process.start();
  const auto partition = logs.open({wanted("t")}, false).at(0);
  produce(*partition, 3);
  const auto first = log::file_name(0, log::FileKind::kLog);
  fail(Operation::kCreate, "log-start-offset-checkpoint", EMFILE);

  logs.maintain();

  EXPECT_THAT(names_in("/one/t-0"), Contains(first));
  disk.set_faults({});
  logs.maintain();
  EXPECT_THAT(names_in("/one/t-0"), Not(Contains(first)));
  EXPECT_EQ(partition->log_start_offset(), 3);
}

TEST_F(LogManagerTest, a_topic_that_was_deleted_leaves_no_checkpoint_to_the_one_that_comes_after) {
  produce(*process.start().open({wanted("t", 1)}, true).at(0), 10);
  process.close();

  auto anew = process.start().open({wanted("t", 2)}, true).at(0);
  produce(*anew, 3);
  anew.reset();
  anew = process.start().open({wanted("t", 2)}, true).at(0);  // killed before it wrote a checkpoint

  EXPECT_EQ(anew->fetch(0, {.max_bytes = 1}).error, ErrorCode::kNone);
  EXPECT_EQ(anew->log_start_offset(), 0);
}

TEST_F(LogManagerTest, a_partition_whose_files_are_gone_does_not_begin_anew_in_another_directory) {
  auto& logs = process.start();
  for (const auto* topic : {"t", "u", "v", "w", "x"}) produce(*logs.open({wanted(topic)}, false).at(0), 3);
  process.close();
  ASSERT_THAT(names_in(kHere), Contains("t-0"));
  ASSERT_THAT(names_in(kThere), Contains("u-0"));
  ASSERT_TRUE(disk.remove_all("/one/t-0"));

  // Of the two directories the other one has fewer.
  const auto opened = process.start().open({wanted("v"), wanted("x"), wanted("u"), wanted("t")}, true);

  EXPECT_FALSE(opened.at(0)->offline());
  EXPECT_TRUE(opened.at(3)->offline());
}

TEST_F(LogManagerTest, of_two_copies_a_damaged_one_takes_its_partition_offline_and_no_directory) {
  auto& logs = process.start();
  for (const auto* topic : {"t", "u"}) produce(*logs.open({wanted(topic)}, false).at(0), 3);
  process.close();
  for (const auto& name : names_in("/one/t-0"))
    disk.tamper("/two/t-0/" + name,
                name.ends_with(".log") ? Bytes(100, 1) : disk.content("/one/t-0/" + name));
  ASSERT_TRUE(disk.create_directories("/two/t-0"));

  const auto opened = process.start().open({wanted("t"), wanted("u")}, true);

  EXPECT_TRUE(opened.at(0)->offline());
  EXPECT_FALSE(opened.at(1)->offline());
}

class LogManagerAfterAPowerCut : public LogManagerTest,
                                 public ::testing::WithParamInterface<std::uint64_t> {};

TEST_P(LogManagerAfterAPowerCut, knows_the_producers_of_what_had_expired) {
  auto sent = protocol::BatchBuilder({.producer_id = 5, .producer_epoch = 0, .base_sequence = 0})
                  .add(clock.wall_ms(), std::nullopt, as_bytes("a"))
                  .build();
  auto& logs = process.start();
  auto partition = logs.open({wanted("t")}, false).at(0);
  ASSERT_TRUE(partition->append(sent, kProduceVersion));
  fail(Operation::kRename, "00000000000000000000.", EIO);
  logs.maintain();
  partition.reset();
  disk.set_faults({});
  disk.crash(GetParam());

  partition = process.start().open({wanted("t")}, true).at(0);

  EXPECT_EQ(partition->log_start_offset(), 1);
  const auto again = partition->append(sent, kProduceVersion);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->first_offset, 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LogManagerAfterAPowerCut, ::testing::Range<std::uint64_t>(0, 20));

}  // namespace
}  // namespace moldau::broker::test
