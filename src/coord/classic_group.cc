#include "coord/classic_group.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"

namespace moldau::coord {

using protocol::ErrorCode;

std::string_view name(GroupState state) {
  switch (state) {
    case GroupState::kEmpty: return "Empty";
    case GroupState::kPreparingRebalance: return "PreparingRebalance";
    case GroupState::kCompletingRebalance: return "CompletingRebalance";
    case GroupState::kStable: return "Stable";
  }
  return "Unknown";
}

Member* ClassicGroup::find(const std::string& member_id) {
  const auto found = members_.find(member_id);
  return found == members_.end() ? nullptr : &found->second;
}

const Member* ClassicGroup::find(const std::string& member_id) const {
  const auto found = members_.find(member_id);
  return found == members_.end() ? nullptr : &found->second;
}

const std::string* ClassicGroup::static_member(const std::string& instance_id) const {
  const auto found = static_members_.find(instance_id);
  return found == static_members_.end() ? nullptr : &found->second;
}

ErrorCode ClassicGroup::validate_member(const std::string& member_id,
                                        const std::optional<std::string>& instance_id) const {
  if (instance_id) {
    const auto* current = static_member(*instance_id);
    if (!current) return ErrorCode::kUnknownMemberId;
    if (*current != member_id) return ErrorCode::kFencedInstanceId;
  }
  return find(member_id) ? ErrorCode::kNone : ErrorCode::kUnknownMemberId;
}

std::int32_t ClassicGroup::max_rebalance_timeout_ms() const {
  std::int32_t longest = 0;
  for (const auto& [id, member] : members_) longest = std::max(longest, member.rebalance_timeout_ms);
  return longest;
}

bool ClassicGroup::elect_joined_leader() {
  if (!leader_) return false;
  const auto* current = find(*leader_);
  if (current && current->is_awaiting_join()) return true;
  const auto joined =
      std::ranges::find_if(members_, [](const auto& entry) { return entry.second.is_awaiting_join(); });
  if (joined == members_.end()) return false;
  leader_ = joined->first;
  return true;
}

void ClassicGroup::transition_to(GroupState state, std::int64_t wall_ms) {
  using enum GroupState;
  MOLDAU_CHECK(state != kPreparingRebalance || can_rebalance());
  MOLDAU_CHECK(state != kCompletingRebalance || state_ == kPreparingRebalance);
  MOLDAU_CHECK(state != kStable || state_ == kCompletingRebalance);
  previous_state_ = std::exchange(state_, state);
  state_timestamp_ms_ = wall_ms;
}

void ClassicGroup::start_next_generation(std::int64_t wall_ms) {
  generation_ = generation_ == std::numeric_limits<std::int32_t>::max() ? 1 : generation_ + 1;
  pending_sync_.clear();
  if (members_.empty()) {
    protocol_name_.reset();
    transition_to(GroupState::kEmpty, wall_ms);
  } else {
    protocol_name_ = select_protocol();
    transition_to(GroupState::kCompletingRebalance, wall_ms);
  }
}

void ClassicGroup::adopt(const ClassicGroup& recorded) {
  if (is_in(GroupState::kEmpty)) state_timestamp_ms_ = recorded.state_timestamp_ms_;
  const bool assigns = is_in(GroupState::kCompletingRebalance) && recorded.generation_ == generation_ &&
                       recorded.is_in(GroupState::kStable);
  if (!assigns) return;
  for (auto& [id, member] : members_) {
    const auto* other = recorded.find(id);
    member.assignment = other ? other->assignment : Bytes();
  }
  transition_to(GroupState::kStable, recorded.state_timestamp_ms_.value_or(-1));
}

ClassicGroup ClassicGroup::loaded(std::string id, std::optional<std::string> protocol_type,
                                  std::int32_t generation, std::optional<std::string> protocol_name,
                                  std::optional<std::string> leader,
                                  std::optional<std::int64_t> state_timestamp_ms,
                                  std::vector<Member> members) {
  ClassicGroup group(std::move(id));
  group.state_ = group.previous_state_ = members.empty() ? GroupState::kEmpty : GroupState::kStable;
  group.generation_ = generation;
  group.protocol_type_ = std::move(protocol_type);
  group.protocol_name_ = std::move(protocol_name);
  group.leader_ = std::move(leader);
  group.state_timestamp_ms_ = state_timestamp_ms;
  for (auto& member : members) group.insert(std::move(member));
  return group;
}

}  // namespace moldau::coord
