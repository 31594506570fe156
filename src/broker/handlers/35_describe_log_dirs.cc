/// DescribeLogDirs 0-5. 1 is the same, 2 has compact lengths, 3 an error for the request, 4 how large the
/// disks are, 5 whether a directory takes no new replicas, which here all do.
#include "protocol/messages/35_describe_log_dirs.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
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

/// Which replicas a request is for. It lives for as long as this.
class Wanted {
 public:
  explicit Wanted(const DescribeLogDirsRequest& request) : all_(!request.topics) {
    if (all_) return;
    for (const auto& topic : *request.topics)
      named_[topic.topic].insert(topic.partitions.begin(), topic.partitions.end());
  }
  bool has(const log::TopicPartition& replica) const {
    if (all_) return true;
    const auto topic = named_.find(replica.first);
    return topic != named_.end() && topic->second.contains(replica.second);
  }

 private:
  bool all_;
  std::map<std::string_view, std::set<std::int32_t>> named_;
};

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
  auto reporting = [&logs = context.broker.logs(), wanted = Wanted(*request)] {
    return logs.report([&](const log::TopicPartition& replica) { return wanted.has(replica); });
  };
  const auto reports = co_await run_blocking(context.broker.admin_pool(), std::move(reporting));
  DescribeLogDirsResponse response;
  for (const auto& report : reports) response.results.push_back(result_of(report));
  co_return answer(context, response);
}

}  // namespace moldau::broker
