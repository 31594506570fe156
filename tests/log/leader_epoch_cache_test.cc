#include "log/leader_epoch_cache.h"

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using Entries = std::vector<EpochEntry>;

LeaderEpochCache cache_of(const Entries& entries) {
  LeaderEpochCache cache;
  for (const auto& entry : entries) cache.assign(entry.epoch, entry.start_offset);
  return cache;
}

TEST(LeaderEpochCache, an_epoch_is_news_once) {
  LeaderEpochCache cache;

  EXPECT_TRUE(cache.assign(2, 10));
  EXPECT_FALSE(cache.assign(2, 10));
  EXPECT_FALSE(cache.assign(2, 15));
  EXPECT_TRUE(cache.assign(4, 20));
  EXPECT_EQ(cache.entries(), (Entries{{2, 10}, {4, 20}}));
}

TEST(LeaderEpochCache, a_new_entry_removes_those_that_contradict_it_R7) {
  auto cache = cache_of({{1, 10}, {2, 20}, {3, 30}});

  EXPECT_TRUE(cache.assign(4, 20));  // 2 and 3 had no records after all
  EXPECT_EQ(cache.entries(), (Entries{{1, 10}, {4, 20}}));
  EXPECT_TRUE(cache.assign(3, 25));
  EXPECT_EQ(cache.entries(), (Entries{{1, 10}, {3, 25}}));
}

TEST(LeaderEpochCache, ends_an_epoch_where_the_next_larger_one_begins) {
  const auto cache = cache_of({{2, 10}, {4, 20}, {7, 30}});

  EXPECT_EQ(cache.end_offset(2, 99), (EpochEndOffset{2, 20}));
  EXPECT_EQ(cache.end_offset(3, 99), (EpochEndOffset{2, 20}));
  EXPECT_EQ(cache.end_offset(4, 99), (EpochEndOffset{4, 30}));
  EXPECT_EQ(cache.end_offset(6, 99), (EpochEndOffset{4, 30}));
  EXPECT_EQ(cache.end_offset(7, 99), (EpochEndOffset{7, 99}));
  EXPECT_EQ(cache.end_offset(8, 99), (EpochEndOffset{-1, -1}));
  EXPECT_EQ(cache.end_offset(1, 99), (EpochEndOffset{1, 10}));
  EXPECT_EQ(cache.end_offset(-1, 99), (EpochEndOffset{-1, -1}));
  EXPECT_EQ(LeaderEpochCache().end_offset(0, 99), (EpochEndOffset{-1, -1}));
}

TEST(LeaderEpochCache, knows_the_epoch_of_an_offset) {
  const auto cache = cache_of({{2, 10}, {4, 20}});

  EXPECT_EQ(cache.epoch_at(9), -1);
  EXPECT_EQ(cache.epoch_at(10), 2);
  EXPECT_EQ(cache.epoch_at(19), 2);
  EXPECT_EQ(cache.epoch_at(20), 4);
  EXPECT_EQ(cache.epoch_at(1000), 4);
}

TEST(LeaderEpochCache, is_truncated_from_both_ends) {
  auto cache = cache_of({{2, 10}, {4, 20}, {7, 30}});

  EXPECT_FALSE(cache.truncate_from_end(31));
  EXPECT_TRUE(cache.truncate_from_end(30));
  EXPECT_EQ(cache.entries(), (Entries{{2, 10}, {4, 20}}));
  EXPECT_FALSE(cache.truncate_from_start(10));
  EXPECT_TRUE(cache.truncate_from_start(15));
  EXPECT_EQ(cache.entries(), (Entries{{2, 15}, {4, 20}}));
  EXPECT_TRUE(cache.truncate_from_start(20));
  EXPECT_EQ(cache.entries(), (Entries{{4, 20}}));
  EXPECT_TRUE(cache.truncate_from_start(25));
  EXPECT_EQ(cache.entries(), (Entries{{4, 25}}));
  EXPECT_FALSE(cache.truncate_from_start(5));
}

TEST(LeaderEpochCache, has_kafkas_checkpoint_text) {
  const auto cache = cache_of({{0, 0}, {4, 20}});

  EXPECT_EQ(cache.to_checkpoint(), "0\n2\n0 0\n4 20\n");
  EXPECT_EQ(LeaderEpochCache::parse("0\n2\n0 0\n4 20\n")->entries(), cache.entries());
}

TEST(LeaderEpochCache, garbled_text_is_none) {
  for (const auto* text :
       {"", "0", "0\n", "1\n0\n", "0\n1\n", "0\n2\n0 0\n", "0\n1\n0 0", "0\n1\n0\n", "0\n1\n-1 0\n",
        "0\n1\n0 x\n", "0\nx\n", "0\n-1\n", "0\n1\n0 0 0\n", "0\n1\n99999999999 0\n"})
    EXPECT_FALSE(LeaderEpochCache::parse(text)) << text;
}

class LeaderEpochTest : public LogFixture {
 protected:
  const std::string path = world.directory + "/leader-epoch-checkpoint";
  void append_epochs() {
    for (const std::int32_t epoch : {0, 0, 3, 3, 4}) {
      world.leader_epoch = epoch;
      world.append({"a", "b"});
    }
  }
  void expect_epochs() {
    EXPECT_EQ(log().epoch_end_offset(0), (EpochEndOffset{0, 4}));
    EXPECT_EQ(log().epoch_end_offset(3), (EpochEndOffset{3, 8}));
    EXPECT_EQ(log().epoch_end_offset(4), (EpochEndOffset{4, 10}));
  }
};

/// As Kafka 4.4.0 answers after restarts, each of which takes two epochs, with nothing produced since.
TEST_F(LeaderEpochTest, a_leader_that_appended_nothing_began_its_epoch_at_the_end) {
  world.open();
  world.append({"a", "b"});

  EXPECT_EQ(log().epoch_end_offset(1, 2), (EpochEndOffset{0, 2}));
  EXPECT_EQ(log().epoch_end_offset(2, 2), (EpochEndOffset{2, 2}));
  EXPECT_EQ(log().epoch_end_offset(3, 2), (EpochEndOffset{-1, -1}));
  for (const int epoch : {0, 1, 2, 3}) EXPECT_EQ(log().epoch_end_offset(epoch, 4), (EpochEndOffset{0, 2}));
  EXPECT_EQ(log().epoch_end_offset(4, 4), (EpochEndOffset{4, 2}));
  EXPECT_EQ(log().epoch_end_offset(-1, 4), (EpochEndOffset{-1, -1}));
}

TEST_F(LeaderEpochTest, survive_restarts_R8) {
  world.open();
  append_epochs();
  expect_epochs();

  world.reopen();
  expect_epochs();
  world.reopen_clean();
  expect_epochs();
}

TEST_F(LeaderEpochTest, are_found_in_the_batches_where_the_checkpoint_is_missing_or_garbled_R8) {
  world.open();
  append_epochs();
  world.close();
  const auto right = disk.content(path);

  for (const bool clean : {true, false}) {
    delete_file(path);
    ASSERT_TRUE(world.try_open(clean));
    expect_epochs();
    EXPECT_EQ(disk.content(path), right);
    for (std::size_t size = 0; size < right.size(); ++size) {
      world.kill();
      disk.tamper(path, Bytes(right.begin(), right.begin() + static_cast<std::ptrdiff_t>(size)));
      ASSERT_TRUE(world.try_open(clean));
      expect_epochs();
      EXPECT_EQ(disk.content(path), right);
    }
    world.kill();
  }
}

TEST_F(LeaderEpochTest, a_checkpoint_that_is_ahead_of_the_log_is_cut_back) {
  world.open();
  append_epochs();
  world.close();
  const auto ahead = as_bytes("0\n4\n0 0\n3 4\n4 8\n9 10\n");
  disk.tamper(path, Bytes(ahead.begin(), ahead.end()));

  ASSERT_TRUE(world.try_open(true));

  expect_epochs();
}

TEST_F(LeaderEpochTest, a_leader_begins_its_epoch_at_the_logs_end) {
  world.open();
  append_epochs();

  ASSERT_TRUE(log().begin_epoch(6));

  EXPECT_EQ(log().latest_epoch(), 6);
  EXPECT_EQ(log().epoch_end_offset(4), (EpochEndOffset{4, 10}));
  EXPECT_EQ(log().epoch_end_offset(5), (EpochEndOffset{4, 10}));
  EXPECT_EQ(log().epoch_end_offset(6), (EpochEndOffset{6, 10}));
}

}  // namespace
}  // namespace moldau::log::testing
