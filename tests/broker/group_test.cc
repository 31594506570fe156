#include <thread>

#include "protocol/messages/11_join_group.h"
#include "protocol/messages/12_heartbeat.h"
#include "protocol/messages/14_sync_group.h"
#include "protocol/messages/15_describe_groups.h"
#include "protocol/messages/16_list_groups.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

constexpr std::int16_t kJoinVersion = 9, kSyncVersion = 5, kHeartbeatVersion = 4;

protocol::JoinGroupRequest join_request(const std::string& member_id) {
  protocol::JoinGroupRequest request;
  request.group_id = "g";
  request.session_timeout_ms = 30'000;
  request.rebalance_timeout_ms = 30'000;
  request.member_id = member_id;
  request.protocol_type = "consumer";
  request.protocols.push_back({.name = "range", .metadata = {}});
  return request;
}

/// A broker with the topic t and a loaded coordinator.
class Groups : public BrokerTest {
 protected:
  void SetUp() override {
    start();
    client = std::make_unique<Client>(connect());
    create_topic(*client);
    find_coordinator(*client);
  }
  /// Back, with the coordinator loaded.
  void reconnect() {
    *client = connect();
    find_coordinator(*client);
  }
  Answer<protocol::JoinGroupResponse> join(Client& member) {
    const auto named = member.ask<protocol::JoinGroupResponse>(join_request(""), kJoinVersion);
    EXPECT_EQ(error_of(*named.operator->()), ErrorCode::kMemberIdRequired);
    return member.ask<protocol::JoinGroupResponse>(join_request(named->member_id), kJoinVersion);
  }
  ErrorCode sync(Client& member, const protocol::JoinGroupResponse& joined) {
    protocol::SyncGroupRequest request;
    request.group_id = "g";
    request.generation_id = joined.generation_id;
    request.member_id = joined.member_id;
    request.protocol_type = "consumer";
    request.protocol_name = "range";
    request.assignments.push_back({.member_id = joined.member_id, .assignment = {1, 2, 3}});
    return error_of(*member.ask<protocol::SyncGroupResponse>(request, kSyncVersion).operator->());
  }
  ErrorCode beat(Client& member, const protocol::JoinGroupResponse& joined) {
    protocol::HeartbeatRequest request;
    request.group_id = "g";
    request.generation_id = joined.generation_id;
    request.member_id = joined.member_id;
    return error_of(*member.ask<protocol::HeartbeatResponse>(request, kHeartbeatVersion).operator->());
  }
  std::string state() {
    protocol::DescribeGroupsRequest request;
    request.groups = {"g"};
    return client->ask<protocol::DescribeGroupsResponse>(request, 5)->groups.at(0).group_state;
  }

  std::unique_ptr<Client> client;
};

TEST_F(Groups, committed_offsets_survive_a_restart_and_a_crash) {
  EXPECT_EQ(commit_offset(*client, 5), ErrorCode::kNone);

  restart();
  reconnect();
  EXPECT_EQ(committed_offset(*client), 5);
  EXPECT_EQ(commit_offset(*client, 6), ErrorCode::kNone);
  crash();
  reconnect();

  EXPECT_EQ(committed_offset(*client), 6);
}

TEST_F(Groups, a_commit_is_answered_only_after_its_sync) {
  disk.hold_syncs({"/__consumer_offsets-", "sync"});
  auto committer = connect();
  auto other = connect();

  std::jthread committing([&] { EXPECT_EQ(commit_offset(committer, 5), ErrorCode::kNone); });
  ASSERT_TRUE(disk.wait_until_held());
  EXPECT_FALSE(committer.has_something());
  EXPECT_EQ(error_of(produce(other)), ErrorCode::kNone);
  disk.release();
}

TEST_F(Groups, a_member_lives_on_over_a_restart_and_a_crash) {
  const auto joined = join(*client);
  ASSERT_EQ(error_of(*joined.operator->()), ErrorCode::kNone);
  ASSERT_EQ(sync(*client, *joined.operator->()), ErrorCode::kNone);

  restart();
  reconnect();
  EXPECT_EQ(state(), "Stable");
  EXPECT_EQ(beat(*client, *joined.operator->()), ErrorCode::kNone);
  crash();
  reconnect();

  EXPECT_EQ(state(), "Stable");
  EXPECT_EQ(beat(*client, *joined.operator->()), ErrorCode::kNone);
}

TEST_F(Groups, a_second_member_is_answered_once_the_first_has_joined_again) {
  const auto first = join(*client);
  ASSERT_EQ(sync(*client, *first.operator->()), ErrorCode::kNone);
  auto second = connect();
  const auto named = second.ask<protocol::JoinGroupResponse>(join_request(""), kJoinVersion);
  const auto waiting = second.send(join_request(named->member_id), kJoinVersion);
  while (beat(*client, *first.operator->()) != ErrorCode::kRebalanceInProgress) continue;
  EXPECT_FALSE(second.has_something());

  const auto again = client->ask<protocol::JoinGroupResponse>(join_request(first->member_id), kJoinVersion);

  EXPECT_EQ(again->members.size(), 2u);
  EXPECT_EQ(second.receive<protocol::JoinGroupResponse>(kJoinVersion, waiting)->generation_id,
            again->generation_id);
}

TEST_F(Groups, a_stop_while_a_member_waits_for_a_rebalance_is_a_stop) {
  const auto first = join(*client);
  ASSERT_EQ(sync(*client, *first.operator->()), ErrorCode::kNone);
  auto second = connect();
  const auto named = second.ask<protocol::JoinGroupResponse>(join_request(""), kJoinVersion);
  second.send(join_request(named->member_id), kJoinVersion);
  while (beat(*client, *first.operator->()) != ErrorCode::kRebalanceInProgress) continue;

  broker.reset();
  start();

  expect_healthy();
}

TEST_F(Groups, requests_during_loading_are_told_so) {
  commit_offset(*client, 5);
  stop();
  disk.hold_reads({"/__consumer_offsets-", "group-loader"});

  start();
  ASSERT_TRUE(disk.wait_until_held());
  *client = connect();
  EXPECT_EQ(offsets_error(*client), ErrorCode::kCoordinatorLoadInProgress);
  EXPECT_EQ(commit_offset(*client, 6), ErrorCode::kCoordinatorLoadInProgress);
  const auto listed = client->ask<protocol::ListGroupsResponse>(protocol::ListGroupsRequest(), 5);
  EXPECT_EQ(listed->error_code, to_wire(ErrorCode::kCoordinatorLoadInProgress));
  expect_healthy();
  disk.release();
  find_coordinator(*client);

  EXPECT_EQ(committed_offset(*client), 5);
}

TEST_F(Groups, a_stop_during_loading_is_a_stop) {
  commit_offset(*client, 5);
  stop();
  disk.hold_reads({"/__consumer_offsets-", "group-loader"});
  start();
  ASSERT_TRUE(disk.wait_until_held());
  disk.release();

  restart();
  reconnect();

  EXPECT_EQ(committed_offset(*client), 5);
}

TEST_F(Groups, deleting_a_topic_deletes_what_was_committed_for_it) {
  create_topic(*client, {.name = "other"});
  commit_offset(*client, 5);
  commit_offset(*client, 7, "other");

  delete_topic(*client);
  EXPECT_EQ(committed_offset(*client), -1);
  create_topic(*client);
  EXPECT_EQ(committed_offset(*client), -1);
  EXPECT_EQ(committed_offset(*client, "other"), 7);
  restart();
  reconnect();

  EXPECT_EQ(committed_offset(*client), -1);
  EXPECT_EQ(committed_offset(*client, "other"), 7);
}

TEST_F(Groups, deleting_a_topic_during_loading_deletes_what_was_committed_for_it) {
  commit_offset(*client, 5);
  stop();
  disk.hold_reads({"/__consumer_offsets-", "group-loader"});
  start();
  ASSERT_TRUE(disk.wait_until_held());
  *client = connect();

  delete_topic(*client);
  create_topic(*client);
  disk.release();
  find_coordinator(*client);

  EXPECT_EQ(committed_offset(*client), -1);
}

TEST_F(Groups, deleting_the_offsets_topic_starts_afresh) {
  commit_offset(*client, 5);

  delete_topic(*client, "__consumer_offsets");
  EXPECT_EQ(offsets_error(*client), ErrorCode::kNotCoordinator);
  find_coordinator(*client);

  EXPECT_EQ(committed_offset(*client), -1);
  EXPECT_EQ(commit_offset(*client, 6), ErrorCode::kNone);
  EXPECT_EQ(committed_offset(*client), 6);
}

TEST_F(Groups, a_commit_whose_sync_fails_is_not_acknowledged) {
  disk.fail_syncs("/__consumer_offsets-");

  EXPECT_NE(commit_offset(*client, 5), ErrorCode::kNone);

  EXPECT_EQ(offsets_error(*client), ErrorCode::kNotCoordinator);
}

TEST_F(Groups, groups_of_all_partitions_are_listed) {
  for (const auto* group : {"a", "b", "c", "d", "e"}) {
    find_coordinator(*client, group);
    EXPECT_EQ(commit_offset(*client, 1, "t", group), ErrorCode::kNone);
  }

  const auto listed = client->ask<protocol::ListGroupsResponse>(protocol::ListGroupsRequest(), 5);

  EXPECT_EQ(listed->groups.size(), 5u);
}

}  // namespace
}  // namespace moldau::broker::test
