#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

/// What a group is after a restart, a move, or an append that failed.
class DurabilityTest : public ShardTest {};

TEST_F(DurabilityTest, AStableGroupGoesOnAfterItsCoordinatorMoved) {
  const auto members = stable_group(2);
  commit({.member_id = members[0], .generation = 2, .offset = 77});

  reload();

  EXPECT_EQ(state(), "Stable");
  EXPECT_EQ(committed(), 77);
  for (const auto& member : members) {
    EXPECT_EQ(heartbeat(member, 2), ErrorCode::kNone);
    EXPECT_EQ(synced(sync({.member_id = member, .generation = 2})).assignment, bytes(member));
  }
}

TEST_F(DurabilityTest, EveryAcknowledgedCommitIsThereAfterEveryMove_G1) {
  for (std::int64_t offset = 1; offset <= 300; ++offset) {
    ASSERT_EQ(commit({.partitions = {static_cast<std::int32_t>(offset % 7)}, .offset = offset}),
              ErrorCode::kNone);
    if (offset % 50 == 0) reload();
    ASSERT_EQ(committed("t", static_cast<std::int32_t>(offset % 7)), offset);
  }
}

TEST_F(DurabilityTest, MembersThatDoNotComeAlongExpire) {
  stable_group(2);

  reload();
  advance(10'000);

  EXPECT_EQ(state(), "Empty");
}

TEST_F(DurabilityTest, ADeletedGroupStaysDeleted_G4) {
  commit({});
  remove();

  reload();

  EXPECT_EQ(state(), "Dead");
  EXPECT_EQ(committed(), -1);
}

TEST_F(DurabilityTest, ADeletedGroupThatIsUsedAgainIsThere) {
  commit({});
  remove();
  commit({.offset = 9});

  reload();

  EXPECT_EQ(committed(), 9);
}

TEST_F(DurabilityTest, AGenerationThatNoLeaderAssignedIsForgotten) {
  const auto members = stable_group(1);
  join({.member_id = members[0]});

  reload();

  EXPECT_EQ(state(), "Stable");
  EXPECT_EQ(heartbeat(members[0], 2), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(heartbeat(members[0], 1), ErrorCode::kNone);
}

TEST_F(DurabilityTest, ThoseWhoWaitAreToldToLookElsewhere) {
  const auto members = stable_group(1);
  const auto joining = join({.version = 3});
  const auto other = joined(join({.group = "h", .version = 3})).member_id;
  join({.group = "h", .version = 3});
  const auto again = join({.group = "h", .member_id = other});
  std::string follower;
  for (const auto& member : described("h").members)
    if (member.member_id != joined(again).leader) follower = member.member_id;
  const auto syncing = sync({.group = "h", .member_id = follower, .generation = 2});
  ASSERT_TRUE(is_waiting(joining));
  ASSERT_TRUE(is_waiting(syncing));

  reload();

  EXPECT_EQ(join_error(joining), ErrorCode::kNotCoordinator);
  EXPECT_EQ(sync_error(syncing), ErrorCode::kNotCoordinator);
  EXPECT_TRUE(waiting_.empty());
}

TEST_F(DurabilityTest, AnAssignmentThatIsNotWrittenSendsAllBack) {
  const auto first = join({.version = 3});
  const auto second = join({.version = 3});
  const auto id = joined(first).member_id;
  join({.member_id = id});
  const auto waiting = sync({.member_id = joined(second).member_id, .generation = 2});
  fail_appends(ErrorCode::kMessageTooLarge);

  const auto leads = sync({.member_id = id, .generation = 2, .assignments = {{id, "L"}}});

  EXPECT_EQ(sync_error(leads), ErrorCode::kUnknownServerError);
  EXPECT_EQ(sync_error(waiting), ErrorCode::kUnknownServerError);
  EXPECT_EQ(synced(leads).assignment, Bytes());
  EXPECT_EQ(heartbeat(id, 2), ErrorCode::kRebalanceInProgress);
  EXPECT_EQ(rebalance({id, joined(second).member_id}), 3);
}

TEST_F(DurabilityTest, AReplacementThatIsNotWrittenLeavesTheOldMember) {
  const auto members = stable_group(1, {.instance_id = "i1"});
  fail_appends(ErrorCode::kMessageTooLarge);

  const auto again = join({.instance_id = "i1"});

  EXPECT_EQ(join_error(again), ErrorCode::kUnknownServerError);
  EXPECT_EQ(joined(again).member_id, "");
  EXPECT_EQ(joined(again).generation_id, 1);
  EXPECT_EQ(heartbeat(members[0], 1, "i1"), ErrorCode::kNone);
  EXPECT_EQ(described().members.at(0).member_id, members[0]);
  advance(10'000);
  EXPECT_EQ(state(), "Empty");
}

TEST_F(DurabilityTest, AGroupThatIsNotWrittenIsNotThere) {
  fail_appends(ErrorCode::kNotEnoughReplicas, 2);

  EXPECT_EQ(join_error(join({.version = 3})), ErrorCode::kCoordinatorNotAvailable);
  EXPECT_EQ(join_error(join({})), ErrorCode::kMemberIdRequired);

  EXPECT_EQ(state(), "Dead");
  EXPECT_TRUE(waiting_.empty());
  EXPECT_FALSE(shard_->next_deadline_ms() < now_.steady_ms + 600'000);
}

TEST_F(DurabilityTest, ThoseWhoWaitInAGroupThatIsNotWrittenAreAnswered) {
  config_.group_initial_rebalance_delay_ms = 3'000;
  reload();
  fail_appends(ErrorCode::kNotEnoughReplicas);

  EXPECT_EQ(join_error(join({.version = 3})), ErrorCode::kCoordinatorNotAvailable);
  EXPECT_EQ(state(), "Dead");
}

TEST_F(DurabilityTest, ACommitThatIsNotWrittenIsNotSeen) {
  commit({.offset = 1});
  fail_appends(ErrorCode::kKafkaStorageError);
  EXPECT_EQ(commit({.offset = 2}), ErrorCode::kNotCoordinator);
  fail_appends(ErrorCode::kRequestTimedOut);
  EXPECT_EQ(commit({.offset = 2}), ErrorCode::kCoordinatorNotAvailable);
  fail_appends(ErrorCode::kRecordListTooLarge);
  EXPECT_EQ(commit({.offset = 2}), ErrorCode::kUnknownServerError);
  fail_appends(ErrorCode::kInvalidRecord);
  EXPECT_EQ(commit({.offset = 2}), ErrorCode::kInvalidRecord);

  EXPECT_EQ(committed(), 1);
}

TEST_F(DurabilityTest, ADeletionThatIsNotWrittenDeletesNothing) {
  commit({});
  fail_appends(ErrorCode::kNotEnoughReplicas);

  EXPECT_EQ(remove(), ErrorCode::kCoordinatorNotAvailable);

  EXPECT_EQ(committed(), 5);
}

TEST_F(DurabilityTest, AGroupThatIsEmptyInMemoryAloneIsAtAnOlderGenerationAfterARestart) {
  const auto members = stable_group(1);
  fail_appends(ErrorCode::kNotEnoughReplicas);

  EXPECT_EQ(leave({{members[0]}}, "g").error_code, to_wire(ErrorCode::kCoordinatorNotAvailable));
  EXPECT_EQ(state(), "Empty");

  reload();
  EXPECT_EQ(state(), "Stable");
  advance(10'000);
  EXPECT_EQ(state(), "Empty");
}

TEST_F(DurabilityTest, TombstonesThatAreNotWrittenAreWrittenLater) {
  commit({.group = "a"});
  commit({.group = "b", .topic = "u"});
  fail_appends(ErrorCode::kNotEnoughReplicas, 3);

  const std::vector<DeletedTopic> deleted = {{"t", {}, now_.wall_ms}, {"u", {}, now_.wall_ms}};
  run(shard_->remove_topics(deleted, now_));
  advance(4'999);
  EXPECT_EQ(committed("t", 0, "a"), 5);
  advance(30'000);

  EXPECT_EQ(committed("t", 0, "a"), -1);
  EXPECT_EQ(committed("u", 0, "b"), -1);
  fail_appends(ErrorCode::kNotEnoughReplicas);
  advance(600'000 + 10'000);
  EXPECT_TRUE(shard_->list({}).empty());
}

}  // namespace
}  // namespace moldau::coord
