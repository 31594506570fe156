// How members enter, change and leave a ClassicGroup.
#include <utility>

#include "base/check.h"
#include "coord/classic_group.h"

namespace moldau::coord {

void ClassicGroup::count(const Member& member) {
  count_protocols(member, 1);
  metadata_count_.add(brought_bytes(member));
}

void ClassicGroup::discount(const Member& member) {
  count_protocols(member, -1);
  metadata_count_.take(brought_bytes(member));
}

void ClassicGroup::forget_pending(const std::string& member_id) {
  if (pending_.erase(member_id) > 0) metadata_count_.take(member_id.size());
}

void ClassicGroup::insert(Member member) {
  if (member.instance_id) static_members_[*member.instance_id] = member.id;
  if (member.is_awaiting_join()) ++awaiting_join_count_;
  count(member);
  auto id = member.id;
  MOLDAU_CHECK(members_.emplace(std::move(id), std::move(member)).second);
}

void ClassicGroup::add(Member member, const std::string& protocol_type) {
  if (members_.empty()) protocol_type_ = protocol_type;
  if (!leader_) leader_ = member.id;
  forget_pending(member.id);
  insert(std::move(member));
}

void ClassicGroup::update(Member& member, const protocol::JoinGroupRequest& request,
                          std::int32_t rebalance_timeout_ms) {
  discount(member);
  member.protocols = request.protocols;
  count(member);
  member.rebalance_timeout_ms = rebalance_timeout_ms;
  member.session_timeout_ms = request.session_timeout_ms;
}

std::optional<Member> ClassicGroup::remove(const std::string& member_id) {
  forget_pending(member_id);
  pending_sync_.erase(member_id);
  const auto found = members_.find(member_id);
  if (found == members_.end()) return std::nullopt;
  auto removed = std::move(found->second);
  members_.erase(found);
  discount(removed);
  if (removed.is_awaiting_join()) --awaiting_join_count_;
  if (removed.instance_id) static_members_.erase(*removed.instance_id);
  if (leader_ == removed.id)
    leader_ = members_.empty() ? std::nullopt : std::optional(members_.begin()->first);
  return removed;
}

Member ClassicGroup::replace_static(const std::string& old_id, const std::string& new_id) {
  const bool led = is_leader(old_id);
  const bool owed_sync = pending_sync_.contains(old_id);
  auto old_member = remove(old_id);
  MOLDAU_CHECK(old_member && old_member->is_static());
  auto member = *old_member;
  member.id = new_id;
  member.join_ticket.reset();
  member.sync_ticket.reset();
  member.is_new = false;
  insert(std::move(member));
  if (led) leader_ = new_id;
  if (owed_sync) pending_sync_.insert(new_id);
  return std::move(*old_member);
}

void ClassicGroup::restore(const std::string& new_id, Member old_member) {
  const bool led = is_leader(new_id);
  const bool owed_sync = pending_sync_.contains(new_id);
  auto old_id = old_member.id;
  MOLDAU_CHECK(remove(new_id));
  insert(std::move(old_member));
  if (owed_sync) pending_sync_.insert(old_id);
  if (led) leader_ = std::move(old_id);
}

std::optional<Ticket> ClassicGroup::park_join(Member& member, Ticket ticket) {
  if (!member.join_ticket) ++awaiting_join_count_;
  return std::exchange(member.join_ticket, ticket);
}

std::optional<Ticket> ClassicGroup::take_join(Member& member) {
  if (member.join_ticket) --awaiting_join_count_;
  return std::exchange(member.join_ticket, std::nullopt);
}

std::optional<Ticket> ClassicGroup::park_sync(Member& member, Ticket ticket) {
  return std::exchange(member.sync_ticket, ticket);
}

std::optional<Ticket> ClassicGroup::take_sync(Member& member) {
  return std::exchange(member.sync_ticket, std::nullopt);
}

void ClassicGroup::set_assignment(Member& member, ByteView assignment) {
  member.assignment.assign(assignment.begin(), assignment.end());
}

void ClassicGroup::clear_assignments() {
  for (auto& [id, member] : members_) member.assignment.clear();
}

}  // namespace moldau::coord
