/// OffsetDelete 0.
#include "protocol/messages/47_offset_delete.h"

#include <map>
#include <string>
#include <utility>

#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::OffsetDeleteRequest;
using protocol::OffsetDeleteResponse;
using TopicAnswer = OffsetDeleteResponse::OffsetDeleteResponseTopic;

/// Takes what names no partition of ours out of the request, and answers it.
std::vector<TopicAnswer> split_unknown(const ClusterView& view, OffsetDeleteRequest& request) {
  std::vector<TopicAnswer> unknown;
  for (auto& topic : request.topics) {
    const auto& served = view.topic(topic.name);
    TopicAnswer missing;
    missing.name = topic.name;
    std::erase_if(topic.partitions, [&](const auto& partition) {
      if (find_partition(served, partition.partition_index)) return false;
      missing.partitions.push_back({partition.partition_index, to_wire(ErrorCode::kUnknownTopicOrPartition)});
      return true;
    });
    if (!missing.partitions.empty()) unknown.push_back(std::move(missing));
  }
  std::erase_if(request.topics, [](const auto& topic) { return topic.partitions.empty(); });
  return unknown;
}

/// The unknown partitions of a topic come before its others.
void merge(std::vector<TopicAnswer> unknown, OffsetDeleteResponse& response) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < unknown.size(); ++i) places.emplace(unknown[i].name, i);
  for (auto& topic : response.topics) {
    const auto place = places.find(topic.name);
    if (place == places.end()) {
      unknown.push_back(std::move(topic));
    } else {
      auto& partitions = unknown[place->second].partitions;
      partitions.insert(partitions.end(), topic.partitions.begin(), topic.partitions.end());
    }
  }
  response.topics = std::move(unknown);
}

}  // namespace

boost::asio::awaitable<Served> serve_offset_delete(RequestContext& context, MutableByteView body) {
  auto request = read_body<OffsetDeleteRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  if (request->group_id.empty())
    co_return answer(context, OffsetDeleteResponse{.error_code = to_wire(ErrorCode::kInvalidGroupId)});
  auto unknown = split_unknown(*context.broker.view(), *request);
  const auto group_id = request->group_id;
  auto operation = [request = std::move(*request), client = coord_client(context)](auto& shard, auto ticket,
                                                                                   auto now) {
    return shard.delete_offsets(ticket, request, client, now);
  };
  auto response = co_await ask_group<OffsetDeleteResponse>(context, group_id, std::move(operation));
  if (response.error_code == 0) merge(std::move(unknown), response);
  co_return answer(context, response);
}

}  // namespace moldau::broker
