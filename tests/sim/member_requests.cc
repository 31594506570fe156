#include "protocol/messages/08_offset_commit.h"
#include "protocol/messages/12_heartbeat.h"
#include "protocol/messages/13_leave_group.h"
#include "tests/sim/member.h"

/// What a member asks for while it is one.
namespace moldau::sim {
namespace {

using boost::asio::awaitable;
constexpr std::int16_t kCommitVersion = 9, kHeartbeatVersion = 4, kLeaveVersion = 5;

}  // namespace

awaitable<ErrorCode> Member::heartbeat() {
  protocol::HeartbeatRequest request;
  request.group_id = group_.id;
  request.generation_id = generation_;
  request.member_id = id_;
  const auto frame = co_await client_.ask(request, kHeartbeatVersion);
  const auto answer = answer_in<protocol::HeartbeatResponse>(client_, frame, kHeartbeatVersion);
  co_return answer ? error_of(*answer) : ErrorCode::kNone;
}

awaitable<void> Member::commit(Place place, std::int64_t offset) {
  protocol::OffsetCommitRequest request;
  request.group_id = group_.id;
  request.generation_id_or_member_epoch = generation_;
  request.member_id = id_;
  request.topics.push_back({.name = place.topic, .topic_id = {}, .partitions = {}});
  request.topics[0].partitions.push_back({.partition_index = place.partition, .committed_offset = offset});
  const auto ticket = world_.offsets.sent(group_.id, place, offset, generation_);
  const auto frame = co_await client_.ask(request, kCommitVersion);
  const auto answer = answer_in<protocol::OffsetCommitResponse>(client_, frame, kCommitVersion);
  if (!answer) co_return;  // nobody knows
  const auto error = error_of(answer->topics.at(0).partitions.at(0));
  if (error == ErrorCode::kNone)
    world_.offsets.acknowledged(ticket);
  else if (!is_passing(error))
    world_.offsets.refused(ticket);
  learn(error);
}

awaitable<void> Member::leave() {
  protocol::LeaveGroupRequest request;
  request.group_id = group_.id;
  request.members.push_back({.member_id = id_});
  (void)co_await client_.ask(request, kLeaveVersion);
  is_member_ = false;
  id_.clear();
}

}  // namespace moldau::sim
