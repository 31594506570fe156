/// OffsetCommit 0-10. 1 has generation, member and a timestamp a partition (1 alone), 2 a retention time
/// (until 4), 3 a throttle time, 6 leader epochs, 7 static members, 8 compact lengths, 9 member epochs, 10
/// topics by id.
#include "protocol/messages/08_offset_commit.h"

#include <map>
#include <string>
#include <utility>

#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::OffsetCommitRequest;
using protocol::OffsetCommitResponse;
constexpr std::int16_t kFirstVersionWithTopicIds = 10;

/// Takes what names no partition of ours out of the request and into the response; gives the other topics
/// their name and id.
OffsetCommitResponse split_unknown(const ClusterView& view, bool by_id, OffsetCommitRequest& request) {
  OffsetCommitResponse unknown;
  for (auto& topic : request.topics) {
    const auto& served = by_id ? view.topic(topic.topic_id) : view.topic(topic.name);
    if (served) topic.name = served->topic->name, topic.topic_id = served->topic->id;
    OffsetCommitResponse::OffsetCommitResponseTopic missing{.name = topic.name, .topic_id = topic.topic_id};
    const auto code = !served && by_id ? ErrorCode::kUnknownTopicId : ErrorCode::kUnknownTopicOrPartition;
    std::erase_if(topic.partitions, [&](const auto& partition) {
      if (served && served->partition(partition.partition_index)) return false;
      missing.partitions.push_back({partition.partition_index, to_wire(code)});
      return true;
    });
    if (!missing.partitions.empty()) unknown.topics.push_back(std::move(missing));
  }
  std::erase_if(request.topics, [](const auto& topic) { return topic.partitions.empty(); });
  return unknown;
}

OffsetCommitResponse failure(const OffsetCommitRequest& request, ErrorCode code) {
  OffsetCommitResponse response;
  for (const auto& topic : request.topics) {
    auto& answers = response.topics.emplace_back();
    answers.name = topic.name;
    answers.topic_id = topic.topic_id;
    for (const auto& partition : topic.partitions)
      answers.partitions.push_back({partition.partition_index, to_wire(code)});
  }
  return response;
}

/// Each topic once, in the order of first mention.
void merge(OffsetCommitResponse& into, OffsetCommitResponse from) {
  std::map<std::pair<std::string, Uuid>, std::size_t> places;
  for (std::size_t i = 0; i < into.topics.size(); ++i)
    places.emplace(std::pair(into.topics[i].name, into.topics[i].topic_id), i);
  for (auto& topic : from.topics) {
    const auto [place, is_new] = places.emplace(std::pair(topic.name, topic.topic_id), into.topics.size());
    if (is_new)
      into.topics.push_back(std::move(topic));
    else
      std::ranges::move(topic.partitions, std::back_inserter(into.topics[place->second].partitions));
  }
}

}  // namespace

boost::asio::awaitable<Served> serve_offset_commit(RequestContext& context, MutableByteView body) {
  auto request = read_body<OffsetCommitRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  auto response =
      split_unknown(*context.broker.view(), context.version() >= kFirstVersionWithTopicIds, *request);
  if (request->topics.empty()) co_return answer(context, response);
  const auto shared = std::make_shared<const OffsetCommitRequest>(std::move(*request));
  auto operation = [shared, client = coord_client(context)](auto& shard, auto ticket, auto now) {
    return shard.commit_offsets(ticket, *shared, client, now);
  };
  auto result = co_await context.broker.groups().ask(shared->group_id, std::move(operation));
  auto committed =
      result ? std::get<OffsetCommitResponse>(std::move(*result)) : failure(*shared, result.error());
  merge(response, std::move(committed));
  co_return answer(context, response);
}

}  // namespace moldau::broker
