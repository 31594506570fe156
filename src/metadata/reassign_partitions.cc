#include "metadata/reassign_partitions.h"

#include <algorithm>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <optional>
#include <string>
#include <utility>

#include "metadata/api_error.h"
#include "metadata/topic_name.h"

namespace moldau::metadata {
namespace {

using protocol::AlterPartitionReassignmentsRequest;
using protocol::AlterPartitionReassignmentsResponse;
using protocol::ErrorCode;
using Asked = AlterPartitionReassignmentsRequest::ReassignableTopic::ReassignablePartition;
using Result = AlterPartitionReassignmentsResponse::ReassignableTopicResponse::ReassignablePartitionResponse;

ApiResult<void> refuse_assignment(std::string_view why) {
  return refuse(ErrorCode::kInvalidReplicaAssignment, fmt::format("The manual partition assignment {}", why));
}

ApiResult<void> check_replicas(const Catalog& catalog, std::vector<std::int32_t> replicas) {
  if (replicas.empty()) return refuse_assignment("includes an empty replica list.");
  std::ranges::sort(replicas);
  for (std::size_t i = 0; i < replicas.size(); ++i) {
    if (i > 0 && replicas[i] == replicas[i - 1])
      return refuse_assignment(fmt::format("includes the broker {} more than once.", replicas[i]));
    if (!catalog.broker(replicas[i]))
      return refuse_assignment(
          fmt::format("includes broker {}, but no such broker is registered.", replicas[i]));
  }
  return {};
}

/// `known`: the topic of that name, null where there is none.
ApiResult<void> reassign(const Catalog& catalog, const std::string& topic, const TopicPtr& known,
                         const Asked& asked) {
  if (!known)
    return refuse(ErrorCode::kUnknownTopicOrPartition,
                  fmt::format("Unable to find a topic named {}.", shown_topic_name(topic)));
  if (asked.partition_index < 0 || asked.partition_index >= known->partition_count())
    return refuse(ErrorCode::kUnknownTopicOrPartition,
                  fmt::format("Unable to find partition {}:{}.", topic, asked.partition_index));
  if (!asked.replicas) return refuse(ErrorCode::kNoReassignmentInProgress, "");
  if (const auto fine = check_replicas(catalog, *asked.replicas); !fine) return fine;
  const auto& present = known->partitions[static_cast<std::size_t>(asked.partition_index)].replicas;
  if (std::ranges::is_permutation(*asked.replicas, present)) return {};
  return refuse(
      ErrorCode::kInvalidReplicaAssignment,
      fmt::format("Partition {}-{} stays with its replicas [{}]: this broker moves none to another.", topic,
                  asked.partition_index, fmt::join(present, ", ")));
}

Result result_of(std::int32_t partition, const ApiResult<void>& done) {
  Result result{.partition_index = partition, .error_message = std::nullopt};
  if (done) return result;
  result.error_code = to_wire(done.error().code);
  if (!done.error().message.empty()) result.error_message = done.error().message;
  return result;
}

}  // namespace

AlterPartitionReassignmentsResponse alter_partition_reassignments(
    const Catalog& catalog, const AlterPartitionReassignmentsRequest& request) {
  AlterPartitionReassignmentsResponse response;
  response.allow_replication_factor_change = request.allow_replication_factor_change;
  // An empty text is Kafka's answer to nothing at all.
  if (!request.topics.empty()) response.error_message.reset();
  const bool late = request.timeout_ms <= 0 && !request.topics.empty();
  if (late) response.error_code = to_wire(ErrorCode::kRequestTimedOut);
  for (const auto& topic : request.topics) {
    auto& answered = response.responses.emplace_back();
    answered.name = topic.name;
    const auto& known = catalog.topic(topic.name);
    for (const auto& asked : topic.partitions)
      answered.partitions.push_back(
          result_of(asked.partition_index, late ? refuse(ErrorCode::kRequestTimedOut, "")
                                                : reassign(catalog, topic.name, known, asked)));
  }
  return response;
}

protocol::ListPartitionReassignmentsResponse list_partition_reassignments() {
  return {.error_message = std::nullopt};
}

}  // namespace moldau::metadata
