#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

constexpr std::int64_t kHour = 3'600'000, kWeek = 7 * 24 * kHour;

/// KIP-211: what is kept, and for how long.
class ExpiryTest : public ShardTest {
 protected:
  void pass_with_heartbeats(std::int64_t ms, const std::string& member, std::int32_t generation) {
    for (std::int64_t passed = 0; passed < ms; passed += kHour) {
      advance(kHour);
      ASSERT_EQ(heartbeat(member, generation), ErrorCode::kNone);
    }
  }
};

TEST_F(ExpiryTest, ASimpleGroupsOffsetsExpireAWeekAfterTheirCommit) {
  commit({.partitions = {0}});
  advance(kWeek / 2);
  commit({.partitions = {1}});

  advance(kWeek / 2 - kHour);
  EXPECT_EQ(committed("t", 0), 5);
  advance(2 * kHour);
  EXPECT_EQ(committed("t", 0), -1);
  EXPECT_EQ(committed("t", 1), 5);
  advance(kWeek / 2);

  EXPECT_EQ(state(), "Dead");
}

TEST_F(ExpiryTest, AnEmptyGroupsOffsetsExpireAWeekAfterItsLastMemberLeft) {
  const auto members = stable_group(1, {.session_ms = 1'800'000, .rebalance_ms = 1'000});
  commit({.member_id = members[0], .generation = 1});
  // The commit is older than a week when the group becomes empty.
  for (int i = 0; i < 8 * 24 * 3; ++i) {
    advance(kHour / 3);
    ASSERT_EQ(heartbeat(members[0], 1), ErrorCode::kNone);
  }
  leave(members[0]);

  advance(kWeek - kHour);
  EXPECT_EQ(committed(), 5);
  advance(2 * kHour);

  EXPECT_EQ(committed(), -1);
  EXPECT_EQ(state(), "Dead");
}

TEST_F(ExpiryTest, AnActiveGroupKeepsWhatItSubscribesTo_G2) {
  config_.group_max_session_timeout_ms = 2 * static_cast<std::int32_t>(kHour);
  reload();
  const auto members = stable_group(1, {.session_ms = 2 * static_cast<std::int32_t>(kHour)});
  commit({.member_id = members[0], .generation = 1, .topic = "t"});
  commit({.member_id = members[0], .generation = 1, .topic = "other"});

  pass_with_heartbeats(kWeek + kHour, members[0], 1);

  EXPECT_EQ(committed("t"), 5);
  EXPECT_EQ(committed("other"), -1);
}

TEST_F(ExpiryTest, AnActiveGroupOfAnotherTypeKeepsAll) {
  config_.group_max_session_timeout_ms = 2 * static_cast<std::int32_t>(kHour);
  reload();
  const auto members = stable_group(1, {.session_ms = 2 * static_cast<std::int32_t>(kHour),
                                        .type = "connect",
                                        .protocols = {{"range", bytes("?")}}});
  commit({.member_id = members[0], .generation = 1, .topic = "other"});

  pass_with_heartbeats(kWeek + kHour, members[0], 1);

  EXPECT_EQ(committed("other"), 5);
}

TEST_F(ExpiryTest, AGroupWhoseSubscriptionsWeCannotReadKeepsAll) {
  config_.group_max_session_timeout_ms = 2 * static_cast<std::int32_t>(kHour);
  reload();
  const auto members = stable_group(
      1, {.session_ms = 2 * static_cast<std::int32_t>(kHour), .protocols = {{"range", bytes("?")}}});
  commit({.member_id = members[0], .generation = 1, .topic = "other"});

  pass_with_heartbeats(kWeek + kHour, members[0], 1);

  EXPECT_EQ(committed("other"), 5);
}

TEST_F(ExpiryTest, ARebalancingGroupKeepsAll_G2) {
  const auto members = stable_group(1);
  commit({.member_id = members[0], .generation = 1, .topic = "other"});
  join({.member_id = members[0]});
  ASSERT_EQ(state(), "CompletingRebalance");

  set_wall_forward(2 * kWeek);
  now_.steady_ms = *shard_->next_deadline_ms();
  advance(0);

  EXPECT_EQ(committed("other"), 5);
}

TEST_F(ExpiryTest, ARestartDoesNotExpireAnything_G2) {
  const auto members = stable_group(1);
  commit({.member_id = members[0], .generation = 1});
  leave(members[0]);
  advance(kWeek - kHour);

  reload();
  advance(kHour / 2);

  EXPECT_EQ(committed(), 5);
}

TEST_F(ExpiryTest, AnOldClientSaysHowLongItsOffsetsAreKept) {
  commit({.retention_ms = 100'000, .version = 4});

  advance(99'000);
  EXPECT_EQ(committed(), 5);
  advance(kHour);

  EXPECT_EQ(committed(), -1);
}

TEST_F(ExpiryTest, VersionOneSaysWhenItCommitted) {
  commit({.commit_timestamp_ms = now_.wall_ms - kWeek + kHour, .version = 1});

  advance(2 * kHour);

  EXPECT_EQ(committed(), -1);
}

TEST_F(ExpiryTest, AGroupWithoutOffsetsGoesOnceItIsEmpty) {
  const auto members = stable_group(1);
  leave(members[0]);

  advance(kHour);

  EXPECT_EQ(state(), "Dead");
}

TEST_F(ExpiryTest, AnEmptyGroupWaitsForTheIdsItGaveOut) {
  advance(600'000 - 1'000);
  const auto id = joined(join({})).member_id;

  advance(2'000);

  EXPECT_EQ(join_error(join({.member_id = id})), ErrorCode::kNone);
}

TEST_F(ExpiryTest, ManyOffsetsExpireInSeveralBatches) {
  config_.sweep_batch_bytes = 100;
  config_.sweep_step_offsets = 7;
  reload();
  for (const auto* group : {"a", "b", "c"})
    for (std::int32_t partition = 0; partition < 30; ++partition)
      commit({.group = group, .partitions = {partition}});
  const auto before = batches_;

  advance(kWeek + kHour);

  EXPECT_GE(batches_ - before, 10u);
  EXPECT_TRUE(shard_->list({}).empty());
}

TEST_F(ExpiryTest, GroupsThatKeepTheirOffsetsDoNotHoldUpOthers) {
  config_.sweep_step_offsets = 5;
  reload();
  for (std::int32_t partition = 0; partition < 30; ++partition)
    commit({.group = "z", .partitions = {partition}});
  advance(kWeek - kHour);
  for (std::int32_t partition = 0; partition < 30; ++partition)
    commit({.group = "a", .partitions = {partition}});

  advance(2 * kHour);

  EXPECT_EQ(state("z"), "Dead");
  EXPECT_EQ(committed("t", 29, "a"), 5);
}

}  // namespace
}  // namespace moldau::coord
