/// DescribeProducers 0.
#include "protocol/messages/61_describe_producers.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "metadata/topic_name.h"

namespace moldau::broker {
namespace {

using protocol::DescribeProducersRequest;
using protocol::DescribeProducersResponse;
using protocol::ErrorCode;
using PartitionAnswer = DescribeProducersResponse::TopicResponse::PartitionResponse;

void fail(PartitionAnswer& answer, ErrorCode code, std::optional<std::string> message) {
  answer.error_code = to_wire(code);
  answer.error_message = std::move(message);
}

void tell_producers(Partition& partition, PartitionAnswer& answer) {
  auto producers = partition.producers();
  if (!producers) return fail(answer, producers.error().code, std::move(producers.error().message));
  for (const auto& [id, entry] : *producers)
    answer.active_producers.push_back({.producer_id = id,
                                       .producer_epoch = entry.epoch,
                                       .last_sequence = entry.last_sequence(),
                                       .last_timestamp = entry.last_timestamp_ms,
                                       .coordinator_epoch = entry.coordinator_epoch,
                                       .current_txn_start_offset = entry.transaction_first_offset});
}

/// `refusal`: what is wrong with the topic's name.
PartitionAnswer describe(const std::optional<std::string>& refusal, const ServedTopicPtr& topic,
                         std::int32_t index) {
  PartitionAnswer answer{.partition_index = index};
  if (refusal)
    fail(answer, ErrorCode::kInvalidTopicException, refusal);
  else if (!topic)
    fail(answer, ErrorCode::kUnknownTopicOrPartition, "This server does not host this topic-partition.");
  else if (const auto& partition = topic->partition(index))
    tell_producers(*partition, answer);
  else
    fail(answer, ErrorCode::kUnknownTopicOrPartition, std::nullopt);
  return answer;
}

}  // namespace

Served serve_describe_producers(RequestContext& context, MutableByteView body) {
  const auto request = read_body<DescribeProducersRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto& view = *context.broker.view();
  DescribeProducersResponse response;
  std::map<std::string_view, std::set<std::int32_t>> named;
  for (const auto& topic : request->topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    const auto& served = view.topic(topic.name);
    auto& of_topic = named[topic.name];
    const auto refusal = metadata::refuse_topic_name(topic.name);
    for (const auto index : topic.partition_indexes)
      if (of_topic.insert(index).second) answered.partitions.push_back(describe(refusal, served, index));
  }
  return answer(context, response);
}

}  // namespace moldau::broker
