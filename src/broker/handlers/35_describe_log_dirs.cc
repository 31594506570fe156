/// DescribeLogDirs 0-5. 1 is the same, 2 has compact lengths, 3 an error for the request, 4 how large the
/// disks are, 5 whether a directory takes no new replicas, which here all do.
#include "protocol/messages/35_describe_log_dirs.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "broker/run_blocking.h"

namespace moldau::broker {
namespace {

using protocol::DescribeLogDirsRequest;
using protocol::DescribeLogDirsResponse;
using protocol::ErrorCode;
using Result = DescribeLogDirsResponse::DescribeLogDirsResult;

/// Nothing where all replicas are wanted.
std::optional<std::set<log::TopicPartition>> wanted_of(const DescribeLogDirsRequest& request) {
  if (!request.topics) return std::nullopt;
  std::set<log::TopicPartition> wanted;
  for (const auto& topic : *request.topics)
    for (const auto partition : topic.partitions) wanted.emplace(topic.topic, partition);
  return wanted;
}

Result result_of(const LogManager::DirectoryReport& report) {
  Result result;
  result.log_dir = report.path;
  if (report.offline) result.error_code = to_wire(ErrorCode::kKafkaStorageError);
  if (report.space) {
    result.total_bytes = static_cast<std::int64_t>(report.space->total_bytes);
    result.usable_bytes = static_cast<std::int64_t>(report.space->usable_bytes);
  }
  std::map<std::string, std::size_t> places;
  for (const auto& replica : report.replicas) {
    const auto& [topic, partition] = replica.partition;
    const auto [place, is_new] = places.emplace(topic, result.topics.size());
    if (is_new) result.topics.emplace_back().name = topic;
    result.topics[place->second].partitions.push_back(
        {.partition_index = partition,
         .partition_size = static_cast<std::int64_t>(replica.size_bytes),
         .offset_lag = replica.offset_lag,
         .is_future_key = replica.is_future});
  }
  return result;
}

}  // namespace

boost::asio::awaitable<Served> serve_describe_log_dirs(RequestContext& context, MutableByteView body) {
  const auto request = read_body<DescribeLogDirsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  auto reporting = [&logs = context.broker.logs(), wanted = wanted_of(*request)] {
    return logs.report(
        [&](const log::TopicPartition& replica) { return !wanted || wanted->contains(replica); });
  };
  const auto reports = co_await run_blocking(context.broker.admin_pool(), std::move(reporting));
  DescribeLogDirsResponse response;
  for (const auto& report : reports) response.results.push_back(result_of(report));
  co_return answer(context, response);
}

}  // namespace moldau::broker
