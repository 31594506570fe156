// OffsetCommit, versions 0 to 10.
//   1: generation and member, and a timestamp, in this version only. 2 to 4: how long to keep. 6: leader
//   epoch. 7: static members. 9: newer groups, whose clients know GROUP_ID_NOT_FOUND. 10: topic ids instead
//   of names, which the broker resolves.
#include <optional>
#include <utility>

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
    if (generation != group->generation()) return ErrorCode::kIllegalGeneration;
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
  CommitResponse response;
  OffsetWriter writer(op, request.group_id);
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    answered.topic_id = topic.topic_id;
    for (const auto& partition : topic.partitions) {
      auto error = group_error;
      if (error == ErrorCode::kNone)
        error = writer.write(topic.name, partition.partition_index,
                             {.offset = partition.committed_offset,
                              .leader_epoch = partition.committed_leader_epoch,
                              .metadata = partition.committed_metadata.value_or(""),
                              .commit_timestamp_ms = commit_timestamp_ms(partition, op.now),
                              .expire_timestamp_ms = expire_timestamp_ms(request, op.now),
                              .topic_id = topic.topic_id});
      answered.partitions.push_back({partition.partition_index, protocol::to_wire(error)});
    }
  }
  op.answer(ticket, std::move(response));
}

}  // namespace moldau::coord
