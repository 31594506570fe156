// JoinGroup, versions 0 to 9.
//   1: the rebalance timeout is its own. 4: a new dynamic member is told its id first (KIP-394). 5: static
//   members (KIP-345). 8: a reason. 9: a leader may be told to skip the assignment (KIP-814).
#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "coord/group_records.h"
#include "coord/member_text.h"
#include "coord/membership.h"
#include "coord/rebalance.h"
#include "coord/requests.h"
#include "coord/responses.h"

namespace moldau::coord {

namespace {

using enum GroupState;
using protocol::ErrorCode;
using protocol::JoinGroupRequest;

constexpr std::int16_t kRequiresKnownMemberId = 4;
constexpr std::int16_t kCanSkipAssignment = 9;

/// The prefix, cut where the id would be too long for a string, and a new uuid.
std::string new_member_id(std::string_view prefix, const Uuid& uuid) {
  const auto suffix = "-" + uuid.to_dashed_string();
  return std::string(protocol::utf8_start(prefix, protocol::kMaxStringBytes - suffix.size())) + suffix;
}

class Join {
 public:
  Join(Operation& op, Ticket ticket, const JoinGroupRequest& request, const ClientContext& client)
      : op_(op), ticket_(ticket), request_(request), client_(client) {}

  void run() {
    if (const auto error = check(); error != ErrorCode::kNone) return refuse(error, request_.member_id);
    auto* entry = op_.shard.find(request_.group_id);
    if (!has_metadata_room(entry ? &entry->group : nullptr))
      return refuse(ErrorCode::kGroupMaxSizeReached, request_.member_id);
    if (entry) return into(entry->group);
    if (!request_.member_id.empty()) return refuse(ErrorCode::kUnknownMemberId, request_.member_id);
    if (op_.shard.groups.size() >= op_.config().max_groups)
      return refuse(ErrorCode::kGroupMaxSizeReached, "");
    op_.effects.undo.push_back(UndoCreation{request_.group_id});
    into(op_.shard.find_or_create(request_.group_id).group);
    if (op_.effects.records.empty()) op_.append(new_group_record(request_.group_id, op_.now.wall_ms));
  }

 private:
  ErrorCode check() const {
    if (request_.group_id.empty()) return ErrorCode::kInvalidGroupId;
    if (request_.session_timeout_ms < op_.config().group_min_session_timeout_ms ||
        request_.session_timeout_ms > op_.config().group_max_session_timeout_ms)
      return ErrorCode::kInvalidSessionTimeout;
    if (metadata_bytes(request_.protocols) > op_.config().max_member_metadata_bytes)
      return ErrorCode::kInvalidRequest;
    return ErrorCode::kNone;
  }

  void refuse(ErrorCode error, const std::string& member_id) {
    op_.answer(ticket_, join_error(error, member_id));
  }

  /// Version 0 has one timeout for both.
  std::int32_t rebalance_timeout_ms() const {
    return client_.api_version == 0 ? request_.session_timeout_ms : request_.rebalance_timeout_ms;
  }

  void into(ClassicGroup& group) {
    if (!has_room(group)) {
      refuse(ErrorCode::kGroupMaxSizeReached, "");
      op_.note(group.id(), "join-refused",
               fmt::format("{} finds the group full: group.max.size={}", text_of(client_),
                           op_.config().group_max_size));
      drop_member(op_, group, request_.member_id);
      return maybe_complete_join(op_, group);
    }
    if (!group.supports(request_.protocol_type, request_.protocols)) return refuse_protocols(group);
    request_.member_id.empty() ? new_member(group) : known_member(group);
  }

  void refuse_protocols(const ClassicGroup& group) {
    std::vector<std::string> names;
    for (const auto& protocol : request_.protocols) names.push_back(protocol.name);
    op_.note(
        group.id(), "join-refused",
        fmt::format("{} brings type {} with protocols {}, and the group has type {} and no protocol of these "
                    "that all members support",
                    text_of(client_), shown(request_.protocol_type), shown(names),
                    shown(group.protocol_type().value_or(""))));
    refuse(ErrorCode::kInconsistentGroupProtocol, request_.member_id);
  }

  /// A member that brings no more than before always has it.
  bool has_metadata_room(const ClassicGroup* group) const {
    const auto* known = group ? known_as(*group) : nullptr;
    const auto before = known ? metadata_bytes(known->protocols) : 0;
    auto after = metadata_bytes(request_.protocols);
    // A new member's name is also in its id.
    if (!known) after += 2 * (client_.client_id.size() + request_.group_instance_id.value_or("").size());
    return after <= before || op_.shard.metadata_bytes + (after - before) <= op_.config().max_metadata_bytes;
  }

  const Member* known_as(const ClassicGroup& group) const {
    const auto* id = request_.group_instance_id ? group.static_member(*request_.group_instance_id) : nullptr;
    return group.find(id ? *id : request_.member_id);
  }

  /// While members rejoin, only those who did count, so that a group above its limit loses its last ones.
  bool has_room(const ClassicGroup& group) const {
    const auto* member = group.find(request_.member_id);
    const auto limit = static_cast<std::size_t>(std::max(op_.config().group_max_size, 0));
    switch (group.state()) {
      case kEmpty: return true;
      case kPreparingRebalance:
        return (member && member->is_awaiting_join()) || group.awaiting_join_count() < limit;
      default: return member || group.members().size() < limit;
    }
  }

  void new_member(ClassicGroup& group) {
    const auto& instance_id = request_.group_instance_id;
    const auto id = new_member_id(instance_id.value_or(client_.client_id), op_.shard.new_uuid());
    const auto* replaced = instance_id ? group.static_member(*instance_id) : nullptr;
    if (replaced)
      replace_static_member(group, std::string(*replaced), id);
    else if (!instance_id && client_.api_version >= kRequiresKnownMemberId)
      give_id(group, id);
    else
      add(group, id);
  }

  void give_id(ClassicGroup& group, const std::string& id) {
    if (group.pending_count() >= op_.config().max_pending_members)
      return refuse(ErrorCode::kGroupMaxSizeReached, "");
    group.add_pending(id);
    start_session(op_, group, id, request_.session_timeout_ms);
    refuse(ErrorCode::kMemberIdRequired, id);
  }

  void add(ClassicGroup& group, const std::string& id) {
    Member member{.id = id,
                  .instance_id = request_.group_instance_id,
                  .client_id = client_.client_id,
                  .client_host = client_.client_host,
                  .rebalance_timeout_ms = rebalance_timeout_ms(),
                  .session_timeout_ms = request_.session_timeout_ms,
                  .protocols = request_.protocols,
                  .is_new = true,
                  .join_ticket = ticket_};
    if (group.is_in(kPreparingRebalance) && group.previous_state() == kEmpty) group.new_member_added = true;
    const auto who = text_of(member);
    group.add(std::move(member), request_.protocol_type);
    op_.note(group.id(), "member-joined",
             fmt::format("{} with {}, session.timeout.ms={}{}", who, text_of(request_.protocols),
                         request_.session_timeout_ms, said()));
    start_session(op_, group, id, op_.config().new_member_join_timeout_ms);
    rebalance_or_complete_join(op_, group, who + " joins");
  }

  void known_member(ClassicGroup& group) {
    const auto& id = request_.member_id;
    if (group.is_pending(id)) {
      // Ids are given out to dynamic members only.
      if (request_.group_instance_id) return refuse(ErrorCode::kUnknownServerError, "");
      return add(group, id);
    }
    const auto error = group.validate_member(id, request_.group_instance_id);
    if (error == ErrorCode::kFencedInstanceId)
      op_.note(group.id(), "member-fenced", fenced_text(group, id, *request_.group_instance_id));
    if (error != ErrorCode::kNone) return refuse(error, id);
    auto& member = *group.find(id);
    if (is_settled(group, member)) return op_.answer(ticket_, joined(group, member));
    const auto change = change_between(member.protocols, request_.protocols);
    rejoin(group, member);
    rebalance_or_complete_join(
        op_, group,
        fmt::format("{}{} joins again: {}{}", group.is_leader(id) ? "the leader, " : "", text_of(member),
                    change, said()));
  }

  /// The reason that a member gives itself.
  std::string said() const {
    return request_.reason && !request_.reason->empty() ? ", and says: " + shown(*request_.reason) : "";
  }

  /// Whether the member only missed an answer: nothing changed, and it is not a leader that wants a
  /// rebalance.
  bool is_settled(const ClassicGroup& group, const Member& member) const {
    if (member.protocols != request_.protocols) return false;
    return group.is_in(kCompletingRebalance) || (group.is_in(kStable) && !group.is_leader(member.id));
  }

  void rejoin(ClassicGroup& group, Member& member) {
    group.update(member, request_, rebalance_timeout_ms());
    const auto earlier = group.park_join(member, ticket_);
    // Kafka forgets the earlier request. Its client, if still there, shall ask again.
    if (earlier) op_.answer(*earlier, join_error(ErrorCode::kRebalanceInProgress, member.id));
  }

  void replace_static_member(ClassicGroup& group, const std::string& old_id, const std::string& new_id) {
    const auto old_leader = group.leader();
    auto old_member = group.replace_static(old_id, new_id);
    op_.shard.timers.cancel({group.id(), TimerKind::kSession, old_id});
    if (old_member.join_ticket)
      op_.answer(*old_member.join_ticket, join_error(ErrorCode::kFencedInstanceId, old_id));
    if (old_member.sync_ticket) op_.answer(*old_member.sync_ticket, sync_error(ErrorCode::kFencedInstanceId));
    auto& member = *group.find(new_id);
    op_.note(group.id(), "member-replaced",
             fmt::format("instance {} came back: member {} takes the place of {}, which is fenced; {}; {}",
                         shown(member.instance_id.value_or("")), shown(new_id), shown(old_id),
                         change_between(member.protocols, request_.protocols), text_of(client_)));
    group.update(member, request_, rebalance_timeout_ms());
    restart_session(op_, group, member);
    if (!group.is_in(kStable) || group.select_protocol() != group.protocol_name()) {
      group.park_join(member, ticket_);
      return rebalance_or_complete_join(op_, group, "the instance of " + text_of(member) + " came back");
    }
    keep_generation(group, std::move(old_member), member, old_leader);
  }

  /// A static member that comes back to a stable group has its assignment still: nobody else is disturbed.
  void keep_generation(ClassicGroup& group, Member old_member, const Member& member,
                       const std::optional<std::string>& old_leader) {
    op_.append(group_record(group));
    op_.effects.undo.push_back(UndoReplacement{group.id(), member.id, std::move(old_member)});
    op_.answer(ticket_, client_.api_version >= kCanSkipAssignment ? joined_to_skip(group, member)
                                                                  : joined_under(group, member, old_leader));
  }

  static protocol::JoinGroupResponse joined_to_skip(const ClassicGroup& group, const Member& member) {
    auto response = joined(group, member);
    response.skip_assignment = group.is_leader(member.id);
    return response;
  }

  /// An older leader would assign anew: it is told that its old id leads, so that it takes itself for a
  /// follower.
  static protocol::JoinGroupResponse joined_under(const ClassicGroup& group, const Member& member,
                                                  const std::optional<std::string>& old_leader) {
    auto response = joined_as_follower(group, member);
    response.leader = old_leader.value_or("");
    return response;
  }

  Operation& op_;
  Ticket ticket_;
  const JoinGroupRequest& request_;
  const ClientContext& client_;
};

}  // namespace

void join(Operation& op, Ticket ticket, const JoinGroupRequest& request, const ClientContext& client) {
  Join(op, ticket, request, client).run();
}

}  // namespace moldau::coord
