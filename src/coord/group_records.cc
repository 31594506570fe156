#include "coord/group_records.h"

#include <utility>

#include "coord/numbered.h"

namespace moldau::coord {

namespace {

using protocol::DecodeError;
using protocol::GroupMetadataKey;
using protocol::GroupMetadataValue;
using protocol::OffsetCommitKey;
using protocol::OffsetCommitValue;

enum KeyKind : std::int16_t { kLegacyOffset = 0, kOffset = 1, kGroup = 2 };
constexpr std::int16_t kGroupVersion = 3;

Bytes offset_key(const OffsetKey& key) {
  return numbered(kOffset, OffsetCommitKey{key.group_id, key.topic, key.partition}, 0);
}

Bytes group_key(const std::string& group_id) {
  return numbered(kGroup, GroupMetadataKey{group_id}, 0);
}

GroupMetadataValue::MemberMetadata to_record(const Member& member, std::string_view protocol) {
  const auto subscription = member.metadata(protocol);
  return {.member_id = member.id,
          .group_instance_id = member.instance_id,
          .client_id = member.client_id,
          .client_host = member.client_host,
          .rebalance_timeout = member.rebalance_timeout_ms,
          .session_timeout = member.session_timeout_ms,
          .subscription = Bytes(subscription.begin(), subscription.end())};
}

Member from_record(GroupMetadataValue::MemberMetadata&& recorded, const std::string& protocol) {
  Member member;
  member.id = std::move(recorded.member_id);
  member.instance_id = std::move(recorded.group_instance_id);
  member.client_id = std::move(recorded.client_id);
  member.client_host = std::move(recorded.client_host);
  // Version 0 has no rebalance timeout: the session's is used, as it was then.
  member.rebalance_timeout_ms =
      recorded.rebalance_timeout == -1 ? recorded.session_timeout : recorded.rebalance_timeout;
  member.session_timeout_ms = recorded.session_timeout;
  member.protocols = {{protocol, std::move(recorded.subscription)}};
  member.assignment = std::move(recorded.assignment);
  return member;
}

bool has_duplicates(const GroupMetadataValue& value) {
  std::set<std::string_view> ids, instances;
  for (const auto& member : value.members) {
    if (!ids.insert(member.member_id).second) return true;
    if (member.group_instance_id && !instances.insert(*member.group_instance_id).second) return true;
  }
  return false;
}

}  // namespace

Record offset_record(const OffsetKey& key, const CommittedOffset& offset) {
  const OffsetCommitValue value{.offset = offset.offset,
                                .leader_epoch = offset.leader_epoch,
                                .metadata = offset.metadata,
                                .commit_timestamp = offset.commit_timestamp_ms,
                                .expire_timestamp = offset.expire_timestamp_ms.value_or(-1),
                                .topic_id = offset.topic_id};
  const std::int16_t version = offset.expire_timestamp_ms ? 1 : offset.topic_id.is_zero() ? 3 : 4;
  return {offset_key(key), numbered(version, value, version)};
}

Record offset_tombstone(const OffsetKey& key) {
  return {offset_key(key), std::nullopt};
}

Record group_record(const ClassicGroup& group, const Assignments& assignments) {
  GroupMetadataValue value{.protocol_type = group.protocol_type().value_or(""),
                           .generation = group.generation(),
                           .protocol = group.protocol_name(),
                           .leader = group.leader(),
                           .current_state_timestamp = group.state_timestamp_ms().value_or(-1)};
  for (const auto& [id, member] : group.members()) {
    auto& recorded = value.members.emplace_back(to_record(member, group.protocol_name().value_or("")));
    const auto assignment = assignments.find(id);
    if (assignment != assignments.end()) recorded.assignment = assignment->second;
  }
  return {group_key(group.id()), numbered(kGroupVersion, value, kGroupVersion)};
}

Record group_record(const ClassicGroup& group) {
  Assignments assignments;
  for (const auto& [id, member] : group.members()) assignments[id] = member.assignment;
  return group_record(group, assignments);
}

Record new_group_record(const std::string& group_id, std::int64_t wall_ms) {
  const GroupMetadataValue value{
      .protocol = std::nullopt, .leader = std::nullopt, .current_state_timestamp = wall_ms};
  return {group_key(group_id), numbered(kGroupVersion, value, kGroupVersion)};
}

Record group_tombstone(const std::string& group_id) {
  return {group_key(group_id), std::nullopt};
}

std::expected<RecordKey, DecodeError> parse_key(ByteView key) {
  const auto kind = leading_number(key);
  if (!kind) return std::unexpected(kind.error());
  const auto body = key.subspan(sizeof(std::int16_t));
  if (*kind == kOffset || *kind == kLegacyOffset) return protocol::decode<OffsetCommitKey>(body, 0);
  if (*kind == kGroup) return protocol::decode<GroupMetadataKey>(body, 0);
  return UnknownKey{*kind};
}

std::expected<CommittedOffset, DecodeError> parse_offset(ByteView value) {
  auto parsed = parse_value<OffsetCommitValue>(value);
  if (!parsed) return std::unexpected(parsed.error());
  return CommittedOffset{.offset = parsed->offset,
                         .leader_epoch = parsed->leader_epoch,
                         .metadata = std::move(parsed->metadata),
                         .commit_timestamp_ms = parsed->commit_timestamp,
                         .expire_timestamp_ms = parsed->expire_timestamp == -1
                                                    ? std::nullopt
                                                    : std::optional(parsed->expire_timestamp),
                         .topic_id = parsed->topic_id};
}

std::expected<ClassicGroup, DecodeError> parse_group(const std::string& group_id, ByteView value) {
  auto parsed = parse_value<GroupMetadataValue>(value);
  if (!parsed) return std::unexpected(parsed.error());
  if (has_duplicates(*parsed)) return std::unexpected(DecodeError{"has a member twice", "members", 0});
  std::vector<Member> members;
  for (auto& member : parsed->members)
    members.push_back(from_record(std::move(member), parsed->protocol.value_or("")));
  const auto timestamp_ms = parsed->current_state_timestamp;
  return ClassicGroup::loaded(
      group_id,
      parsed->protocol_type.empty() ? std::nullopt : std::optional(std::move(parsed->protocol_type)),
      parsed->generation, std::move(parsed->protocol), std::move(parsed->leader),
      timestamp_ms == -1 ? std::nullopt : std::optional(timestamp_ms), std::move(members));
}

}  // namespace moldau::coord
