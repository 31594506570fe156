/// DescribeQuorum 0-2. 1 has when voters fetched last, 2 messages, directory ids and the voters' endpoints.
/// What the cluster knows is in this broker's own store: a quorum of one voter, who leads it (ADR 11).
#include "protocol/messages/55_describe_quorum.h"

#include <algorithm>
#include <string>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "metadata/internal_topics.h"

namespace moldau::broker {
namespace {

using protocol::DescribeQuorumRequest;
using protocol::DescribeQuorumResponse;
using protocol::ErrorCode;
using TopicAnswer = DescribeQuorumResponse::TopicData;
using PartitionAnswer = TopicAnswer::PartitionData;

bool asks_for_metadata(const DescribeQuorumRequest& request) {
  return request.topics.size() == 1 && request.topics[0].topic_name == metadata::kClusterMetadataTopic &&
         request.topics[0].partitions.size() == 1 && request.topics[0].partitions[0].partition_index == 0;
}

PartitionAnswer quorum(const metadata::Catalog& catalog, std::int64_t now_ms) {
  PartitionAnswer answer;
  answer.error_message = "";
  answer.leader_id = catalog.controller_id();
  answer.leader_epoch = catalog.controller_epoch();
  answer.high_watermark = catalog.version();
  auto& voter = answer.current_voters.emplace_back();
  voter.replica_id = catalog.controller_id();
  voter.log_end_offset = catalog.version();
  voter.last_fetch_timestamp = voter.last_caught_up_timestamp = now_ms;
  return answer;
}

void tell_nodes(const RequestContext& context, DescribeQuorumResponse& response) {
  const auto& config = context.broker.config();
  auto& node = response.nodes.emplace_back();
  node.node_id = config.node_id;
  for (const auto& listener : config.advertised_listeners)
    node.listeners.push_back({listener.name, listener.host, listener.port});
}

/// As Kafka does, all of what was asked for is refused together.
void refuse_all(const DescribeQuorumRequest& request, DescribeQuorumResponse& response) {
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.topic_name = topic.topic_name;
    for (const auto& partition : topic.partitions) {
      auto& refused = answered.partitions.emplace_back();
      refused.partition_index = partition.partition_index;
      refused.error_code = to_wire(ErrorCode::kUnknownTopicOrPartition);
      refused.error_message = "This server does not host this topic-partition.";
    }
  }
}

}  // namespace

Served serve_describe_quorum(RequestContext& context, MutableByteView body) {
  const auto request = read_body<DescribeQuorumRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  DescribeQuorumResponse response;
  response.error_message = "";
  if (asks_for_metadata(*request)) {
    auto& topic = response.topics.emplace_back();
    topic.topic_name = request->topics[0].topic_name;
    topic.partitions.push_back(quorum(*context.broker.view()->catalog, context.broker.clock().wall_ms()));
    tell_nodes(context, response);
  } else {
    refuse_all(*request, response);
  }
  return answer(context, response);
}

}  // namespace moldau::broker
