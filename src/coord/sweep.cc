#include "coord/sweep.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <utility>

#include "base/mutation.h"
#include "coord/group_records.h"

namespace moldau::coord {

namespace {

/// What a group's state lets expire (Kafka: OffsetExpirationCondition).
struct ExpiryRule {
  /// Since when the offsets are not used; since each was committed where there is nothing.
  std::optional<std::int64_t> since_ms;
  std::set<std::string> subscribed;

  bool expired(const std::string& topic, const CommittedOffset& offset, Now now,
               const GroupConfig& config) const {
    if (subscribed.contains(topic)) return false;
    if (offset.expire_timestamp_ms) return now.wall_ms >= *offset.expire_timestamp_ms;
    return now.wall_ms - since_ms.value_or(offset.commit_timestamp_ms) >= config.offsets_retention_ms;
  }
};

/// Nothing where the group still needs all of its offsets.
std::optional<ExpiryRule> expiry_rule(const ClassicGroup& group) {
  if (!group.protocol_type()) return ExpiryRule{};
  if (group.is_in(GroupState::kEmpty)) return ExpiryRule{.since_ms = group.state_timestamp_ms()};
  if (MOLDAU_MUTATION("rebalancing-group-expires")) return ExpiryRule{};
  if (!group.uses_consumer_protocol() || !group.is_in(GroupState::kStable)) return std::nullopt;
  auto subscribed = group.subscribed_topics();
  if (!subscribed) return std::nullopt;
  return ExpiryRule{.subscribed = std::move(*subscribed)};
}

/// One step of a walk.
class Step {
 public:
  Step(Operation& op, SweepWalk& walk) : op_(op), walk_(walk) {}

  /// Looks at groups while there is budget. True at the end of the walk.
  template <class LookAt>
  bool run(LookAt look_at) {
    auto& groups = op_.shard.groups;
    auto entry = walk_.next_group ? groups.lower_bound(*walk_.next_group) : groups.begin();
    for (; entry != groups.end(); ++entry) {
      ++looked_at_;
      look_at(*this, entry->second);
      if (!has_budget()) {
        pause(entry->first);
        return false;
      }
    }
    walk_.next_group.reset();
    return true;
  }

  void count_offset() { ++looked_at_; }
  /// False where the batch is full.
  bool write(Record record) {
    if (bytes_ >= op_.config().sweep_batch_bytes) return false;
    bytes_ += record.key.size();
    op_.append(std::move(record));
    return true;
  }

 private:
  bool has_budget() const {
    return bytes_ < op_.config().sweep_batch_bytes && looked_at_ < op_.config().sweep_step_offsets;
  }

  /// Goes on with the same group, which may have more; but a step without any record must get further.
  void pause(const std::string& group_id) {
    walk_.next_group = op_.effects.records.empty() ? group_id + '\0' : group_id;
    walk_.due_ms = op_.now.steady_ms;
  }

  Operation& op_;
  SweepWalk& walk_;
  std::size_t bytes_ = 0, looked_at_ = 0;
};

bool belongs_to(const CommittedOffset& offset, const DeletedTopic& topic) {
  if (!offset.topic_id.is_zero() && !topic.id.is_zero()) return offset.topic_id == topic.id;
  return offset.commit_timestamp_ms <= topic.deleted_at_ms;
}

void forget(Step& step, const GroupEntry& entry, const DeletedTopic& topic) {
  const auto partitions = entry.offsets.by_topic().find(topic.name);
  if (partitions == entry.offsets.by_topic().end()) return;
  for (const auto& [partition, offset] : partitions->second) {
    step.count_offset();
    if (!belongs_to(offset, topic)) continue;
    if (!step.write(offset_tombstone({entry.group.id(), topic.name, partition}))) return;
  }
}

/// The same for what was committed in transactions that are open: the tombstone takes it out of them.
void forget_pending(Step& step, const std::string& group_id, const PendingOffsets& pending,
                    const DeletedTopic& topic) {
  const auto partitions = pending.of(group_id).find(topic.name);
  if (partitions == pending.of(group_id).end()) return;
  for (const auto& [partition, offsets] : partitions->second) {
    step.count_offset();
    const bool is_of_topic =
        std::ranges::any_of(offsets, [&](const auto& each) { return belongs_to(each.second, topic); });
    if (is_of_topic && !step.write(offset_tombstone({group_id, topic.name, partition}))) return;
  }
}

/// The tombstones of what expired in a group. True where it has no offset that stays, and all were written.
bool expire_offsets(Step& step, const GroupEntry& entry, const ExpiryRule& rule, const Operation& op) {
  bool is_all = true;
  for (const auto& [topic, partitions] : entry.offsets.by_topic()) {
    for (const auto& [partition, offset] : partitions) {
      step.count_offset();
      const bool expired = rule.expired(topic, offset, op.now, op.config()) &&
                           !op.shard.pending.contains(entry.group.id(), topic, partition);
      is_all &= expired;
      if (expired && !step.write(offset_tombstone({entry.group.id(), topic, partition}))) return false;
    }
  }
  return is_all;
}

void expire(Step& step, const GroupEntry& entry, Operation& op) {
  const auto rule = expiry_rule(entry.group);
  if (!rule) return;
  const auto before = op.effects.records.size();
  const bool is_all = expire_offsets(step, entry, *rule, op);
  if (const auto count = op.effects.records.size() - before; count > 0)
    op.note_if_written(entry.group.id(), "offsets-expired",
                       fmt::format("offsets of {} partitions were not used for offsets.retention.minutes={}",
                                   count, op.config().offsets_retention_ms / 60'000));
  // An id that was given out will be used soon, and what a transaction commits belongs to somebody.
  if (is_all && entry.group.is_in(GroupState::kEmpty) && entry.group.pending_count() == 0 &&
      !op.shard.pending.contains(entry.group.id()) && step.write(group_tombstone(entry.group.id())))
    op.note_if_written(entry.group.id(), "removed", "it has no members and no offsets any more");
}

void sweep_deleted(Operation& op) {
  auto& state = op.shard.sweep;
  const auto topic = state.deleted.front();
  const bool is_done = Step(op, state.deletion).run([&](Step& step, const GroupEntry& entry) {
    const auto before = op.effects.records.size();
    forget(step, entry, topic);
    forget_pending(step, entry.group.id(), op.shard.pending, topic);
    if (const auto count = op.effects.records.size() - before; count > 0)
      op.note_if_written(
          entry.group.id(), "offsets-deleted",
          fmt::format("offsets of {} partitions, as topic {} was deleted", count, shown(topic.name)));
  });
  if (!op.effects.records.empty()) op.effects.undo.push_back(UndoSweep{topic});
  if (!is_done) return;
  state.deleted.pop_front();
  state.deletion.due_ms = state.deleted.empty() ? std::nullopt : std::optional(op.now.steady_ms);
}

void sweep_expired(Operation& op) {
  const bool is_done = Step(op, op.shard.sweep.expiry).run([&](Step& step, const GroupEntry& entry) {
    expire(step, entry, op);
  });
  if (!op.effects.records.empty()) op.effects.undo.push_back(UndoSweep{});
  if (is_done) schedule_expiry(op);
}

bool is_due(const SweepWalk& walk, Now now) {
  return walk.due_ms && *walk.due_ms <= now.steady_ms;
}

}  // namespace

std::optional<std::int64_t> next_sweep_ms(const SweepState& sweep) {
  if (!sweep.deletion.due_ms || !sweep.expiry.due_ms)
    return sweep.deletion.due_ms ? sweep.deletion.due_ms : sweep.expiry.due_ms;
  return std::min(*sweep.deletion.due_ms, *sweep.expiry.due_ms);
}

void sweep(Operation& op) {
  if (is_due(op.shard.sweep.deletion, op.now))
    sweep_deleted(op);
  else if (is_due(op.shard.sweep.expiry, op.now))
    sweep_expired(op);
}

void schedule_expiry(Operation& op) {
  op.shard.sweep.expiry.due_ms = op.now.steady_ms + op.config().offsets_retention_check_interval_ms;
}

void start_deletion(Operation& op, DeletedTopic topic) {
  auto& state = op.shard.sweep;
  state.deleted.push_back(std::move(topic));
  if (!state.deletion.due_ms) state.deletion.due_ms = op.now.steady_ms;
}

void retry_sweep(Operation& op, const UndoSweep& undo) {
  auto& state = op.shard.sweep;
  auto& walk = undo.deleted ? state.deletion : state.expiry;
  walk.next_group.reset();
  walk.due_ms = op.now.steady_ms + op.config().sweep_retry_ms;
  if (!undo.deleted) return;
  // The step may have been the topic's last.
  const auto& topic = *undo.deleted;
  if (state.deleted.empty() || state.deleted.front().name != topic.name ||
      state.deleted.front().id != topic.id)
    state.deleted.push_front(topic);
}

}  // namespace moldau::coord
