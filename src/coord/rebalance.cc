#include "coord/rebalance.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "coord/group_records.h"
#include "coord/member_text.h"
#include "coord/membership.h"
#include "coord/responses.h"

namespace moldau::coord {

namespace {

using protocol::ErrorCode;

/// Clients may say that they need no time at all, and would have the coordinator do nothing but look.
constexpr std::int32_t kLeastWaitMs = 100;

void start_timer(Operation& op, const ClassicGroup& group, TimerKind kind, std::int32_t delay_ms) {
  op.shard.timers.schedule({group.id(), kind, ""}, op.now.steady_ms + delay_ms);
}

/// How long the group is in its state.
std::int64_t since_state_ms(const Operation& op, const ClassicGroup& group) {
  return std::max<std::int64_t>(op.now.wall_ms - group.state_timestamp_ms().value_or(op.now.wall_ms), 0);
}

void tell_of_generation(Operation& op, const ClassicGroup& group, std::int64_t took_ms) {
  if (group.is_in(GroupState::kEmpty))
    return op.note(group.id(), "empty",
                   fmt::format("no member is left in generation {}", group.generation()));
  std::vector<std::string> ids;
  for (const auto& [id, member] : group.members()) ids.push_back(id);
  op.note(group.id(), "generation",
          fmt::format("generation {} after {} ms: protocol {}, leader {}, {} members: {}", group.generation(),
                      took_ms, shown(group.protocol_name().value_or("")), shown(group.leader().value_or("")),
                      ids.size(), shown(ids)));
}

void drop_missing_dynamic_members(Operation& op, ClassicGroup& group) {
  std::vector<std::string> missing;
  for (const auto& [id, member] : group.members())
    if (!member.is_awaiting_join() && !member.is_static()) missing.push_back(id);
  const auto had_ms = group.max_rebalance_timeout_ms();
  for (const auto& id : missing) {
    op.note(group.id(), "member-removed",
            fmt::format("{} did not join again within {} ms, the longest rebalance timeout of a member "
                        "(max.poll.interval.ms)",
                        text_of(*group.find(id)), had_ms));
    drop_member(op, group, id);
  }
}

void tell_generation(Operation& op, ClassicGroup& group) {
  for (const auto& [id, unused] : group.members()) {
    auto& member = *group.find(id);
    if (const auto ticket = group.take_join(member)) op.answer(*ticket, joined(group, member));
    restart_session(op, group, member);
    member.is_new = false;
    group.expect_sync(id);
  }
  start_timer(op, group, TimerKind::kSync, group.max_rebalance_timeout_ms());
}

void complete_join(Operation& op, ClassicGroup& group) {
  op.shard.timers.cancel({group.id(), TimerKind::kJoin, ""});
  group.initial_remaining_ms = 0;
  drop_missing_dynamic_members(op, group);
  if (!group.elect_joined_leader() && !group.members().empty()) {
    // Static members keep their places until their sessions end.
    start_timer(op, group, TimerKind::kJoin, std::max(group.max_rebalance_timeout_ms(), kLeastWaitMs));
    return;
  }
  const auto took_ms = since_state_ms(op, group);
  group.start_next_generation(op.now.wall_ms);
  tell_of_generation(op, group, took_ms);
  if (group.is_in(GroupState::kEmpty))
    op.append(group_record(group, {}));
  else
    tell_generation(op, group);
}

void start_initial_delay(Operation& op, ClassicGroup& group) {
  group.new_member_added = false;
  group.initial_delay_ms = op.config().group_initial_rebalance_delay_ms;
  group.initial_remaining_ms = std::max(group.max_rebalance_timeout_ms() - group.initial_delay_ms, 0);
  if (group.initial_delay_ms == 0)
    complete_join(op, group);
  else
    start_timer(op, group, TimerKind::kJoin, group.initial_delay_ms);
}

}  // namespace

void prepare_rebalance(Operation& op, ClassicGroup& group, std::string_view reason) {
  if (group.is_in(GroupState::kCompletingRebalance)) fail_syncs(op, group, ErrorCode::kRebalanceInProgress);
  group.forget_pending_sync();
  op.shard.timers.cancel({group.id(), TimerKind::kSync, ""});
  const bool is_first = group.is_in(GroupState::kEmpty);
  ++op.shard.rebalance_count;
  group.transition_to(GroupState::kPreparingRebalance, op.now.wall_ms);
  op.note(group.id(), "rebalance", fmt::format("generation {} ends: {}", group.generation(), reason));
  if (is_first) return start_initial_delay(op, group);
  start_timer(op, group, TimerKind::kJoin, group.max_rebalance_timeout_ms());
  maybe_complete_join(op, group);
}

void rebalance_or_complete_join(Operation& op, ClassicGroup& group, std::string_view reason) {
  if (group.can_rebalance())
    prepare_rebalance(op, group, reason);
  else
    maybe_complete_join(op, group);
}

void maybe_complete_join(Operation& op, ClassicGroup& group) {
  // A first rebalance takes its whole delay, even when all that are known have joined.
  const bool is_first = group.previous_state() == GroupState::kEmpty;
  if (group.is_in(GroupState::kPreparingRebalance) && !is_first && group.has_all_joined())
    complete_join(op, group);
}

void join_time_over(Operation& op, ClassicGroup& group) {
  if (!group.is_in(GroupState::kPreparingRebalance)) return;
  if (!group.new_member_added || group.initial_remaining_ms == 0) return complete_join(op, group);
  group.new_member_added = false;
  const auto delay_ms = std::min(op.config().group_initial_rebalance_delay_ms, group.initial_remaining_ms);
  group.initial_remaining_ms = std::max(group.initial_remaining_ms - group.initial_delay_ms, 0);
  group.initial_delay_ms = delay_ms;
  start_timer(op, group, TimerKind::kJoin, delay_ms);
}

void sync_time_over(Operation& op, ClassicGroup& group) {
  const bool is_after_join =
      group.is_in(GroupState::kCompletingRebalance) || group.is_in(GroupState::kStable);
  if (!is_after_join || group.pending_sync().empty()) return;
  const auto late = group.pending_sync();
  const auto had_ms = group.max_rebalance_timeout_ms();
  for (const auto& member_id : late) {
    if (const auto* member = group.find(member_id))
      op.note(group.id(), "member-removed",
              fmt::format("{} asked for no assignment of generation {} within {} ms", text_of(*member),
                          group.generation(), had_ms));
    drop_member(op, group, member_id);
  }
  prepare_rebalance(op, group, fmt::format("{} members asked for no assignment in time", late.size()));
}

void sync_arrived(Operation& op, ClassicGroup& group, const std::string& member_id) {
  group.got_sync(member_id);
  if (group.pending_sync().empty()) op.shard.timers.cancel({group.id(), TimerKind::kSync, ""});
}

void fail_syncs(Operation& op, ClassicGroup& group, ErrorCode error) {
  group.clear_assignments();
  for (const auto& [id, unused] : group.members()) {
    auto& member = *group.find(id);
    const auto ticket = group.take_sync(member);
    if (!ticket) continue;
    op.answer(*ticket, sync_error(error));
    restart_session(op, group, member);
  }
}

}  // namespace moldau::coord
