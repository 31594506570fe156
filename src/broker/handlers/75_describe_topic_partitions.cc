/// DescribeTopicPartitions 0: topics by ascending name, so many partitions at a time, and where to go on.
#include "protocol/messages/75_describe_topic_partitions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "broker/broker.h"
#include "broker/handlers/authorized_operations.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/partition_state.h"
#include "broker/handlers/serve.h"
#include "metadata/topic_name.h"

namespace moldau::broker {
namespace {

using protocol::DescribeTopicPartitionsRequest;
using protocol::DescribeTopicPartitionsResponse;
using protocol::ErrorCode;
using TopicAnswer = DescribeTopicPartitionsResponse::DescribeTopicPartitionsResponseTopic;
using PartitionAnswer = TopicAnswer::DescribeTopicPartitionsResponsePartition;

/// The names to describe from the cursor on, ascending.
std::vector<std::string> wanted_names(const ClusterView& view,
                                      const DescribeTopicPartitionsRequest& request) {
  std::vector<std::string> names;
  if (request.topics.empty())
    for (const auto& topic : view.catalog->topics()) names.push_back(topic->name);
  for (const auto& topic : request.topics) names.push_back(topic.name);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  if (request.cursor)
    std::erase_if(names, [&](const auto& name) { return name < request.cursor->topic_name; });
  return names;
}

/// A cursor has to be one that an answer to the same topics gave.
bool bad_cursor(const DescribeTopicPartitionsRequest& request) {
  if (!request.cursor) return false;
  const auto is_named = [&](const auto& topic) { return topic.name == request.cursor->topic_name; };
  return request.cursor->partition_index < 0 ||
         (!request.topics.empty() && std::ranges::none_of(request.topics, is_named));
}

DescribeTopicPartitionsResponse refuse(const DescribeTopicPartitionsRequest& request) {
  DescribeTopicPartitionsResponse response;
  for (const auto& topic : request.topics)
    response.topics.push_back({.error_code = to_wire(ErrorCode::kInvalidRequest), .name = topic.name});
  return response;
}

TopicAnswer missing(std::string name) {
  TopicAnswer answer;
  answer.error_code = to_wire(metadata::refuse_topic_name(name) ? ErrorCode::kInvalidTopicException
                                                                : ErrorCode::kUnknownTopicOrPartition);
  answer.name = std::move(name);
  answer.topic_authorized_operations = kAllTopicOperations;
  return answer;
}

PartitionAnswer describe(const ServedTopic& served, std::int32_t index) {
  PartitionAnswer answer{.eligible_leader_replicas = std::vector<std::int32_t>(),
                         .last_known_elr = std::vector<std::int32_t>()};
  tell_state(served, index, answer);
  return answer;
}

}  // namespace

Served serve_describe_topic_partitions(RequestContext& context, MutableByteView body) {
  const auto request = read_body<DescribeTopicPartitionsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto& view = *context.broker.view();
  if (bad_cursor(*request)) return answer(context, refuse(*request));
  auto left = std::clamp(request->response_partition_limit, 1,
                         context.broker.config().network.max_request_partition_size_limit);
  DescribeTopicPartitionsResponse response;
  for (auto& name : wanted_names(view, *request)) {
    const auto& served = view.topic(name);
    if (!served) {
      response.topics.push_back(missing(std::move(name)));
      continue;
    }
    std::int32_t index =
        request->cursor && request->cursor->topic_name == name ? request->cursor->partition_index : 0;
    if (left == 0) {
      response.next_cursor = {.topic_name = name, .partition_index = index};
      break;
    }
    TopicAnswer topic{.name = name,
                      .topic_id = served->topic->id,
                      .is_internal = served->topic->is_internal,
                      .topic_authorized_operations = kAllTopicOperations};
    for (; left > 0 && index < served->topic->partition_count(); ++index, --left)
      topic.partitions.push_back(describe(*served, index));
    const bool cut = index < served->topic->partition_count();
    response.topics.push_back(std::move(topic));
    if (!cut) continue;
    response.next_cursor = {.topic_name = name, .partition_index = index};
    break;
  }
  return answer(context, response);
}

}  // namespace moldau::broker
