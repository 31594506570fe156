#include "coord/group_shard.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/check.h"
#include "coord/abandon.h"
#include "coord/membership.h"
#include "coord/operation.h"
#include "coord/rebalance.h"
#include "coord/replay.h"
#include "coord/requests.h"
#include "coord/shard_state.h"
#include "coord/sweep.h"

namespace moldau::coord {

namespace {

template <class Body>
Effects operate(ShardState& shard, Now now, Body body) {
  MOLDAU_CHECK(!shard.loading);
  Operation op{shard, now, {}};
  body(op);
  return std::move(op.effects);
}

void timer_due(Operation& op, const DueTimer& due) {
  const auto& key = due.key;
  auto* entry = op.shard.find(key.group_id);
  if (!entry) return;
  switch (key.kind) {
    case TimerKind::kSession: return session_expired(op, entry->group, due);
    case TimerKind::kJoin: return join_time_over(op, entry->group);
    case TimerKind::kSync: return sync_time_over(op, entry->group);
  }
}

void arm(Operation& op, ClassicGroup& group) {
  if (!group.members().empty())
    op.note(group.id(), "loaded",
            fmt::format("the coordinator started with generation {} of {} members", group.generation(),
                        group.members().size()));
  for (const auto& [id, member] : group.members()) restart_session(op, group, member);
  const auto limit = static_cast<std::size_t>(std::max(op.config().group_max_size, 0));
  if (group.members().size() > limit) prepare_rebalance(op, group, "the group is above its maximal size");
}

}  // namespace

GroupShard::GroupShard(const GroupConfig& config, UuidSource new_uuid)
    : state_(new ShardState{.config = config, .new_uuid = std::move(new_uuid)}) {}
GroupShard::~GroupShard() = default;
GroupShard::GroupShard(GroupShard&&) noexcept = default;
GroupShard& GroupShard::operator=(GroupShard&&) noexcept = default;

Effects GroupShard::join(Ticket ticket, const protocol::JoinGroupRequest& request,
                         const ClientContext& client, Now now) {
  return operate(*state_, now, [&](Operation& op) { coord::join(op, ticket, request, client); });
}

Effects GroupShard::sync(Ticket ticket, const protocol::SyncGroupRequest& request,
                         const ClientContext& client, Now now) {
  return operate(*state_, now, [&](Operation& op) { coord::sync(op, ticket, request, client); });
}

Effects GroupShard::heartbeat(Ticket ticket, const protocol::HeartbeatRequest& request, Now now) {
  return operate(*state_, now, [&](Operation& op) { coord::heartbeat(op, ticket, request); });
}

Effects GroupShard::leave(Ticket ticket, const protocol::LeaveGroupRequest& request,
                          const ClientContext& client, Now now) {
  return operate(*state_, now, [&](Operation& op) { coord::leave(op, ticket, request, client); });
}

Effects GroupShard::commit_offsets(Ticket ticket, const protocol::OffsetCommitRequest& request,
                                   const ClientContext& client, Now now) {
  return operate(*state_, now, [&](Operation& op) { coord::commit_offsets(op, ticket, request, client); });
}

Effects GroupShard::commit_in_transaction(Ticket ticket, const protocol::TxnOffsetCommitRequest& request,
                                          const ClientContext& client, Now now) {
  return operate(*state_, now,
                 [&](Operation& op) { coord::commit_in_transaction(op, ticket, request, client); });
}

Effects GroupShard::delete_group(Ticket ticket, const std::string& group_id, const ClientContext& client,
                                 Now now) {
  return operate(*state_, now, [&](Operation& op) { coord::delete_group(op, ticket, group_id, client); });
}

Effects GroupShard::delete_offsets(Ticket ticket, const protocol::OffsetDeleteRequest& request,
                                   const ClientContext& client, Now now) {
  return operate(*state_, now, [&](Operation& op) { coord::delete_offsets(op, ticket, request, client); });
}

Effects GroupShard::remove_topics(std::span<const DeletedTopic> topics, Now now) {
  return operate(*state_, now, [&](Operation& op) {
    for (const auto& topic : topics) start_deletion(op, topic);
    sweep(op);
  });
}

std::optional<std::int64_t> GroupShard::next_deadline_ms() const {
  const auto timer_ms = state_->timers.next_deadline_ms();
  const auto sweep_ms = next_sweep_ms(state_->sweep);
  if (!timer_ms || !sweep_ms) return timer_ms ? timer_ms : sweep_ms;
  return std::min(*timer_ms, *sweep_ms);
}

Effects GroupShard::tick(Now now) {
  return operate(*state_, now, [&](Operation& op) {
    while (const auto due = op.shard.timers.pop_due(now.steady_ms)) {
      timer_due(op, *due);
      if (!op.effects.records.empty()) return;
    }
    sweep(op);
  });
}

std::expected<void, protocol::DecodeError> GroupShard::replay(ByteView key, std::optional<ByteView> value,
                                                              std::int64_t producer_id) {
  return coord::replay(*state_, key, value, producer_id);
}

void GroupShard::replay_end(std::int64_t producer_id, bool commit) {
  coord::replay_end(*state_, producer_id, commit);
}

std::expected<void, protocol::DecodeError> GroupShard::check_replayable(const std::vector<Record>& records) {
  return coord::check_replayable(records);
}

Effects GroupShard::finish_loading(Now now) {
  MOLDAU_CHECK(std::exchange(state_->loading, false));
  return operate(*state_, now, [&](Operation& op) {
    for (auto& [id, entry] : op.shard.groups) arm(op, entry.group);
    schedule_expiry(op);
  });
}

Effects GroupShard::abandon(Effects not_appended, protocol::ErrorCode why, Now now) {
  return operate(*state_, now, [&](Operation& op) { coord::abandon(op, std::move(not_appended), why); });
}

Effects GroupShard::unload() {
  Effects effects;
  for (const auto& [id, entry] : state_->groups)
    fail_waiting(effects, entry.group, protocol::ErrorCode::kNotCoordinator);
  state_.reset(new ShardState{.config = state_->config, .new_uuid = std::move(state_->new_uuid)});
  return effects;
}

}  // namespace moldau::coord
