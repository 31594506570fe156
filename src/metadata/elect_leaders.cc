#include "metadata/elect_leaders.h"

#include <fmt/core.h>
#include <optional>
#include <string>
#include <utility>

#include "metadata/api_error.h"
#include "metadata/topic_name.h"

namespace moldau::metadata {
namespace {

using protocol::ElectLeadersRequest;
using protocol::ElectLeadersResponse;
using protocol::ErrorCode;
using TopicResult = ElectLeadersResponse::ReplicaElectionResult;
constexpr std::int8_t kPreferred = 0, kUnclean = 1;

class Election {
 public:
  Election(const ElectLeadersRequest& request, const IsServed& is_served)
      : request_(request), is_served_(is_served) {}

  /// Why no partition of the request is looked at; an empty message is none.
  ApiError refusal() const {
    if (request_.timeout_ms <= 0) return {ErrorCode::kRequestTimedOut, ""};
    if (request_.election_type == kPreferred || request_.election_type == kUnclean)
      return {ErrorCode::kNone, ""};
    return {ErrorCode::kInvalidRequest, fmt::format("Unknown election type {}", request_.election_type)};
  }

  /// `known`: the topic of that name, null where there is none.
  ApiError of(const std::string& topic, const TopicPtr& known, std::int32_t partition) const {
    if (!known) return {ErrorCode::kUnknownTopicOrPartition, "No such topic as " + shown_topic_name(topic)};
    if (partition < 0 || partition >= known->partition_count())
      return {ErrorCode::kUnknownTopicOrPartition,
              fmt::format("No such partition as {}-{}", topic, partition)};
    return of(*known, partition);
  }

  ApiError of(const Topic& topic, std::int32_t partition) const {
    if (is_served_(topic, partition))
      return {ErrorCode::kElectionNotNeeded, "Leader election not needed for topic partition."};
    if (request_.election_type == kUnclean)
      return {ErrorCode::kEligibleLeadersNotAvailable, "Eligible topic partition leaders are not available."};
    return {ErrorCode::kPreferredLeaderNotAvailable, "The preferred leader was not available."};
  }

 private:
  const ElectLeadersRequest& request_;
  const IsServed& is_served_;
};

void add(TopicResult& result, std::int32_t partition, const ApiError& error) {
  auto& added = result.partition_result.emplace_back();
  added.partition_id = partition;
  added.error_code = to_wire(error.code);
  added.error_message = error.message.empty() ? std::nullopt : std::optional(error.message);
}

/// Of all partitions only those are told that an election would be for.
TopicResult elect_all(const Election& election, const Topic& topic) {
  TopicResult result{.topic = topic.name, .partition_result = {}};
  for (std::int32_t i = 0; i < topic.partition_count(); ++i)
    if (const auto error = election.of(topic, i); error.code != ErrorCode::kElectionNotNeeded)
      add(result, i, error);
  return result;
}

}  // namespace

ElectLeadersResponse elect_leaders(const Catalog& catalog, const ElectLeadersRequest& request,
                                   const IsServed& is_served) {
  const Election election(request, is_served);
  const auto refusal = election.refusal();
  const bool refused = refusal.code != ErrorCode::kNone;
  ElectLeadersResponse response{.error_code = to_wire(refusal.code)};
  if (!request.topic_partitions) {
    if (!refused)
      for (const auto& topic : catalog.topics())
        response.replica_election_results.push_back(elect_all(election, *topic));
    return response;
  }
  for (const auto& [topic, partitions] : *request.topic_partitions) {
    auto& result = response.replica_election_results.emplace_back();
    result.topic = topic;
    const auto& known = catalog.topic(topic);
    for (const auto partition : partitions)
      add(result, partition, refused ? refusal : election.of(topic, known, partition));
  }
  return response;
}

}  // namespace moldau::metadata
