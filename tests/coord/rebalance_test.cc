#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

class RebalanceTest : public ShardTest {
 protected:
  void delay_first_by(std::int32_t ms) {
    config_.group_initial_rebalance_delay_ms = ms;
    reload();
  }
};

TEST_F(RebalanceTest, TheFirstRebalanceWaitsForMore) {
  delay_first_by(3'000);
  const auto first = join({.version = 3});

  advance(2'999);
  EXPECT_TRUE(is_waiting(first));
  advance(1);

  EXPECT_EQ(joined(first).generation_id, 1);
}

TEST_F(RebalanceTest, EachNewMemberExtendsTheFirstDelay) {
  delay_first_by(3'000);
  const auto first = join({.version = 3});
  advance(2'000);
  const auto second = join({.version = 3});

  advance(3'999);
  EXPECT_TRUE(is_waiting(first));
  advance(1);

  EXPECT_EQ(joined(first).generation_id, 1);
  EXPECT_EQ(joined(second).generation_id, 1);
}

TEST_F(RebalanceTest, TheFirstDelayEndsWithTheRebalanceTimeout) {
  delay_first_by(3'000);
  const auto first = join({.version = 3, .rebalance_ms = 7'000});
  for (int i = 0; i < 6; ++i) {
    advance(1'000);
    join({.version = 3, .rebalance_ms = 7'000});
  }
  EXPECT_TRUE(is_waiting(first));
  advance(1'000);

  EXPECT_EQ(joined(first).generation_id, 1);
  EXPECT_EQ(described().members.size(), 7u);
}

TEST_F(RebalanceTest, AFirstRebalanceWithoutMembersLeftEndsEmpty) {
  delay_first_by(3'000);
  const auto first = join({.version = 3});
  const auto id = described().members.at(0).member_id;

  EXPECT_EQ(leave(id), ErrorCode::kNone);
  advance(3'000);

  EXPECT_EQ(join_error(first), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(state(), "Empty");
}

TEST_F(RebalanceTest, DynamicMembersThatDoNotRejoinAreOut) {
  const auto members = stable_group(1, {.session_ms = 60'000});
  const auto next = join({.version = 3, .rebalance_ms = 5'000});

  advance(29'999);
  EXPECT_TRUE(is_waiting(next));
  advance(1);

  EXPECT_EQ(joined(next).generation_id, 2);
  EXPECT_EQ(joined(next).leader, joined(next).member_id);
  EXPECT_EQ(heartbeat(members[0], 1), ErrorCode::kUnknownMemberId);
}

TEST_F(RebalanceTest, VersionZeroHasTheSessionTimeoutForBoth) {
  stable_group(1, {.version = 0, .session_ms = 6'000, .rebalance_ms = -1});
  const auto next = join({.version = 0, .session_ms = 6'000, .rebalance_ms = -1});

  advance(6'000);

  EXPECT_EQ(joined(next).generation_id, 2);
}

TEST_F(RebalanceTest, AnIdThatWasGivenOutHoldsTheRebalanceUntilItIsUsedOrExpires) {
  const auto members = stable_group(1);
  const auto given = join({.session_ms = 8'000});
  ASSERT_EQ(join_error(given), ErrorCode::kMemberIdRequired);
  const auto again = join({.member_id = members[0]});
  EXPECT_TRUE(is_waiting(again));

  advance(8'000);

  EXPECT_EQ(joined(again).generation_id, 2);
  EXPECT_EQ(join_error(join({.member_id = joined(given).member_id})), ErrorCode::kUnknownMemberId);
}

TEST_F(RebalanceTest, ANewMemberThatNobodyHearsOfIsOutAfterFiveMinutes) {
  const auto members = stable_group(1, {.rebalance_ms = 3'600'000});
  const auto next = join({.version = 3, .rebalance_ms = 3'600'000});
  for (int i = 0; i < 60; ++i) {
    EXPECT_TRUE(is_waiting(next));
    EXPECT_EQ(heartbeat(members[0], 1), ErrorCode::kRebalanceInProgress);
    advance(5'000);
  }

  EXPECT_EQ(join_error(next), ErrorCode::kUnknownMemberId);
}

TEST_F(RebalanceTest, ALeaderThatLeavesGivesItsPlaceToAnother) {
  const auto members = stable_group(2);
  const auto leads = joined(join({.member_id = members[1]})).leader;
  const auto follower = leads == members[0] ? members[1] : members[0];

  EXPECT_EQ(leave(leads), ErrorCode::kNone);
  const auto again = join({.member_id = follower});

  EXPECT_EQ(joined(again).leader, follower);
  EXPECT_EQ(joined(again).members.size(), 1u);
}

TEST_F(RebalanceTest, MembersThatDoNotSyncInTimeAreOut) {
  const auto first = join({.version = 3, .session_ms = 60'000, .rebalance_ms = 20'000});
  const auto id = joined(first).member_id;

  advance(19'999);
  EXPECT_EQ(state(), "CompletingRebalance");
  advance(1);

  EXPECT_EQ(state(), "Empty");
  EXPECT_EQ(heartbeat(id, 1), ErrorCode::kUnknownMemberId);
}

TEST_F(RebalanceTest, FollowersThatDoNotSyncInTimeMakeTheOthersRebalance) {
  const auto a = join({.version = 3, .session_ms = 60'000});
  const auto b = join({.version = 3, .session_ms = 60'000});
  const auto again = join({.member_id = joined(a).member_id, .session_ms = 60'000});
  ASSERT_EQ(joined(again).leader, joined(a).member_id);
  sync({.member_id = joined(a).member_id, .generation = 2});
  EXPECT_EQ(state(), "Stable");

  advance(30'000);

  EXPECT_EQ(heartbeat(joined(b).member_id, 2), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(heartbeat(joined(a).member_id, 2), ErrorCode::kRebalanceInProgress);
}

TEST_F(RebalanceTest, AClockThatIsSetExpelsNobody) {
  const auto members = stable_group(2);

  set_wall_forward(7LL * 24 * 3600 * 1000);
  run(shard_->tick(now_));

  EXPECT_EQ(state(), "Stable");
  EXPECT_EQ(heartbeat(members[0], 2), ErrorCode::kNone);
}

}  // namespace
}  // namespace moldau::coord
