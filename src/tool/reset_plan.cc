#include "tool/reset_plan.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace moldau::tool {
namespace {

using Offsets = std::map<client::TopicPartition, std::int64_t>;

/// TOPIC or TOPIC:0,1,2.
client::Result<std::vector<client::TopicPartition>> named_partitions(client::Cluster& cluster,
                                                                     const std::string& text) {
  const auto colon = text.find(':');
  const auto name = text.substr(0, colon);
  const auto topic = cluster.topic(name);
  if (!topic) return std::unexpected(topic.error());
  std::vector<client::TopicPartition> partitions;
  if (colon == text.npos) {
    for (const auto& each : topic->partitions) partitions.emplace_back(name, each.partition_index);
    return partitions;
  }
  const char* at = text.data() + colon + 1;
  const char* const end = text.data() + text.size();
  while (true) {
    std::int32_t number = 0;
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc() || (read.ptr != end && *read.ptr != ','))
      return std::unexpected(fmt::format("\"{}\" is not TOPIC:PARTITION,PARTITION", text));
    partitions.emplace_back(name, number);
    if (read.ptr == end) return partitions;
    at = read.ptr + 1;
  }
}

client::Result<std::vector<client::TopicPartition>> chosen_partitions(client::Cluster& cluster,
                                                                      const Offsets& before,
                                                                      const ResetRequest& request) {
  std::vector<client::TopicPartition> partitions;
  if (request.all_topics)
    for (const auto& [at, unused] : before) partitions.push_back(at);
  for (const auto& text : request.topics) {
    const auto named = named_partitions(cluster, text);
    if (!named) return std::unexpected(named.error());
    partitions.insert(partitions.end(), named->begin(), named->end());
  }
  return partitions;
}

}  // namespace

std::string ResetRequest::lacking() const {
  const int ways = (to_earliest ? 1 : 0) + (to_latest ? 1 : 0) + (to_offset ? 1 : 0) +
                   (to_timestamp ? 1 : 0) + (shift_by ? 1 : 0);
  if (ways != 1)
    return "to where? one of --to-earliest, --to-latest, --to-offset, --to-timestamp, --shift-by";
  if (topics.empty() && !all_topics) return "which topics? --topic NAME or --all-topics";
  return "";
}

client::Result<ResetPlan> plan_reset(client::Cluster& cluster, const std::string& group,
                                     const ResetRequest& request) {
  ResetPlan plan;
  auto before = client::committed_offsets(cluster, group);
  if (!before) return std::unexpected(before.error());
  plan.before = std::move(*before);
  const auto partitions = chosen_partitions(cluster, plan.before, request);
  if (!partitions) return std::unexpected(partitions.error());
  const auto earliest = client::list_offsets(cluster, *partitions, client::kEarliest);
  if (!earliest) return std::unexpected(earliest.error());
  const auto latest = client::list_offsets(cluster, *partitions, client::kLatest);
  if (!latest) return std::unexpected(latest.error());
  const auto in_time = request.to_timestamp
                           ? client::list_offsets(cluster, *partitions, *request.to_timestamp)
                           : client::Result<Offsets>(Offsets());
  if (!in_time) return std::unexpected(in_time.error());
  for (const auto& at : *partitions) {
    const auto first = earliest->at(at), end = latest->at(at);
    auto offset = request.to_earliest ? first : end;
    if (request.to_offset) offset = *request.to_offset;
    if (request.to_timestamp && in_time->at(at) >= 0) offset = in_time->at(at);
    if (request.shift_by) {
      const auto was = plan.before.find(at);
      if (was == plan.before.end())
        return std::unexpected(
            fmt::format("{}-{}: the group has committed nothing that could be shifted", at.first, at.second));
      offset = was->second + *request.shift_by;
    }
    plan.offsets[at] = std::clamp(offset, first, end);
  }
  return plan;
}

}  // namespace moldau::tool
