#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

class StaticMemberTest : public ShardTest {
 protected:
  std::vector<std::string> members_;
  void form(std::size_t size) { members_ = stable_group(size, {.instance_id = "i1"}); }
};

TEST_F(StaticMemberTest, ALeaderThatComesBackKeepsTheGenerationAndSkipsTheAssignment) {
  form(1);

  const auto again = join({.instance_id = "i1", .client_id = "other"});

  EXPECT_EQ(join_error(again), ErrorCode::kNone);
  EXPECT_EQ(joined(again).generation_id, 1);
  EXPECT_NE(joined(again).member_id, members_[0]);
  EXPECT_EQ(joined(again).leader, joined(again).member_id);
  EXPECT_TRUE(joined(again).skip_assignment);
  EXPECT_EQ(joined(again).members.size(), 1u);
  EXPECT_EQ(state(), "Stable");
  EXPECT_EQ(described().members.at(0).client_id, "client");
  const auto own = sync({.member_id = joined(again).member_id, .generation = 1, .instance_id = "i1"});
  EXPECT_EQ(synced(own).assignment, bytes(members_[0]));
}

TEST_F(StaticMemberTest, BeforeVersionNineALeaderThatComesBackIsToldThatItsOldIdLeads) {
  form(1);

  const auto again = join({.instance_id = "i1", .version = 8});

  EXPECT_EQ(joined(again).generation_id, 1);
  EXPECT_EQ(joined(again).leader, members_[0]);
  EXPECT_FALSE(joined(again).skip_assignment);
  EXPECT_TRUE(joined(again).members.empty());
}

TEST_F(StaticMemberTest, AFollowerThatComesBackDisturbsNobody) {
  form(2);
  const auto leads = joined(join({.member_id = members_[1], .instance_id = "i2"})).leader;
  const std::string instance = leads == members_[0] ? "i2" : "i1";

  const auto again = join({.instance_id = instance, .protocols = {{"range", subscription({"t", "u"})}}});

  EXPECT_EQ(joined(again).leader, leads);
  EXPECT_FALSE(joined(again).skip_assignment);
  EXPECT_EQ(heartbeat(leads, 2), ErrorCode::kNone);
}

TEST_F(StaticMemberTest, TheOldIdIsFencedEverywhere_G9) {
  form(1);
  const auto now = joined(join({.instance_id = "i1"})).member_id;
  const auto& old = members_[0];

  EXPECT_EQ(heartbeat(old, 1, "i1"), ErrorCode::kFencedInstanceId);
  EXPECT_EQ(heartbeat(old, 1), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(join_error(join({.member_id = old, .instance_id = "i1"})), ErrorCode::kFencedInstanceId);
  EXPECT_EQ(sync_error(sync({.member_id = old, .instance_id = "i1"})), ErrorCode::kFencedInstanceId);
  EXPECT_EQ(commit({.member_id = old, .generation = 1, .instance_id = "i1"}), ErrorCode::kFencedInstanceId);
  const auto left = leave({{old, "i1"}, {"", "i1"}, {"", "i9"}});
  EXPECT_EQ(left.members.at(0).error_code, to_wire(ErrorCode::kFencedInstanceId));
  EXPECT_EQ(left.members.at(1).error_code, 0);
  EXPECT_EQ(left.members.at(2).error_code, to_wire(ErrorCode::kUnknownMemberId));
  EXPECT_EQ(state(), "Empty");
}

TEST_F(StaticMemberTest, AWaitingJoinOfTheOldIdIsFenced) {
  form(1);
  const auto first = join({.instance_id = "i2"});
  ASSERT_TRUE(is_waiting(first));

  const auto second = join({.instance_id = "i2"});

  EXPECT_EQ(join_error(first), ErrorCode::kFencedInstanceId);
  EXPECT_TRUE(is_waiting(second));
}

TEST_F(StaticMemberTest, AWaitingSyncOfTheOldIdIsFencedAndTheGroupRebalances) {
  form(1);
  const auto first = join({.instance_id = "i2"});
  const auto leads = join({.member_id = members_[0], .instance_id = "i1"});
  ASSERT_EQ(joined(leads).leader, members_[0]);
  const auto waiting = sync({.member_id = joined(first).member_id, .generation = 2, .instance_id = "i2"});

  const auto second = join({.instance_id = "i2"});

  EXPECT_EQ(sync_error(waiting), ErrorCode::kFencedInstanceId);
  EXPECT_TRUE(is_waiting(second));
  EXPECT_EQ(heartbeat(members_[0], 2, "i1"), ErrorCode::kRebalanceInProgress);
}

TEST_F(StaticMemberTest, AReplacementThatChangesTheSelectedProtocolRebalances) {
  const std::vector<MemberProtocol> first = {{"range", bytes("r")}, {"sticky", bytes("s")}};
  members_ = stable_group(1, {.instance_id = "i1", .protocols = first});

  const auto again =
      join({.instance_id = "i1", .protocols = {{"sticky", bytes("s")}, {"range", bytes("r")}}});

  EXPECT_EQ(joined(again).generation_id, 2);
  EXPECT_EQ(joined(again).protocol_name, "sticky");
}

TEST_F(StaticMemberTest, AMemberThatDoesNotRejoinInTimeKeepsItsPlaceUntilItsSessionEnds) {
  members_ = stable_group(1, {.instance_id = "i1", .session_ms = 60'000});
  const auto other = join({.instance_id = "i2", .session_ms = 60'000, .rebalance_ms = 1'000});
  ASSERT_TRUE(is_waiting(other));

  advance(30'000);

  EXPECT_EQ(joined(other).generation_id, 2);
  EXPECT_EQ(joined(other).leader, joined(other).member_id);
  EXPECT_EQ(joined(other).members.size(), 2u);
}

TEST_F(StaticMemberTest, MembersThatNeedNoTimeToRejoinKeepNobodyBusy) {
  members_ = stable_group(2, {.instance_id = "i1", .rebalance_ms = 0});
  leave({{.member_id = "", .group_instance_id = "i2"}});

  advance(1);

  EXPECT_EQ(state(), "PreparingRebalance");
  EXPECT_GE(*shard_->next_deadline_ms(), now_.steady_ms + 50);
  advance(20'000);
  EXPECT_EQ(state(), "Empty");
}

}  // namespace
}  // namespace moldau::coord
