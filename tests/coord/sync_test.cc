#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

class SyncTest : public ShardTest {
 protected:
  /// Two members at generation 2, that have yet to sync.
  void SetUp() override {
    const auto first = join({.version = 3});
    leader_ = joined(first).member_id;
    const auto second = join({.version = 3});
    const auto again = join({.member_id = leader_});
    follower_ = joined(second).member_id;
    ASSERT_EQ(joined(again).leader, leader_);
    ASSERT_EQ(joined(again).generation_id, 2);
  }
  Ticket sync_leader() {
    return sync({.member_id = leader_,
                 .generation = 2,
                 .assignments = {{leader_, "L"}, {follower_, "F"}, {"x", "X"}}});
  }
  std::string leader_, follower_;
};

TEST_F(SyncTest, AFollowerWaitsForTheLeader) {
  const auto waiting = sync({.member_id = follower_, .generation = 2});
  EXPECT_TRUE(is_waiting(waiting));

  const auto leads = sync_leader();

  EXPECT_EQ(synced(waiting).assignment, bytes("F"));
  EXPECT_EQ(synced(leads).assignment, bytes("L"));
  EXPECT_EQ(synced(leads).protocol_type, "consumer");
  EXPECT_EQ(synced(leads).protocol_name, "range");
  EXPECT_EQ(state(), "Stable");
  EXPECT_EQ(described().protocol_data, "range");
  for (const auto& member : described().members) EXPECT_EQ(member.member_metadata, subscription({"t"}));
}

TEST_F(SyncTest, AFollowerThatComesLaterHasItAtOnce) {
  sync_leader();

  EXPECT_EQ(synced(sync({.member_id = follower_, .generation = 2})).assignment, bytes("F"));
}

TEST_F(SyncTest, MembersThatTheLeaderForgotGetNothing) {
  sync({.member_id = leader_, .generation = 2});

  EXPECT_EQ(synced(sync({.member_id = follower_, .generation = 2})).assignment, Bytes());
}

TEST_F(SyncTest, SyncsOfAnotherGroupGenerationOrProtocolAreRefused) {
  EXPECT_EQ(sync_error(sync({.group = "", .member_id = leader_})), ErrorCode::kInvalidGroupId);
  EXPECT_EQ(sync_error(sync({.group = "h", .member_id = leader_})), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(sync_error(sync({.member_id = "m", .generation = 2})), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(sync_error(sync({.member_id = leader_, .generation = 1})), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(sync_error(sync({.member_id = leader_, .generation = 2, .instance_id = "i"})),
            ErrorCode::kUnknownMemberId);
  EXPECT_EQ(sync_error(sync({.member_id = leader_, .generation = 2, .type = "connect"})),
            ErrorCode::kInconsistentGroupProtocol);
  EXPECT_EQ(sync_error(sync({.member_id = leader_, .generation = 2, .protocol = "sticky"})),
            ErrorCode::kInconsistentGroupProtocol);
  EXPECT_EQ(state(), "CompletingRebalance");
}

TEST_F(SyncTest, SinceVersionFiveTheProtocolMustBeNamed) {
  EXPECT_EQ(sync_error(sync({.group = "", .type = {}})), ErrorCode::kInconsistentGroupProtocol);
  EXPECT_EQ(
      sync_error(sync({.member_id = leader_, .generation = 2, .type = {}, .protocol = {}, .version = 4})),
      ErrorCode::kNone);
}

TEST_F(SyncTest, ARebalanceSendsWaitingSyncsBack) {
  const auto waiting = sync({.member_id = follower_, .generation = 2});

  const auto third = join({.version = 3});

  EXPECT_EQ(sync_error(waiting), ErrorCode::kRebalanceInProgress);
  EXPECT_EQ(sync_error(sync({.member_id = leader_, .generation = 2})), ErrorCode::kRebalanceInProgress);
  EXPECT_EQ(rebalance({leader_, follower_}, third), 3);
}

TEST_F(SyncTest, AWaitingSyncOfAMemberThatLeavesIsAnswered) {
  const auto waiting = sync({.member_id = follower_, .generation = 2});

  EXPECT_EQ(leave(follower_), ErrorCode::kNone);

  EXPECT_EQ(sync_error(waiting), ErrorCode::kUnknownMemberId);
}

TEST_F(SyncTest, ASyncThatReplacesAWaitingOneAnswersIt) {
  const auto first = sync({.member_id = follower_, .generation = 2});

  const auto second = sync({.member_id = follower_, .generation = 2});

  EXPECT_EQ(sync_error(first), ErrorCode::kRebalanceInProgress);
  EXPECT_TRUE(is_waiting(second));
}

TEST_F(SyncTest, WaitingStandsInForHeartbeats) {
  sync({.member_id = follower_, .generation = 2});
  for (int i = 0; i < 5; ++i) {
    advance(5'000);
    EXPECT_EQ(heartbeat(leader_, 2), ErrorCode::kNone);
  }

  sync_leader();
  EXPECT_EQ(heartbeat(follower_, 2), ErrorCode::kNone);
  advance(10'000);
  EXPECT_EQ(heartbeat(follower_, 2), ErrorCode::kUnknownMemberId);
}

}  // namespace
}  // namespace moldau::coord
