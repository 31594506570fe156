/// OffsetForLeaderEpoch 0-4. 1 answers leader epochs, 2 is told the epoch that the client believes in, 3 the
/// replica, 4 has compact lengths.
#include "protocol/messages/23_offset_for_leader_epoch.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::OffsetForLeaderEpochRequest;
using protocol::OffsetForLeaderEpochResponse;
using PartitionAnswer = OffsetForLeaderEpochResponse::OffsetForLeaderTopicResult::EpochEndOffset;

PartitionAnswer look_up(
    const ServedTopicPtr& topic,
    const OffsetForLeaderEpochRequest::OffsetForLeaderTopic::OffsetForLeaderPartition& wanted) {
  PartitionAnswer answer{.partition = wanted.partition};
  const auto& partition = find_partition(topic, wanted.partition);
  auto code = partition ? partition->check_leader_epoch(wanted.current_leader_epoch)
                        : ErrorCode::kUnknownTopicOrPartition;
  if (code == ErrorCode::kNone) {
    const auto end = partition->epoch_end_offset(wanted.leader_epoch);
    if (!end)
      code = end.error().code;
    else
      answer.leader_epoch = end->epoch, answer.end_offset = end->end_offset;
  }
  answer.error_code = to_wire(code);
  return answer;
}

}  // namespace

Served serve_offset_for_leader_epoch(RequestContext& context, MutableByteView body) {
  const auto request = read_body<OffsetForLeaderEpochRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto& view = *context.broker.view();
  OffsetForLeaderEpochResponse response;
  for (const auto& topic : request->topics) {
    auto& answers = response.topics.emplace_back();
    answers.topic = topic.topic;
    const auto& served = view.topic(topic.topic);
    for (const auto& wanted : topic.partitions) answers.partitions.push_back(look_up(served, wanted));
  }
  return answer(context, response);
}

}  // namespace moldau::broker
