// What is seen of a shard: by OffsetFetch, DescribeGroups and ListGroups, and by those who compare two of
// them.
#include <algorithm>
#include <cctype>
#include <ranges>
#include <utility>

#include "coord/group_records.h"
#include "coord/group_shard.h"
#include "coord/shard_state.h"

namespace moldau::coord {

namespace {

using protocol::ErrorCode;
using FetchedTopic = FetchedOffsetsOfGroup::OffsetFetchResponseTopics;
using FetchedPartition = FetchedTopic::OffsetFetchResponsePartitions;
using DescribedMember = DescribedGroup::DescribedGroupMember;

constexpr std::int16_t kKnowsGroupNotFound = 6;
constexpr std::string_view kClassic = "classic";

FetchedPartition unstable(std::int32_t partition) {
  return {.partition_index = partition,
          .committed_offset = -1,
          .error_code = protocol::to_wire(ErrorCode::kUnstableOffsetCommit)};
}

FetchedPartition fetched(std::int32_t partition, const CommittedOffset* offset) {
  FetchedPartition answer{.partition_index = partition, .committed_offset = -1};
  if (!offset) return answer;
  answer.committed_offset = offset->offset;
  answer.committed_leader_epoch = offset->leader_epoch;
  answer.metadata = offset->metadata;
  return answer;
}

/// `pending`: of which offsets one is told that they are not stable; null where one is not.
FetchedTopic fetched(const OffsetFetchGroup::OffsetFetchRequestTopics& asked, const GroupEntry* entry,
                     const PendingOffsets* pending) {
  FetchedTopic topic{.name = asked.name, .topic_id = asked.topic_id};
  for (const auto partition : asked.partition_indexes) {
    if (pending && entry && pending->contains(entry->group.id(), asked.name, partition)) {
      topic.partitions.push_back(unstable(partition));
      continue;
    }
    const auto* offset = entry ? entry->offsets.find(asked.name, partition) : nullptr;
    const bool is_of_another = offset && !offset->topic_id.is_zero() && !asked.topic_id.is_zero() &&
                               offset->topic_id != asked.topic_id;
    topic.partitions.push_back(fetched(partition, is_of_another ? nullptr : offset));
  }
  return topic;
}

/// Metadata and assignments are only shown once they belong together.
DescribedMember described(const Member& member, const ClassicGroup& group) {
  DescribedMember described{.member_id = member.id,
                            .group_instance_id = member.instance_id,
                            .client_id = member.client_id,
                            .client_host = member.client_host};
  if (!group.is_in(GroupState::kStable)) return described;
  const auto metadata = member.metadata(group.protocol_name().value_or(""));
  described.member_metadata.assign(metadata.begin(), metadata.end());
  described.member_assignment = member.assignment;
  return described;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, {}, [](unsigned char c) { return std::tolower(c); },
      [](unsigned char c) { return std::tolower(c); });
}

bool passes(std::string_view value, const std::vector<std::string>& filter) {
  return filter.empty() || std::ranges::any_of(filter, [&](const std::string& wanted) {
           return equal_ignoring_case(wanted, value);
         });
}

}  // namespace

FetchedOffsetsOfGroup GroupShard::fetch_offsets(const OffsetFetchGroup& request, bool require_stable) const {
  const auto* entry = state_->find(request.group_id);
  const auto* pending = require_stable ? &state_->pending : nullptr;
  FetchedOffsetsOfGroup answer{.group_id = request.group_id};
  if (request.topics) {
    for (const auto& topic : *request.topics) answer.topics.push_back(fetched(topic, entry, pending));
  } else if (entry) {
    for (const auto& [name, partitions] : entry->offsets.by_topic()) {
      auto& topic = answer.topics.emplace_back(FetchedTopic{.name = name});
      for (const auto& [partition, offset] : partitions)
        topic.partitions.push_back(pending && pending->contains(request.group_id, name, partition)
                                       ? unstable(partition)
                                       : fetched(partition, &offset));
    }
  }
  return answer;
}

DescribedGroup GroupShard::describe(const std::string& group_id, std::int16_t api_version) const {
  DescribedGroup answer{.group_id = group_id, .group_state = "Dead"};
  const auto* entry = state_->find(group_id);
  if (!entry) {
    if (api_version < kKnowsGroupNotFound) return answer;
    answer.error_code = protocol::to_wire(ErrorCode::kGroupIdNotFound);
    answer.error_message = "Group " + group_id + " not found.";
    return answer;
  }
  const auto& group = entry->group;
  answer.group_state = name(group.state());
  answer.protocol_type = group.protocol_type().value_or("");
  if (group.is_in(GroupState::kStable)) answer.protocol_data = group.protocol_name().value_or("");
  for (const auto& [id, member] : group.members()) answer.members.push_back(described(member, group));
  return answer;
}

std::vector<Record> GroupShard::durable_state() const {
  std::vector<Record> records;
  for (const auto& [id, entry] : state_->groups) {
    for (const auto& [topic, partitions] : entry.offsets.by_topic())
      for (const auto& [partition, offset] : partitions)
        records.push_back(offset_record({id, topic, partition}, offset));
    const auto& group = entry.group;
    if (group.is_in(GroupState::kEmpty) || group.is_in(GroupState::kStable))
      records.push_back(group_record(group));
  }
  return records;
}

std::vector<GroupReport> GroupShard::report() const {
  std::vector<GroupReport> reports;
  reports.reserve(state_->groups.size());
  for (const auto& [id, entry] : state_->groups) {
    auto& report = reports.emplace_back(GroupReport{.id = id,
                                                    .state = name(entry.group.state()),
                                                    .type = kClassic,
                                                    .protocol_type = entry.group.protocol_type().value_or(""),
                                                    .generation = entry.group.generation(),
                                                    .member_count = entry.group.members().size(),
                                                    .committed = {}});
    report.committed.reserve(entry.offsets.size());
    for (const auto& [topic, partitions] : entry.offsets.by_topic())
      for (const auto& [partition, offset] : partitions)
        report.committed.push_back({topic, partition, offset.offset});
  }
  return reports;
}

std::uint64_t GroupShard::rebalance_count() const {
  return state_->rebalance_count;
}

std::vector<ListedGroup> GroupShard::list(const protocol::ListGroupsRequest& request) const {
  std::vector<ListedGroup> answer;
  if (!passes(kClassic, request.types_filter)) return answer;
  for (const auto& [id, entry] : state_->groups) {
    if (!passes(name(entry.group.state()), request.states_filter)) continue;
    answer.push_back({.group_id = id,
                      .protocol_type = entry.group.protocol_type().value_or(""),
                      .group_state = std::string(name(entry.group.state())),
                      .group_type = std::string(kClassic)});
  }
  return answer;
}

}  // namespace moldau::coord
