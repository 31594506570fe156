// OffsetCommit, versions 0 to 10.
//   1: generation and member, and a timestamp, in this version only. 2 to 4: how long to keep. 6: leader
//   epoch. 7: static members. 9: newer groups, whose clients know GROUP_ID_NOT_FOUND. 10: topic ids instead
//   of names, which the broker resolves.
#include <optional>

#include "base/mutation.h"
#include "coord/membership.h"
#include "coord/offset_writer.h"
#include "coord/requests.h"

namespace moldau::coord {

namespace {

using enum GroupState;
using protocol::ErrorCode;
using Request = protocol::OffsetCommitRequest;
using Partition = Request::OffsetCommitRequestTopic::OffsetCommitRequestPartition;
using CommitResponse = protocol::OffsetCommitResponse;

constexpr std::int16_t kKnowsGroupNotFound = 9;

ErrorCode check_group(const Request& request, const ClientContext& client, const ClassicGroup* group) {
  const auto generation = request.generation_id_or_member_epoch;
  if (!group) {
    // Without a generation it is an administrator, or a consumer that only keeps its offsets here.
    if (generation < 0) return ErrorCode::kNone;
    return client.api_version >= kKnowsGroupNotFound ? ErrorCode::kGroupIdNotFound
                                                     : ErrorCode::kIllegalGeneration;
  }
  if (generation < 0 && group->is_in(kEmpty)) return ErrorCode::kNone;
  if (generation >= 0 || !request.member_id.empty() || request.group_instance_id) {
    const auto error = group->validate_member(request.member_id, request.group_instance_id);
    if (error != ErrorCode::kNone) return error;
    if (generation != group->generation() && !MOLDAU_MUTATION("old-generation-commits"))
      return ErrorCode::kIllegalGeneration;
  } else if (!group->is_in(kEmpty)) {
    return ErrorCode::kUnknownMemberId;
  }
  // The member knows the generation but not its assignment: what it commits belongs to an older one.
  return group->is_in(kCompletingRebalance) ? ErrorCode::kRebalanceInProgress : ErrorCode::kNone;
}

/// Version 1 lets the client say.
std::int64_t commit_timestamp_ms(const Partition& partition, Now now) {
  return partition.commit_timestamp == -1 ? now.wall_ms : partition.commit_timestamp;
}

std::optional<std::int64_t> expire_timestamp_ms(const Request& request, Now now) {
  if (request.retention_time_ms == -1) return std::nullopt;
  return now.wall_ms + request.retention_time_ms;
}

}  // namespace

void commit_offsets(Operation& op, Ticket ticket, const Request& request, const ClientContext& client) {
  const auto* entry = op.shard.find(request.group_id);
  const auto group_error = check_group(request, client, entry ? &entry->group : nullptr);
  // A commit shows that the member lives.
  const auto* member =
      entry && group_error == ErrorCode::kNone ? entry->group.find(request.member_id) : nullptr;
  if (member) restart_session(op, entry->group, *member);
  const auto stamped = [&](const Partition& partition) {
    return CommittedOffset{.commit_timestamp_ms = commit_timestamp_ms(partition, op.now),
                           .expire_timestamp_ms = expire_timestamp_ms(request, op.now)};
  };
  op.answer(ticket, commit_all<CommitResponse>(op, request, group_error, stamped));
}

}  // namespace moldau::coord
