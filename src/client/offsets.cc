#include "client/offsets.h"

#include <fmt/format.h>
#include <set>

#include "protocol/messages/02_list_offsets.h"
#include "protocol/messages/08_offset_commit.h"
#include "protocol/messages/09_offset_fetch.h"

namespace moldau::client {
namespace {

using Offsets = std::map<TopicPartition, std::int64_t>;

/// Versions from 10 on name topics by their ids.
constexpr std::int16_t kLastNamedTopics = 9;

std::string told(const TopicPartition& of, std::string_view what) {
  return fmt::format("{}-{}: {}", of.first, of.second, what);
}

/// Partitions by topic.
std::map<std::string, std::vector<std::int32_t>> by_topic(const std::vector<TopicPartition>& partitions) {
  std::map<std::string, std::vector<std::int32_t>> topics;
  for (const auto& [topic, partition] : partitions) topics[topic].push_back(partition);
  return topics;
}

}  // namespace

Result<std::map<std::int32_t, std::vector<TopicPartition>>> by_leader(
    Cluster& cluster, const std::vector<TopicPartition>& partitions) {
  std::vector<std::string> names;
  for (const auto& [topic, unused] : by_topic(partitions)) names.push_back(topic);
  const auto known = cluster.metadata(names);
  if (!known) return std::unexpected(known.error());
  std::map<TopicPartition, std::int32_t> leaders;
  for (const auto& topic : known->topics) {
    if (topic.error_code != 0)
      return std::unexpected(
          fmt::format("topic {}: {}", topic.name.value_or(""), error_text(topic.error_code)));
    for (const auto& each : topic.partitions)
      leaders[{topic.name.value_or(""), each.partition_index}] = each.leader_id;
  }
  std::map<std::int32_t, std::vector<TopicPartition>> led;
  for (const auto& each : partitions) {
    const auto leader = leaders.find(each);
    if (leader == leaders.end()) return std::unexpected(told(each, "there is no such partition"));
    if (leader->second < 0) return std::unexpected(told(each, "the partition has no leader"));
    led[leader->second].push_back(each);
  }
  return led;
}

Result<Offsets> list_offsets(Cluster& cluster, const std::vector<TopicPartition>& partitions,
                             std::int64_t timestamp, bool committed_only) {
  const auto led = by_leader(cluster, partitions);
  if (!led) return std::unexpected(led.error());
  Offsets offsets;
  for (const auto& [leader, of] : *led) {
    protocol::ListOffsetsRequest request{.replica_id = -1,
                                         .isolation_level = static_cast<std::int8_t>(committed_only ? 1 : 0),
                                         .timeout_ms = cluster.options().timeout_ms};
    for (const auto& [topic, numbers] : by_topic(of)) {
      auto& asked = request.topics.emplace_back();
      asked.name = topic;
      for (const auto number : numbers)
        asked.partitions.push_back({.partition_index = number, .timestamp = timestamp});
    }
    const auto connection = cluster.node(leader);
    if (!connection) return std::unexpected(connection.error());
    const auto answer = (*connection)->ask<protocol::ListOffsetsResponse>(request);
    if (!answer) return std::unexpected(answer.error());
    for (const auto& topic : answer->response.topics)
      for (const auto& each : topic.partitions) {
        const TopicPartition at{topic.name, each.partition_index};
        if (each.error_code != 0) return std::unexpected(told(at, error_text(each.error_code)));
        offsets[at] = each.old_style_offsets.empty() ? each.offset : each.old_style_offsets.front();
      }
  }
  return offsets;
}

Result<Offsets> committed_offsets(Cluster& cluster, const std::string& group) {
  protocol::OffsetFetchRequest request;
  request.group_id = group;
  request.topics.reset();
  request.groups.push_back({.group_id = group});
  request.groups.front().topics.reset();
  Offsets offsets;
  const auto take = [&](const auto& topics) {
    for (const auto& topic : topics)
      for (const auto& each : topic.partitions)
        if (each.error_code == 0 && each.committed_offset >= 0)
          offsets[{topic.name, each.partition_index}] = each.committed_offset;
  };
  const auto error = cluster.ask_coordinator(group, [&](Connection& coordinator) -> Result<std::int16_t> {
    const auto answer = coordinator.ask<protocol::OffsetFetchResponse>(request, kLastNamedTopics);
    if (!answer) return std::unexpected(answer.error());
    take(answer->response.topics);
    auto code = answer->response.error_code;
    for (const auto& each : answer->response.groups) {
      if (each.error_code != 0) code = each.error_code;
      take(each.topics);
    }
    return code;
  });
  if (!error) return std::unexpected(error.error());
  // A group that nobody has heard of has committed nothing.
  if (*error == to_wire(protocol::ErrorCode::kGroupIdNotFound)) return Offsets();
  if (*error != 0) return std::unexpected(fmt::format("group {}: {}", group, error_text(*error)));
  return offsets;
}

Result<void> commit_offsets(Cluster& cluster, const std::string& group, const Offsets& offsets) {
  protocol::OffsetCommitRequest request;
  request.group_id = group;
  std::map<std::string, std::size_t> places;
  for (const auto& [at, offset] : offsets) {
    const auto [place, added] = places.try_emplace(at.first, request.topics.size());
    if (added) request.topics.emplace_back().name = at.first;
    request.topics[place->second].partitions.push_back(
        {.partition_index = at.second, .committed_offset = offset});
  }
  std::string refused;
  const auto code = cluster.ask_coordinator(group, [&](Connection& coordinator) -> Result<std::int16_t> {
    const auto answer = coordinator.ask<protocol::OffsetCommitResponse>(request, kLastNamedTopics);
    if (!answer) return std::unexpected(answer.error());
    for (const auto& topic : answer->response.topics)
      for (const auto& each : topic.partitions) {
        if (each.error_code == 0) continue;
        const bool has_members = each.error_code == to_wire(protocol::ErrorCode::kUnknownMemberId);
        refused = told({topic.name, each.partition_index},
                       fmt::format("the offset was not committed: {}{}", error_text(each.error_code),
                                   has_members ? "; the group has members: stop them first" : ""));
        return each.error_code;
      }
    return std::int16_t{0};
  });
  if (!code) return std::unexpected(code.error());
  if (*code != 0) return std::unexpected(refused);
  return {};
}

}  // namespace moldau::client
