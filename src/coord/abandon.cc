#include "coord/abandon.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/diag.h"
#include "coord/membership.h"
#include "coord/rebalance.h"
#include "coord/responses.h"
#include "coord/sweep.h"

namespace moldau::coord {

namespace {

using protocol::ErrorCode;
using protocol::to_wire;

/// Puts the error into an answer that promised success. What failed anyway stays as it is.
class Fail {
 public:
  Fail(ErrorCode error, bool keeps_generation) : error_(error), keeps_generation_(keeps_generation) {}

  void operator()(protocol::JoinGroupResponse& response) const {
    if (response.error_code != 0) return;
    if (!keeps_generation_) return void(response = join_error(error_, ""));
    response.error_code = to_wire(error_);
    response.member_id.clear();
    response.members.clear();
    response.skip_assignment = false;
  }
  void operator()(protocol::SyncGroupResponse& response) const {
    if (response.error_code == 0) response = sync_error(error_);
  }
  void operator()(protocol::HeartbeatResponse& response) const { fail(response.error_code); }
  void operator()(protocol::LeaveGroupResponse& response) const {
    if (response.error_code == 0) response = {.error_code = to_wire(error_)};
  }
  void operator()(protocol::OffsetCommitResponse& response) const {
    for (auto& topic : response.topics)
      for (auto& partition : topic.partitions) fail(partition.error_code);
  }
  void operator()(protocol::TxnOffsetCommitResponse& response) const {
    for (auto& topic : response.topics)
      for (auto& partition : topic.partitions) fail(partition.error_code);
  }
  void operator()(protocol::DeleteGroupsResponse::DeletableGroupResult& result) const {
    fail(result.error_code);
  }
  void operator()(protocol::OffsetDeleteResponse& response) const {
    if (response.error_code == 0) response = {.error_code = to_wire(error_)};
  }

 private:
  void fail(std::int16_t& code) const {
    if (code == 0) code = to_wire(error_);
  }

  ErrorCode error_;
  bool keeps_generation_;
};

class Revert {
 public:
  Revert(Operation& op, ErrorCode error) : op_(op), error_(error) {}

  void operator()(UndoCreation& undo) const {
    if (const auto* entry = op_.shard.find(undo.group_id)) fail_waiting(op_.effects, entry->group, error_);
    op_.shard.erase(undo.group_id);
  }
  void operator()(UndoAssignment& undo) const {
    auto* entry = op_.shard.find(undo.group_id);
    if (!entry || !entry->group.is_in(GroupState::kCompletingRebalance)) return;
    fail_syncs(op_, entry->group, error_);
    prepare_rebalance(op_, entry->group,
                      fmt::format("the assignment was not stored: {}", protocol::name(error_)));
  }
  void operator()(UndoReplacement& undo) const {
    auto* entry = op_.shard.find(undo.group_id);
    if (!entry || !entry->group.find(undo.new_member_id)) return;
    op_.shard.timers.cancel({undo.group_id, TimerKind::kSession, undo.new_member_id});
    auto old_id = undo.old_member.id;
    entry->group.restore(undo.new_member_id, std::move(undo.old_member));
    op_.note(undo.group_id, "member-restored",
             fmt::format("member {} has its instance's place again: its replacement was not stored: {}",
                         shown(old_id), protocol::name(error_)));
    restart_session(op_, entry->group, *entry->group.find(old_id));
  }
  void operator()(UndoSweep& undo) const { retry_sweep(op_, undo); }

 private:
  Operation& op_;
  ErrorCode error_;
};

}  // namespace

void fail_waiting(Effects& effects, const ClassicGroup& group, ErrorCode error) {
  for (const auto& [id, member] : group.members()) {
    if (member.join_ticket) effects.answers.push_back({*member.join_ticket, join_error(error, id)});
    if (member.sync_ticket) effects.answers.push_back({*member.sync_ticket, sync_error(error)});
  }
}

ErrorCode append_error(ErrorCode why) {
  switch (why) {
    case ErrorCode::kUnknownTopicOrPartition:
    case ErrorCode::kNotEnoughReplicas:
    case ErrorCode::kRequestTimedOut: return ErrorCode::kCoordinatorNotAvailable;
    case ErrorCode::kNotLeaderOrFollower:
    case ErrorCode::kKafkaStorageError: return ErrorCode::kNotCoordinator;
    case ErrorCode::kMessageTooLarge:
    case ErrorCode::kRecordListTooLarge:
    case ErrorCode::kInvalidFetchSize: return ErrorCode::kUnknownServerError;
    default: return why;
  }
}

void abandon(Operation& op, Effects not_appended, ErrorCode why) {
  diag::debug("group records not appended count={} error={}", not_appended.records.size(),
              protocol::name(why));
  const auto error = append_error(why);
  const bool replaced = std::ranges::any_of(
      not_appended.undo, [](const Undo& undo) { return std::holds_alternative<UndoReplacement>(undo); });
  for (auto& answer : not_appended.answers) {
    std::visit(Fail(error, replaced), answer.response);
    op.effects.answers.push_back(std::move(answer));
  }
  for (auto& event : not_appended.events)
    if (!event.needs_records) op.effects.events.push_back(std::move(event));
  for (auto& undo : not_appended.undo) std::visit(Revert(op, error), undo);
}

}  // namespace moldau::coord
