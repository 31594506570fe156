#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

class HeartbeatTest : public ShardTest {};
class LeaveTest : public ShardTest {};

TEST_F(HeartbeatTest, KeepsAMemberAlive) {
  const auto members = stable_group(1);

  for (int i = 0; i < 10; ++i) {
    advance(9'999);
    EXPECT_EQ(heartbeat(members[0], 1), ErrorCode::kNone);
  }
  advance(10'000);

  EXPECT_EQ(heartbeat(members[0], 1), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(state(), "Empty");
}

TEST_F(HeartbeatTest, OfAnotherGroupMemberOrGenerationIsRefused) {
  const auto members = stable_group(1);

  EXPECT_EQ(heartbeat(members[0], 1, {}, ""), ErrorCode::kInvalidGroupId);
  EXPECT_EQ(heartbeat(members[0], 1, {}, "h"), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(heartbeat("m", 1), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(heartbeat(members[0], 1, "i"), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(heartbeat(members[0], 2), ErrorCode::kIllegalGeneration);
}

TEST_F(HeartbeatTest, IsFineWhileTheLeaderAssigns) {
  const auto ticket = join({.version = 3});

  EXPECT_EQ(heartbeat(joined(ticket).member_id, 1), ErrorCode::kNone);
}

TEST_F(LeaveTest, TheLastMemberLeavesAnEmptyGroup) {
  const auto members = stable_group(1);

  EXPECT_EQ(leave(members[0]), ErrorCode::kNone);

  EXPECT_EQ(state(), "Empty");
  EXPECT_EQ(described().protocol_type, "consumer");
  EXPECT_EQ(heartbeat(members[0], 2), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(joined(join({.version = 3})).generation_id, 3);
}

TEST_F(LeaveTest, EachMemberHasItsOwnError) {
  const auto members = stable_group(1);

  const auto response = leave({{members[0]}, {members[0]}, {"m"}, {"", "i"}, {""}});

  EXPECT_EQ(response.error_code, 0);
  ASSERT_EQ(response.members.size(), 5u);
  EXPECT_EQ(response.members[0].error_code, 0);
  EXPECT_EQ(response.members[0].member_id, members[0]);
  EXPECT_EQ(response.members[0].group_instance_id, std::nullopt);
  for (std::size_t i = 1; i < 5; ++i)
    EXPECT_EQ(response.members[i].error_code, to_wire(ErrorCode::kUnknownMemberId)) << i;
}

TEST_F(LeaveTest, OfAnUnknownGroupEachMemberIsUnknown) {
  const auto response = leave({{"m"}}, "h");

  EXPECT_EQ(response.error_code, 0);
  EXPECT_EQ(response.members.at(0).error_code, to_wire(ErrorCode::kUnknownMemberId));
  EXPECT_EQ(leave({{"m"}}, "").error_code, to_wire(ErrorCode::kInvalidGroupId));
}

TEST_F(LeaveTest, BeforeVersionThreeTheErrorIsAtTheTop) {
  const auto members = stable_group(1);
  const ClientContext old{2, "client", "/127.0.0.1"};
  const auto unknown = new_ticket(), known = new_ticket();

  run(shard_->leave(unknown, {.group_id = "g", .member_id = "m"}, old, now_));
  run(shard_->leave(known, {.group_id = "g", .member_id = members[0]}, old, now_));

  EXPECT_EQ(answer<protocol::LeaveGroupResponse>(unknown).error_code, to_wire(ErrorCode::kUnknownMemberId));
  EXPECT_EQ(answer<protocol::LeaveGroupResponse>(known).error_code, 0);
  EXPECT_EQ(state(), "Empty");
}

TEST_F(LeaveTest, AnIdThatWasGivenOutCanBeGivenBack) {
  const auto id = joined(join({})).member_id;

  EXPECT_EQ(leave(id), ErrorCode::kNone);

  EXPECT_EQ(join_error(join({.member_id = id})), ErrorCode::kUnknownMemberId);
}

TEST_F(LeaveTest, TheLastThatIsMissingLetsTheOthersGoOn) {
  const auto members = stable_group(1);
  const auto waiting = join({.version = 3});

  EXPECT_EQ(leave(members[0]), ErrorCode::kNone);

  EXPECT_EQ(joined(waiting).generation_id, 2);
  EXPECT_EQ(joined(waiting).members.size(), 1u);
}

TEST_F(LeaveTest, AWaitingJoinOfTheLeaverIsAnswered) {
  const auto members = stable_group(1);
  const auto waiting = join({.version = 3});
  std::string id;
  for (const auto& member : described().members)
    if (member.member_id != members[0]) id = member.member_id;

  EXPECT_EQ(leave(id), ErrorCode::kNone);

  EXPECT_EQ(join_error(waiting), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(joined(waiting).member_id, "");
}

}  // namespace
}  // namespace moldau::coord
