/// OffsetFetch 0-10. 0 calls what is not committed unknown, 2 has null for all topics and an error for the
/// whole answer, 3 a throttle time, 5 leader epochs, 6 compact lengths, 7 stable offsets, 8 several groups, 9
/// members and their epochs, 10 topics by id. Clients of 0 expect ZooKeeper, where nobody looks for a
/// coordinator and none is loading.
#include "protocol/messages/09_offset_fetch.h"

#include <set>
#include <string>

#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"
#include "metadata/internal_topics.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::OffsetFetchRequest;
using protocol::OffsetFetchResponse;
using Group = OffsetFetchRequest::OffsetFetchRequestGroup;
using GroupAnswer = OffsetFetchResponse::OffsetFetchResponseGroup;
constexpr std::int16_t kFirstVersionWithGroups = 8, kFirstVersionWithTopicIds = 10,
                       kFirstVersionWithError = 2, kFirstVersionWithCoordinators = 1;

GroupAnswer failure(std::string group_id, ErrorCode code) {
  GroupAnswer answer;
  answer.group_id = std::move(group_id);
  answer.error_code = to_wire(code);
  return answer;
}

/// To version 0, where no group has committed anything yet.
GroupAnswer nothing_committed(std::string group_id) {
  return failure(std::move(group_id), ErrorCode::kUnknownTopicOrPartition);
}

/// Takes topics of unknown ids out of the request; gives the others their names.
std::vector<GroupAnswer::OffsetFetchResponseTopics> split_unknown(const ClusterView& view, Group& group) {
  std::vector<GroupAnswer::OffsetFetchResponseTopics> unknown;
  if (!group.topics) return unknown;
  std::erase_if(*group.topics, [&](auto& topic) {
    const auto& served = view.topic(topic.topic_id);
    if (served) {
      topic.name = served->topic->name;
      return false;
    }
    auto& missing = unknown.emplace_back();
    missing.topic_id = topic.topic_id;
    for (const auto index : topic.partition_indexes)
      missing.partitions.push_back({.partition_index = index,
                                    .committed_offset = -1,
                                    .error_code = to_wire(ErrorCode::kUnknownTopicId)});
    return true;
  });
  return unknown;
}

/// Gives every topic its id; those that are gone have none and are left out.
void name_by_id(const ClusterView& view, GroupAnswer& answer) {
  std::erase_if(answer.topics, [&](auto& topic) {
    const auto& served = view.topic(topic.name);
    if (served) topic.topic_id = served->topic->id;
    return !served;
  });
}

boost::asio::awaitable<GroupAnswer> fetch(RequestContext& context, Group group, bool require_stable) {
  const bool by_id = context.version() >= kFirstVersionWithTopicIds;
  auto unknown = by_id ? split_unknown(*context.broker.view(), group)
                       : std::vector<GroupAnswer::OffsetFetchResponseTopics>();
  auto group_id = group.group_id;
  auto reading = [group = std::move(group), require_stable](const coord::GroupShard& shard) {
    return shard.fetch_offsets(group, require_stable);
  };
  auto result = co_await context.broker.groups().read<GroupAnswer>(group_id, std::move(reading));
  if (!result) co_return failure(std::move(group_id), result.error());
  if (by_id) name_by_id(*context.broker.view(), *result);
  std::ranges::move(unknown, std::back_inserter(result->topics));
  co_return std::move(*result);
}

Group only_group(OffsetFetchRequest request) {
  Group group;
  group.group_id = std::move(request.group_id);
  group.topics.reset();
  if (request.topics) {
    auto& topics = group.topics.emplace();
    for (auto& topic : *request.topics)
      topics.push_back({.name = topic.name, .partition_indexes = topic.partition_indexes});
  }
  return group;
}

/// Version 0 is ZooKeeper's, where nothing is found of what is not committed.
void call_uncommitted_unknown(OffsetFetchResponse& response) {
  for (auto& topic : response.topics)
    for (auto& partition : topic.partitions)
      if (partition.committed_offset < 0 && partition.error_code == 0)
        partition.error_code = to_wire(ErrorCode::kUnknownTopicOrPartition);
}

/// The form before version 8; before 2 an error is told for each partition.
OffsetFetchResponse alone(std::int16_t version, const OffsetFetchRequest& request, GroupAnswer answer) {
  OffsetFetchResponse response;
  response.error_code = answer.error_code;
  for (auto& topic : answer.topics) {
    auto& to = response.topics.emplace_back();
    to.name = std::move(topic.name);
    for (auto& from : topic.partitions)
      to.partitions.push_back({from.partition_index, from.committed_offset, from.committed_leader_epoch,
                               std::move(from.metadata), from.error_code});
  }
  if (version < kFirstVersionWithCoordinators) call_uncommitted_unknown(response);
  if (version >= kFirstVersionWithError || answer.error_code == 0 || !request.topics) return response;
  for (const auto& topic : *request.topics) {
    auto& to = response.topics.emplace_back();
    to.name = topic.name;
    for (const auto index : topic.partition_indexes)
      to.partitions.push_back(
          {.partition_index = index, .committed_offset = -1, .error_code = answer.error_code});
  }
  return response;
}

}  // namespace

boost::asio::awaitable<Served> serve_offset_fetch(RequestContext& context, MutableByteView body) {
  auto request = read_body<OffsetFetchRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  if (context.version() < kFirstVersionWithCoordinators) {
    const bool loaded = co_await context.broker.groups().until_loaded(request->group_id);
    if (!loaded && !context.broker.view()->topic(metadata::kConsumerOffsetsTopic))
      co_return answer(context, alone(context.version(), *request, nothing_committed(request->group_id)));
  }
  if (context.version() < kFirstVersionWithGroups) {
    auto fetched = co_await fetch(context, only_group(*request), request->require_stable);
    co_return answer(context, alone(context.version(), *request, std::move(fetched)));
  }
  OffsetFetchResponse response;
  std::set<std::string> named;
  for (auto& group : request->groups) {
    if (!named.insert(group.group_id).second) continue;
    auto fetched = co_await fetch(context, std::move(group), request->require_stable);
    response.groups.push_back(std::move(fetched));
  }
  co_return answer(context, response);
}

}  // namespace moldau::broker
