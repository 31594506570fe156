#include "coord/membership.h"

#include <fmt/format.h>

#include "coord/member_text.h"
#include "coord/rebalance.h"
#include "coord/responses.h"

namespace moldau::coord {

using protocol::ErrorCode;

namespace {

/// Why a member's session ended. A new member waits for its first answer, and knows no heartbeats yet.
std::string silence_of(const Member& member, std::int64_t overdue_ms, const GroupConfig& config) {
  if (member.is_new)
    return fmt::format("{} was in no generation {} ms after it joined", text_of(member),
                       config.new_member_join_timeout_ms + overdue_ms);
  return fmt::format(
      "{} missed its heartbeat: the last one is {} ms ago, {} ms more than session.timeout.ms={}",
      text_of(member), member.session_timeout_ms + overdue_ms, overdue_ms, member.session_timeout_ms);
}

}  // namespace

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

void session_expired(Operation& op, ClassicGroup& group, const DueTimer& due) {
  const auto& member_id = due.key.member_id;
  if (group.is_pending(member_id)) {
    op.note(group.id(), "member-id-expired",
            fmt::format("nobody joined in time with the id {} that was given out", shown(member_id)));
    drop_member(op, group, member_id);
    maybe_complete_join(op, group);
    return;
  }
  const auto* member = group.find(member_id);
  if (!member || member->is_excused_from_heartbeat()) return;
  op.note(group.id(), "member-removed", silence_of(*member, op.now.steady_ms - due.deadline_ms, op.config()));
  const auto reason = text_of(*member) + (member->is_new ? " was given up" : " missed its heartbeat");
  drop_member(op, group, member_id);
  members_left(op, group, reason);
}

void members_left(Operation& op, ClassicGroup& group, std::string_view reason) {
  if (group.is_in(GroupState::kStable) || group.is_in(GroupState::kCompletingRebalance)) {
    prepare_rebalance(op, group, reason);
  } else {
    maybe_complete_join(op, group);
  }
}

}  // namespace moldau::coord
