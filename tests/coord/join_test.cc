#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

class JoinTest : public ShardTest {};

TEST_F(JoinTest, ADynamicMemberIsToldItsIdBeforeItMayJoin) {
  const auto first = join({});

  EXPECT_EQ(join_error(first), ErrorCode::kMemberIdRequired);
  const auto id = joined(first).member_id;
  EXPECT_TRUE(id.starts_with("client-")) << id;
  EXPECT_EQ(id.size(), std::string("client-").size() + 36);
  EXPECT_EQ(state(), "Empty");

  const auto second = join({.member_id = id});
  EXPECT_EQ(join_error(second), ErrorCode::kNone);
  EXPECT_EQ(joined(second).generation_id, 1);
  EXPECT_EQ(joined(second).leader, id);
  EXPECT_EQ(joined(second).protocol_name, "range");
  EXPECT_EQ(joined(second).protocol_type, "consumer");
  ASSERT_EQ(joined(second).members.size(), 1u);
  EXPECT_EQ(joined(second).members[0].metadata, subscription({"t"}));
  EXPECT_EQ(state(), "CompletingRebalance");
}

TEST_F(JoinTest, BeforeVersionFourAMemberJoinsAtOnce) {
  const auto ticket = join({.version = 3});

  EXPECT_EQ(join_error(ticket), ErrorCode::kNone);
  EXPECT_EQ(joined(ticket).generation_id, 1);
}

TEST_F(JoinTest, AStaticMemberJoinsAtOnceUnderAnIdMadeOfItsInstances) {
  const auto ticket = join({.instance_id = "i1"});

  EXPECT_EQ(join_error(ticket), ErrorCode::kNone);
  EXPECT_TRUE(joined(ticket).member_id.starts_with("i1-"));
  EXPECT_EQ(joined(ticket).members.at(0).group_instance_id, "i1");
}

TEST_F(JoinTest, ANewGroupIsWrittenAtOnce) {
  join({});

  ASSERT_EQ(log_.size(), 1u);
  EXPECT_EQ(shard_->list({}).at(0).group_id, "g");
}

TEST_F(JoinTest, RequestsThatMakeNoSenseAreRefused) {
  EXPECT_EQ(join_error(join({.group = ""})), ErrorCode::kInvalidGroupId);
  EXPECT_EQ(join_error(join({.session_ms = 5'999})), ErrorCode::kInvalidSessionTimeout);
  EXPECT_EQ(join_error(join({.session_ms = 1'800'001})), ErrorCode::kInvalidSessionTimeout);
  EXPECT_EQ(join_error(join({.type = ""})), ErrorCode::kInconsistentGroupProtocol);
  EXPECT_EQ(join_error(join({.protocols = {}})), ErrorCode::kInconsistentGroupProtocol);
}

TEST_F(JoinTest, AMemberOfNoGroupIsUnknown) {
  const auto ticket = join({.member_id = "m"});

  EXPECT_EQ(join_error(ticket), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(joined(ticket).member_id, "m");
  EXPECT_TRUE(shard_->list({}).empty());
}

TEST_F(JoinTest, AnUnknownMemberOfAGroupIsUnknown) {
  stable_group(1);

  EXPECT_EQ(join_error(join({.member_id = "m"})), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(state(), "Stable");
}

TEST_F(JoinTest, APendingIdIsForDynamicMembersOnly) {
  const auto id = joined(join({})).member_id;

  EXPECT_EQ(join_error(join({.member_id = id, .instance_id = "i"})), ErrorCode::kUnknownServerError);
}

TEST_F(JoinTest, AMemberThatSharesNoProtocolIsRefused) {
  stable_group(1);

  EXPECT_EQ(join_error(join({.type = "connect"})), ErrorCode::kInconsistentGroupProtocol);
  EXPECT_EQ(join_error(join({.protocols = {{"other", {}}}})), ErrorCode::kInconsistentGroupProtocol);
  EXPECT_EQ(state(), "Stable");
}

TEST_F(JoinTest, TheProtocolThatMostWantOfThoseThatAllSupportIsSelected) {
  const auto a = join({.version = 3, .protocols = {{"range", bytes("a")}, {"sticky", bytes("A")}}});
  const auto b = join({.version = 3, .protocols = {{"sticky", bytes("B")}, {"range", bytes("b")}}});
  const auto c =
      join({.version = 3, .protocols = {{"own", {}}, {"sticky", bytes("C")}, {"range", bytes("c")}}});
  const auto id = joined(a).member_id;
  const auto again = join({.member_id = id, .protocols = {{"range", bytes("a")}, {"sticky", bytes("A")}}});

  EXPECT_EQ(joined(b).protocol_name, "sticky");
  EXPECT_EQ(joined(c).protocol_name, "sticky");
  ASSERT_EQ(joined(again).members.size(), 3u);
  EXPECT_TRUE(joined(b).members.empty());
  for (const auto& member : joined(again).members) EXPECT_EQ(member.metadata.size(), 1u);
}

TEST_F(JoinTest, AFollowerThatChangesNothingKeepsTheGeneration) {
  const auto members = stable_group(2);
  const auto leader = joined(join({.member_id = members[1]})).leader;
  const auto follower = leader == members[0] ? members[1] : members[0];

  const auto again = join({.member_id = follower});

  EXPECT_EQ(joined(again).generation_id, 2);
  EXPECT_TRUE(joined(again).members.empty());
  EXPECT_EQ(state(), "Stable");
}

TEST_F(JoinTest, AFollowerThatChangesItsMetadataStartsARebalance) {
  const auto members = stable_group(2);
  const auto leader = joined(join({.member_id = members[1]})).leader;
  const auto follower = leader == members[0] ? members[1] : members[0];

  const auto again = join({.member_id = follower, .protocols = {{"range", subscription({"t", "u"})}}});

  EXPECT_TRUE(is_waiting(again));
  EXPECT_EQ(state(), "PreparingRebalance");
  EXPECT_EQ(heartbeat(leader, 2), ErrorCode::kRebalanceInProgress);
  EXPECT_EQ(rebalance({leader}, again), 3);
}

TEST_F(JoinTest, ALeaderThatJoinsAgainStartsARebalance) {
  const auto members = stable_group(1);

  EXPECT_EQ(joined(join({.member_id = members[0]})).generation_id, 2);
  EXPECT_EQ(state(), "CompletingRebalance");
}

TEST_F(JoinTest, AMemberThatMissedTheAnswerGetsItAgain) {
  const auto first = join({.version = 3});
  const auto id = joined(first).member_id;

  const auto again = join({.member_id = id});

  EXPECT_EQ(joined(again).generation_id, 1);
  EXPECT_EQ(joined(again).members.size(), 1u);
  EXPECT_EQ(state(), "CompletingRebalance");
}

TEST_F(JoinTest, AJoinThatReplacesAWaitingOneAnswersIt) {
  const auto members = stable_group(1);
  const auto first = join({.version = 3});
  ASSERT_TRUE(is_waiting(first));
  std::string id;
  for (const auto& member : described().members)
    if (member.member_id != members[0]) id = member.member_id;

  const auto second = join({.member_id = id});

  EXPECT_EQ(join_error(first), ErrorCode::kRebalanceInProgress);
  EXPECT_TRUE(is_waiting(second));
  rebalance(members, second);
}

TEST_F(JoinTest, AGroupTakesNoMoreThanItsMaximalSize) {
  config_.group_max_size = 2;
  reload();
  stable_group(2);

  EXPECT_EQ(join_error(join({})), ErrorCode::kGroupMaxSizeReached);
  EXPECT_EQ(state(), "Stable");
}

TEST_F(JoinTest, AGroupAboveItsMaximalSizeLosesItsLastMembersWhenItIsLoaded) {
  const auto members = stable_group(3);
  config_.group_max_size = 2;

  reload();

  EXPECT_EQ(state(), "PreparingRebalance");
  EXPECT_TRUE(is_waiting(join({.member_id = members[0]})));
  EXPECT_TRUE(is_waiting(join({.member_id = members[1]})));
  EXPECT_EQ(join_error(join({.member_id = members[2]})), ErrorCode::kGroupMaxSizeReached);
  EXPECT_EQ(state(), "CompletingRebalance");
  EXPECT_EQ(described().members.size(), 2u);
}

TEST_F(JoinTest, NoStrangerMakesUsRememberMoreThanTheLimits) {
  config_.max_pending_members = 1;
  config_.max_groups = 1;
  config_.max_member_metadata_bytes = 1000;
  reload();

  EXPECT_EQ(join_error(join({})), ErrorCode::kMemberIdRequired);
  EXPECT_EQ(join_error(join({})), ErrorCode::kGroupMaxSizeReached);
  EXPECT_EQ(join_error(join({.group = "h"})), ErrorCode::kGroupMaxSizeReached);
  EXPECT_EQ(join_error(join({.protocols = {{"range", Bytes(1000)}}})), ErrorCode::kInvalidRequest);
  EXPECT_EQ(commit({.group = "h"}), ErrorCode::kInvalidCommitOffsetSize);
  EXPECT_EQ(state("h"), "Dead");
}

TEST_F(JoinTest, AMemberOfTheLongestNamesHasAnIdThatARecordCanHave) {
  const std::string longest(32'767, 'n');

  const auto dynamic = join_with_id({.group = "d", .client_id = longest});
  const auto named = join({.group = "s", .instance_id = longest});
  const auto wide = join({.group = "w", .version = 3, .client_id = std::string(32'766, 'n') + "\xc3\xa9"});

  for (const auto ticket : {dynamic, named}) {
    EXPECT_EQ(join_error(ticket), ErrorCode::kNone);
    EXPECT_EQ(joined(ticket).member_id.size(), 32'767u);
    EXPECT_TRUE(joined(ticket).member_id.starts_with("nnnn"));
  }
  EXPECT_TRUE(protocol::is_utf8(joined(wide).member_id));
  EXPECT_EQ(sync_error(sync({.group = "s", .member_id = joined(named).member_id, .instance_id = longest})),
            ErrorCode::kNone);
  reload();
  EXPECT_EQ(described("s").members.at(0).member_id, joined(named).member_id);
}

TEST_F(JoinTest, WhatAllMembersBringHasALimit) {
  config_.max_metadata_bytes = 5'000;
  reload();
  const auto brings = [](std::size_t size) { return std::vector<MemberProtocol>{{"range", Bytes(size)}}; };

  const auto first = join({.group = "g", .version = 3, .protocols = brings(3'000)});
  EXPECT_EQ(join_error(first), ErrorCode::kNone);
  EXPECT_EQ(join_error(join({.group = "h", .version = 3, .protocols = brings(3'000)})),
            ErrorCode::kGroupMaxSizeReached);
  EXPECT_EQ(state("h"), "Dead");
  const auto& member_id = joined(first).member_id;
  EXPECT_EQ(join_error(join({.group = "g", .member_id = member_id, .protocols = brings(6'000)})),
            ErrorCode::kGroupMaxSizeReached);
  EXPECT_EQ(join_error(join({.group = "g", .member_id = member_id, .protocols = brings(2'900)})),
            ErrorCode::kNone);

  EXPECT_EQ(leave(member_id), ErrorCode::kNone);
  EXPECT_EQ(join_error(join({.group = "h", .version = 3, .protocols = brings(3'000)})), ErrorCode::kNone);
}

TEST_F(JoinTest, WhatIsCountedIsWhatIsThere) {
  config_.max_metadata_bytes = 5'000;
  reload();
  // Were anything counted twice, or never taken back, one of these would find no room.
  for (int i = 0; i < 20; ++i) {
    const std::vector<MemberProtocol> brings = {{"range", Bytes(2'000)}};
    const auto ticket = join_with_id({.instance_id = "i", .protocols = brings});
    ASSERT_EQ(join_error(ticket), ErrorCode::kNone) << i;
    sync({.member_id = joined(ticket).member_id,
          .generation = joined(ticket).generation_id,
          .instance_id = "i"});
    if (i % 3 == 0) reload();
    if (i % 4 == 0) {
      EXPECT_EQ(leave({{"", "i"}}).error_code, 0);
      ASSERT_EQ(remove(), ErrorCode::kNone);
    }
    const auto given = join({.group = "p"});
    ASSERT_EQ(join_error(given), ErrorCode::kMemberIdRequired) << i;
    advance(10'000);
    if (state() == "Stable") advance(10'000);
  }
}

}  // namespace
}  // namespace moldau::coord
