#include <algorithm>
#include <gmock/gmock.h>
#include <span>

#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// What a group's coordinator says of what happens, and why.
class EventsTest : public ShardTest {
 protected:
  std::vector<std::string_view> told() const {
    std::vector<std::string_view> all;
    for (const auto& event : events_) all.push_back(event.what);
    return all;
  }
  /// Of the last such event.
  std::string why(std::string_view what) const {
    const auto found = std::find_if(events_.rbegin(), events_.rend(),
                                    [&](const Event& event) { return event.what == what; });
    return found == events_.rend() ? "nothing told" : found->cause;
  }
  std::size_t count(std::string_view what) const {
    return static_cast<std::size_t>(std::ranges::count(events_, what, &Event::what));
  }
  void pass_with_heartbeats(std::int64_t ms, const std::string& member, std::int32_t generation) {
    for (std::int64_t passed = 0; passed < ms; passed += 5'000) {
      heartbeat(member, generation);
      advance(std::min<std::int64_t>(5'000, ms - passed));
    }
  }
};

TEST_F(EventsTest, TheFirstMembersWayIntoItsGroup) {
  const auto members = stable_group(1);

  EXPECT_THAT(told(), ElementsAre("member-joined", "rebalance", "generation", "assigned"));
  EXPECT_EQ(
      why("member-joined"),
      "member " + members[0] + " of client client at /127.0.0.1 with topics t, session.timeout.ms=10000");
  EXPECT_EQ(why("rebalance"),
            "generation 0 ends: member " + members[0] + " of client client at /127.0.0.1 joins");
  EXPECT_EQ(why("generation"),
            "generation 1 after 0 ms: protocol range, leader " + members[0] + ", 1 members: " + members[0]);
  EXPECT_EQ(why("assigned"), "leader " + members[0] + " assigned generation 1 after 0 ms");
  EXPECT_TRUE(std::ranges::all_of(events_, [](const Event& event) { return event.subject == "g"; }));
}

TEST_F(EventsTest, AMissedHeartbeatIsToldWithByHowMuch) {
  const auto members = stable_group(1);
  advance(4'000);
  heartbeat(members[0], 1);

  now_ = {now_.wall_ms + 12'500, now_.steady_ms + 12'500};
  run(shard_->tick(now_));

  EXPECT_EQ(why("member-removed"),
            "member " + members[0] +
                " of client client at /127.0.0.1 missed its heartbeat: the last one is 12500 ms ago, "
                "2500 ms more than session.timeout.ms=10000");
  EXPECT_THAT(why("rebalance"),
              HasSubstr(members[0] + " of client client at /127.0.0.1 missed its heartbeat"));
  EXPECT_EQ(told().back(), "empty");
}

TEST_F(EventsTest, WhoDoesNotJoinARebalanceIsNamed) {
  const auto members = stable_group(1);
  join({.version = 3});
  // The first one never joins again, and its heartbeats keep it in.
  pass_with_heartbeats(29'000, members[0], 1);
  EXPECT_EQ(count("member-removed"), 0u);

  pass_with_heartbeats(2'000, members[0], 1);

  EXPECT_THAT(why("member-removed"),
              AllOf(HasSubstr(members[0]), HasSubstr("did not join again within 30000 ms")));
}

TEST_F(EventsTest, ARebalanceNamesWhoseSubscriptionChangedAndHow) {
  const auto members = stable_group(2);
  const auto follower = described().members.at(0).member_id;

  join({.member_id = follower, .protocols = {{"range", subscription({"t", "u"})}}});

  EXPECT_THAT(why("rebalance"), AllOf(HasSubstr("generation 2 ends"), HasSubstr("member " + follower),
                                      HasSubstr("its subscription changed from t to t, u")));
}

TEST_F(EventsTest, ARebalanceNamesWhoseProtocolsChanged) {
  const auto members = stable_group(1);

  join({.member_id = members[0], .protocols = {{"range", {}}, {"sticky", {}}}});

  EXPECT_THAT(why("rebalance"), HasSubstr("its protocols changed from range to range, sticky"));
}

TEST_F(EventsTest, AGenerationTellsHowLongItTook) {
  const auto members = stable_group(2);
  join({.member_id = members[0], .protocols = {{"range", subscription({"u"})}}});

  advance(1'500);
  join({.member_id = members[1]});

  EXPECT_THAT(why("generation"), AllOf(HasSubstr("generation 3 after 1500 ms"), HasSubstr("2 members"),
                                       HasSubstr(members[0]), HasSubstr(members[1])));
}

TEST_F(EventsTest, WhoDoesNotSyncIsNamed) {
  const auto members = stable_group(2);
  join({.member_id = members[0], .protocols = {{"range", subscription({"u"})}}});
  join({.member_id = members[1]});

  for (int i = 0; i < 6; ++i) {
    for (const auto& member : members) heartbeat(member, 3);
    advance(5'000);
  }

  EXPECT_EQ(count("member-removed"), 2u);
  EXPECT_THAT(why("member-removed"), HasSubstr("asked for no assignment of generation 3 within 30000 ms"));
  EXPECT_THAT(why("rebalance"), HasSubstr("2 members asked for no assignment in time"));
}

TEST_F(EventsTest, WhoLeavesIsNamedWithItsOwnReason) {
  const auto members = stable_group(1);

  leave({{.member_id = members[0], .reason = "the consumer\nis closed"}});

  EXPECT_EQ(why("member-left"), "member " + members[0] +
                                    " of client client at /127.0.0.1 left by LeaveGroup of client client at "
                                    "/127.0.0.1, which says: the consumer\\u000ais closed");
  EXPECT_EQ(why("empty"), "no member is left in generation 2");
}

TEST_F(EventsTest, AStaticMemberThatComesBackFencesItsOldId) {
  const auto members = stable_group(1, {.instance_id = "i1"});

  const auto now = joined(join({.instance_id = "i1", .client_id = "other"})).member_id;
  heartbeat(members[0], 1, "i1");

  EXPECT_THAT(why("member-replaced"),
              AllOf(HasSubstr("instance i1"), HasSubstr(now + " takes the place of " + members[0]),
                    HasSubstr("client other at /127.0.0.1")));
  EXPECT_EQ(why("member-fenced"),
            "member " + members[0] + " is fenced: instance i1 is member " + now + " now");
}

TEST_F(EventsTest, AReplacementThatIsNotStoredIsTakenBack) {
  const auto members = stable_group(1, {.instance_id = "i1"});
  fail_appends(ErrorCode::kNotEnoughReplicas);

  join({.instance_id = "i1"});

  EXPECT_THAT(told().back(), "member-restored");
  EXPECT_THAT(why("member-restored"), AllOf(HasSubstr(members[0]), HasSubstr("COORDINATOR_NOT_AVAILABLE")));
}

TEST_F(EventsTest, JoinsThatAreRefusedTellWhatDidNotFit) {
  config_.group_max_size = 1;
  reload();
  const auto members = stable_group(1);
  join({.version = 3, .client_id = "second"});
  EXPECT_EQ(why("join-refused"), "client second at /127.0.0.1 finds the group full: group.max.size=1");

  join({.member_id = members[0], .protocols = {}});

  EXPECT_THAT(why("join-refused"), HasSubstr("brings type consumer with protocols nothing"));
}

TEST_F(EventsTest, ADeletionIsToldOnceItIsWritten) {
  commit({});
  fail_appends(ErrorCode::kNotEnoughReplicas);
  EXPECT_NE(remove(), ErrorCode::kNone);
  EXPECT_EQ(count("deleted"), 0u);

  EXPECT_EQ(remove(), ErrorCode::kNone);

  EXPECT_EQ(why("deleted"), "by DeleteGroups of client admin at /127.0.0.1");
}

TEST_F(EventsTest, OffsetsThatExpireAreCounted) {
  commit({.partitions = {0, 1, 2}});

  advance(config_.offsets_retention_ms + config_.offsets_retention_check_interval_ms);

  EXPECT_EQ(why("offsets-expired"),
            "offsets of 3 partitions were not used for offsets.retention.minutes=10080");
  EXPECT_EQ(told().back(), "removed");
}

TEST_F(EventsTest, OffsetsOfADeletedTopicAreCounted) {
  commit({.partitions = {0, 1}});
  const DeletedTopic topic{.name = "t", .id = {}, .deleted_at_ms = now_.wall_ms};

  run(shard_->remove_topics(std::span(&topic, 1), now_));

  EXPECT_EQ(why("offsets-deleted"), "offsets of 2 partitions, as topic t was deleted");
}

TEST_F(EventsTest, AGroupThatIsLoadedSaysWhatItHad) {
  stable_group(2);

  reload();

  EXPECT_EQ(why("loaded"), "the coordinator started with generation 2 of 2 members");
}

TEST_F(EventsTest, NamesOfStrangersAreCutAndStayOnOneLine) {
  join({.version = 3, .client_id = "evil\n" + std::string(30'000, 'x')});

  for (const auto& event : events_) {
    EXPECT_LT(event.cause.size(), 1'000u) << event.what;
    EXPECT_THAT(event.cause, Not(HasSubstr("\n")));
  }
}

}  // namespace
}  // namespace moldau::coord
