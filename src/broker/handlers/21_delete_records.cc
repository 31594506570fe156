/// DeleteRecords 0-2. 1 is the same, 2 has compact lengths.
#include "protocol/messages/21_delete_records.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "broker/run_blocking.h"

namespace moldau::broker {
namespace {

using protocol::DeleteRecordsRequest;
using protocol::DeleteRecordsResponse;
using protocol::ErrorCode;
using TopicAnswer = DeleteRecordsResponse::DeleteRecordsTopicResult;
using PartitionAnswer = TopicAnswer::DeleteRecordsPartitionResult;
constexpr std::int64_t kNoWatermark = -1;

/// By topic and partition; the last offset that a partition is given counts.
using Wanted = std::map<std::string, std::map<std::int32_t, std::int64_t>>;

Wanted wanted_of(const DeleteRecordsRequest& request) {
  Wanted wanted;
  for (const auto& topic : request.topics)
    for (const auto& partition : topic.partitions)
      wanted[topic.name][partition.partition_index] = partition.offset;
  return wanted;
}

/// Fills in what can be said at once; the others get a deletion each, in order.
std::vector<LogManager::Deletion> begin(const ClusterView& view, const Wanted& wanted,
                                        DeleteRecordsResponse& response) {
  std::vector<LogManager::Deletion> deletions;
  for (const auto& [name, offsets] : wanted) {
    TopicAnswer answered;
    answered.name = name;
    const auto& topic = view.topic(name);
    for (const auto& [index, offset] : offsets) {
      const auto& partition = find_partition(topic, index);
      auto code = ErrorCode::kNone;
      if (!partition)
        code = ErrorCode::kUnknownTopicOrPartition;
      else if (topic->topic->is_internal)
        code = ErrorCode::kInvalidTopicException;
      else
        deletions.push_back({partition, offset});
      answered.partitions.push_back({index, kNoWatermark, to_wire(code)});
    }
    response.topics.push_back(std::move(answered));
  }
  return deletions;
}

void finish(const std::vector<std::expected<std::int64_t, Refusal>>& results,
            DeleteRecordsResponse& response) {
  auto result = results.begin();
  for (auto& topic : response.topics)
    for (auto& partition : topic.partitions) {
      if (partition.error_code != 0) continue;
      if (*result)
        partition.low_watermark = **result;
      else
        partition.error_code = to_wire(result->error().code);
      ++result;
    }
}

}  // namespace

boost::asio::awaitable<Served> serve_delete_records(RequestContext& context, MutableByteView body) {
  const auto request = read_body<DeleteRecordsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  DeleteRecordsResponse response;
  auto deletions = begin(*context.broker.view(), wanted_of(*request), response);
  auto deletion = [&logs = context.broker.logs(), deletions = std::move(deletions)] {
    return logs.delete_records(deletions);
  };
  const auto results = co_await run_blocking(context.broker.admin_pool(), std::move(deletion));
  finish(results, response);
  co_return answer(context, response);
}

}  // namespace moldau::broker
