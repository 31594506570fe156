#include "coord/membership.h"

#include "base/diag.h"
#include "coord/rebalance.h"
#include "coord/responses.h"
#include "protocol/wire/json.h"

namespace moldau::coord {

using protocol::ErrorCode;

void start_session(Operation& op, const ClassicGroup& group, const std::string& member_id,
                   std::int32_t timeout_ms) {
  op.shard.timers.schedule({group.id(), TimerKind::kSession, member_id}, op.now.steady_ms + timeout_ms);
}

void restart_session(Operation& op, const ClassicGroup& group, const Member& member) {
  start_session(op, group, member.id, member.session_timeout_ms);
}

void drop_member(Operation& op, ClassicGroup& group, const std::string& member_id) {
  op.shard.timers.cancel({group.id(), TimerKind::kSession, member_id});
  const auto removed = group.remove(member_id);
  if (!removed) return;
  if (removed->join_ticket) op.answer(*removed->join_ticket, join_error(ErrorCode::kUnknownMemberId, ""));
  if (removed->sync_ticket) op.answer(*removed->sync_ticket, sync_error(ErrorCode::kUnknownMemberId));
}

void session_expired(Operation& op, ClassicGroup& group, const std::string& member_id) {
  if (group.is_pending(member_id)) {
    drop_member(op, group, member_id);
    maybe_complete_join(op, group);
    return;
  }
  const auto* member = group.find(member_id);
  if (!member || member->is_excused_from_heartbeat()) return;
  diag::debug("group member expired group={} member={}", protocol::json_quoted(group.id()),
              protocol::json_quoted(member_id));
  const auto id = member->id;  // the timer's and the member's own string go
  drop_member(op, group, id);
  members_left(op, group, "a session expired");
}

void members_left(Operation& op, ClassicGroup& group, std::string_view reason) {
  if (group.is_in(GroupState::kStable) || group.is_in(GroupState::kCompletingRebalance)) {
    prepare_rebalance(op, group, reason);
  } else {
    maybe_complete_join(op, group);
  }
}

}  // namespace moldau::coord
