// LeaveGroup, versions 0 to 5. 3: several members, and static ones by their instance's id. 5: reasons.
#include <fmt/format.h>
#include <utility>

#include "coord/member_text.h"
#include "coord/membership.h"
#include "coord/requests.h"

namespace moldau::coord {

namespace {

using protocol::ErrorCode;
using protocol::to_wire;
using LeaveResponse = protocol::LeaveGroupResponse;
using Identity = protocol::LeaveGroupRequest::MemberIdentity;

constexpr std::int16_t kHasMembers = 3;

std::vector<Identity> leavers(const protocol::LeaveGroupRequest& request, const ClientContext& client) {
  if (client.api_version >= kHasMembers) return request.members;
  return {Identity{.member_id = request.member_id}};
}

ErrorCode remove(Operation& op, ClassicGroup& group, const Identity& leaver, const ClientContext& client) {
  auto member_id = leaver.member_id;
  if (member_id.empty()) {
    // An administrator removes a static member without knowing its id.
    const auto* current = leaver.group_instance_id ? group.static_member(*leaver.group_instance_id) : nullptr;
    if (!current) return ErrorCode::kUnknownMemberId;
    member_id = *current;
  } else if (!group.is_pending(member_id)) {
    const auto error = group.validate_member(member_id, leaver.group_instance_id);
    if (error != ErrorCode::kNone) return error;
  }
  if (const auto* member = group.find(member_id)) {
    const auto reason = leaver.reason ? ", which says: " + shown(*leaver.reason) : std::string();
    op.note(group.id(), "member-left",
            fmt::format("{} left by LeaveGroup of {}{}", text_of(*member), text_of(client), reason));
  }
  drop_member(op, group, member_id);
  return ErrorCode::kNone;
}

}  // namespace

void leave(Operation& op, Ticket ticket, const protocol::LeaveGroupRequest& request,
           const ClientContext& client) {
  LeaveResponse response;
  auto* entry = op.shard.find(request.group_id);
  bool any_left = false;
  if (request.group_id.empty()) {
    response.error_code = to_wire(ErrorCode::kInvalidGroupId);
  } else {
    for (const auto& leaver : leavers(request, client)) {
      const auto error = entry ? remove(op, entry->group, leaver, client) : ErrorCode::kUnknownMemberId;
      any_left |= error == ErrorCode::kNone;
      response.members.push_back({leaver.member_id, leaver.group_instance_id, to_wire(error)});
    }
  }
  if (client.api_version < kHasMembers && !response.members.empty())
    response.error_code = response.members.front().error_code;
  op.answer(ticket, std::move(response));
  if (any_left) members_left(op, entry->group, "members left by LeaveGroup of " + text_of(client));
}

}  // namespace moldau::coord
