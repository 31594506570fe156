// SyncGroup, versions 0 to 5.
//   3: static members. 5: the protocol's type and name, to find a member that speaks of another group.
#include <fmt/format.h>
#include <map>
#include <utility>

#include "coord/group_records.h"
#include "coord/membership.h"
#include "coord/rebalance.h"
#include "coord/requests.h"
#include "coord/responses.h"

namespace moldau::coord {

namespace {

using enum GroupState;
using protocol::ErrorCode;
using protocol::SyncGroupRequest;

constexpr std::int16_t kNamesProtocol = 5;

bool differs(const std::optional<std::string>& asked, const std::optional<std::string>& actual) {
  return asked && actual && *asked != *actual;
}

ErrorCode check(const SyncGroupRequest& request, const ClientContext& client, const GroupEntry* entry) {
  if (client.api_version >= kNamesProtocol && !(request.protocol_type && request.protocol_name))
    return ErrorCode::kInconsistentGroupProtocol;
  if (request.group_id.empty()) return ErrorCode::kInvalidGroupId;
  if (!entry) return ErrorCode::kUnknownMemberId;
  const auto& group = entry->group;
  const auto error = group.validate_member(request.member_id, request.group_instance_id);
  if (error != ErrorCode::kNone) return error;
  if (request.generation_id != group.generation()) return ErrorCode::kIllegalGeneration;
  if (differs(request.protocol_type, group.protocol_type()) ||
      differs(request.protocol_name, group.protocol_name()))
    return ErrorCode::kInconsistentGroupProtocol;
  return group.is_in(kPreparingRebalance) ? ErrorCode::kRebalanceInProgress : ErrorCode::kNone;
}

/// The leader's sync: those that wait get their part once it is written, and replay() makes the group stable.
void assign(Operation& op, ClassicGroup& group, const SyncGroupRequest& request) {
  Assignments assignments;
  for (const auto& [id, member] : group.members()) assignments[id];
  for (const auto& given : request.assignments) {
    const auto member = assignments.find(given.member_id);
    if (member != assignments.end()) member->second = given.assignment;
  }
  op.append(group_record(group, assignments));
  op.effects.undo.push_back(UndoAssignment{group.id()});
  op.note_if_written(
      group.id(), "assigned",
      fmt::format("leader {} assigned generation {} after {} ms", shown(group.leader().value_or("")),
                  group.generation(), op.now.wall_ms - group.state_timestamp_ms().value_or(op.now.wall_ms)));
  for (auto& [id, assignment] : assignments) {
    auto& member = *group.find(id);
    const auto ticket = group.take_sync(member);
    if (!ticket) continue;
    op.answer(*ticket, synced(group, std::move(assignment)));
    restart_session(op, group, member);
  }
}

}  // namespace

void sync(Operation& op, Ticket ticket, const SyncGroupRequest& request, const ClientContext& client) {
  auto* entry = op.shard.find(request.group_id);
  const auto error = check(request, client, entry);
  if (error != ErrorCode::kNone) return op.answer(ticket, sync_error(error));
  auto& group = entry->group;
  auto& member = *group.find(request.member_id);
  sync_arrived(op, group, member.id);
  if (group.is_in(kStable)) return op.answer(ticket, synced(group, member.assignment));
  // As with joins: Kafka forgets the earlier request.
  const auto earlier = group.park_sync(member, ticket);
  if (earlier) op.answer(*earlier, sync_error(ErrorCode::kRebalanceInProgress));
  if (group.is_leader(member.id)) assign(op, group, request);
}

}  // namespace moldau::coord
