// TxnOffsetCommit, versions 0 to 6.
//   2: leader epoch. 3: generation and member (KIP-447). 6: topic ids instead of names, which the broker
//   resolves, and clients that know GROUP_ID_NOT_FOUND. What 4 and 5 changed is between the broker and the
//   transaction's coordinator.
#include "coord/offset_writer.h"
#include "coord/requests.h"

namespace moldau::coord {

namespace {

using protocol::ErrorCode;
using Request = protocol::TxnOffsetCommitRequest;
using CommitResponse = protocol::TxnOffsetCommitResponse;

constexpr std::int16_t kKnowsGroupNotFound = 6;

/// Unlike OffsetCommit, it lets in clients that name no member while the group has some, and does not mind a
/// rebalance: the transaction is what keeps an older generation out.
ErrorCode check_group(const Request& request, const ClientContext& client, const ClassicGroup* group) {
  const auto generation = request.generation_id_or_member_epoch;
  if (!group) {
    if (generation < 0) return ErrorCode::kNone;
    return client.api_version >= kKnowsGroupNotFound ? ErrorCode::kGroupIdNotFound
                                                     : ErrorCode::kIllegalGeneration;
  }
  if (generation < 0 && group->is_in(GroupState::kEmpty)) return ErrorCode::kNone;
  if (generation < 0 && request.member_id.empty() && !request.group_instance_id) return ErrorCode::kNone;
  const auto error = group->validate_member(request.member_id, request.group_instance_id);
  if (error != ErrorCode::kNone) return error;
  return generation == group->generation() ? ErrorCode::kNone : ErrorCode::kIllegalGeneration;
}

}  // namespace

void commit_in_transaction(Operation& op, Ticket ticket, const Request& request,
                           const ClientContext& client) {
  const auto* entry = op.shard.find(request.group_id);
  const auto group_error = check_group(request, client, entry ? &entry->group : nullptr);
  op.effects.transaction = Transaction{request.producer_id, request.producer_epoch};
  const auto stamped = [&op](const auto&) { return CommittedOffset{.commit_timestamp_ms = op.now.wall_ms}; };
  op.answer(ticket, commit_all<CommitResponse>(op, request, group_error, stamped));
}

}  // namespace moldau::coord
