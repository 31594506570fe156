#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "coord/member.h"
#include "coord/metadata_count.h"
#include "protocol/error_code.h"
#include "protocol/messages/11_join_group.h"

namespace moldau::coord {

/// Where a classic group is in its rebalance. Kafka's Dead is a group that we do not have.
enum class GroupState { kEmpty, kPreparingRebalance, kCompletingRebalance, kStable };

/// As the wire has it, such as PreparingRebalance.
std::string_view name(GroupState state);

/// The topics of a consumer's subscription, of any version; nothing where it is none.
std::optional<std::vector<std::string>> topics_of(ByteView subscription);

/// A group whose leader assigns (Kafka: ClassicGroup): who is in it, and what they can agree on. What happens
/// when is Operation's business.
class ClassicGroup {
 public:
  explicit ClassicGroup(std::string id) : id_(std::move(id)) {}

  const std::string& id() const { return id_; }
  GroupState state() const { return state_; }
  bool is_in(GroupState state) const { return state_ == state; }
  GroupState previous_state() const { return previous_state_; }
  std::int32_t generation() const { return generation_; }
  /// Nothing before the first member: a simple group only has offsets.
  const std::optional<std::string>& protocol_type() const { return protocol_type_; }
  const std::optional<std::string>& protocol_name() const { return protocol_name_; }
  const std::optional<std::string>& leader() const { return leader_; }
  std::optional<std::int64_t> state_timestamp_ms() const { return state_timestamp_ms_; }
  bool is_leader(std::string_view member_id) const { return leader_ == member_id; }

  const std::map<std::string, Member>& members() const { return members_; }
  Member* find(const std::string& member_id);
  const Member* find(const std::string& member_id) const;
  /// The id that a static member has now.
  const std::string* static_member(const std::string& instance_id) const;
  /// UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID where another has the instance's place.
  protocol::ErrorCode validate_member(const std::string& member_id,
                                      const std::optional<std::string>& instance_id) const;
  std::int32_t max_rebalance_timeout_ms() const;

  // Members. REQUIRES, where a member is added or changed: supports() what it brings.
  void add(Member member, const std::string& protocol_type);
  void update(Member& member, const protocol::JoinGroupRequest& request, std::int32_t rebalance_timeout_ms);
  /// Takes a member, or an id that is not used yet, out of all. A leader's place goes to another one.
  std::optional<Member> remove(const std::string& member_id);
  /// Gives a static member's place to a new id. Returns the member as it was, tickets and all.
  Member replace_static(const std::string& old_id, const std::string& new_id);
  /// Takes replace_static() back.
  void restore(const std::string& new_id, Member old_member);
  /// Both return the ticket of an earlier request that waited in the same place.
  std::optional<Ticket> park_join(Member& member, Ticket ticket);
  std::optional<Ticket> park_sync(Member& member, Ticket ticket);
  std::optional<Ticket> take_join(Member& member);
  std::optional<Ticket> take_sync(Member& member);
  void set_assignment(Member& member, ByteView assignment);
  void clear_assignments();

  // Ids given out (KIP-394) to members that have yet to join with them.
  void add_pending(const std::string& member_id) {
    if (pending_.insert(member_id).second) metadata_count_.add(member_id.size());
  }
  bool is_pending(const std::string& member_id) const { return pending_.contains(member_id); }
  std::size_t pending_count() const { return pending_.size(); }

  /// Counts what the members bring, now and later, into a total that outlives the group.
  void count_metadata_in(std::size_t& total) { metadata_count_.count_in(total); }

  // Protocols.
  /// Whether a member that brings these can be in the group.
  bool supports(const std::string& protocol_type, const std::vector<MemberProtocol>& protocols) const;
  /// The protocol that most members want of those that all support. REQUIRES: there are members.
  std::string select_protocol() const;
  /// What the members of a consumer group subscribe to; nothing where that cannot be told.
  std::optional<std::set<std::string>> subscribed_topics() const;
  bool uses_consumer_protocol() const { return protocol_type_ == "consumer"; }

  // Rebalances.
  bool can_rebalance() const { return state_ != GroupState::kPreparingRebalance; }
  std::size_t awaiting_join_count() const { return awaiting_join_count_; }
  bool has_all_joined() const { return awaiting_join_count_ == members_.size() && pending_.empty(); }
  /// Makes a member that waits leader where the leader itself does not. False where none waits.
  bool elect_joined_leader();
  void transition_to(GroupState state, std::int64_t wall_ms);
  /// Counts the generation up, and is Empty or CompletingRebalance with a protocol then.
  void start_next_generation(std::int64_t wall_ms);
  /// Members whose sync of this generation has not come.
  const std::set<std::string>& pending_sync() const { return pending_sync_; }
  void expect_sync(const std::string& member_id) { pending_sync_.insert(member_id); }
  void got_sync(const std::string& member_id) { pending_sync_.erase(member_id); }
  void forget_pending_sync() { pending_sync_.clear(); }

  /// A member came while the first rebalance was delayed.
  bool new_member_added = false;
  /// What is left of that delay: this step, and after it.
  std::int32_t initial_delay_ms = 0, initial_remaining_ms = 0;

  /// Takes over what a record of this group, just written, says: a leader's assignment makes it stable.
  void adopt(const ClassicGroup& recorded);
  /// A group as a record has it. REQUIRES: `members` have that record's protocol only.
  static ClassicGroup loaded(std::string id, std::optional<std::string> protocol_type,
                             std::int32_t generation, std::optional<std::string> protocol_name,
                             std::optional<std::string> leader,
                             std::optional<std::int64_t> state_timestamp_ms, std::vector<Member> members);

 private:
  void count(const Member& member);
  void discount(const Member& member);
  void forget_pending(const std::string& member_id);
  void count_protocols(const Member& member, int by);
  void insert(Member member);

  std::string id_;
  GroupState state_ = GroupState::kEmpty;
  GroupState previous_state_ = GroupState::kEmpty;
  std::int32_t generation_ = 0;
  std::optional<std::string> protocol_type_, protocol_name_, leader_;
  std::optional<std::int64_t> state_timestamp_ms_;
  std::map<std::string, Member> members_;
  std::map<std::string, std::string> static_members_;  // instance id -> member id
  std::set<std::string> pending_, pending_sync_;
  std::map<std::string, std::size_t> supporters_;  // protocol -> members that support it
  std::size_t awaiting_join_count_ = 0;
  MetadataCount metadata_count_;
};

}  // namespace moldau::coord
