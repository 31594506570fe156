// Heartbeat, versions 0 to 4. 3: static members.
#include "coord/member_text.h"
#include "coord/membership.h"
#include "coord/requests.h"

namespace moldau::coord {

namespace {

using protocol::ErrorCode;

ErrorCode check(const protocol::HeartbeatRequest& request, const GroupEntry* entry) {
  if (request.group_id.empty()) return ErrorCode::kInvalidGroupId;
  if (!entry) return ErrorCode::kUnknownMemberId;
  const auto error = entry->group.validate_member(request.member_id, request.group_instance_id);
  if (error != ErrorCode::kNone) return error;
  return request.generation_id == entry->group.generation() ? ErrorCode::kNone
                                                            : ErrorCode::kIllegalGeneration;
}

}  // namespace

void heartbeat(Operation& op, Ticket ticket, const protocol::HeartbeatRequest& request) {
  const auto* entry = op.shard.find(request.group_id);
  auto error = check(request, entry);
  if (error == ErrorCode::kFencedInstanceId)
    op.note(request.group_id, "member-fenced",
            fenced_text(entry->group, request.member_id, request.group_instance_id.value_or("")));
  if (error == ErrorCode::kNone) {
    restart_session(op, entry->group, *entry->group.find(request.member_id));
    if (entry->group.is_in(GroupState::kPreparingRebalance)) error = ErrorCode::kRebalanceInProgress;
  }
  op.answer(ticket, protocol::HeartbeatResponse{.error_code = protocol::to_wire(error)});
}

}  // namespace moldau::coord
