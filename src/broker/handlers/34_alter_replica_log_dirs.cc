/// AlterReplicaLogDirs 0-2. 1 is the same, 2 has compact lengths.
#include "protocol/messages/34_alter_replica_log_dirs.h"

#include <map>
#include <string>
#include <string_view>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "broker/run_blocking.h"

namespace moldau::broker {
namespace {

using protocol::AlterReplicaLogDirsRequest;
using protocol::AlterReplicaLogDirsResponse;

/// Where each replica is to go, by topic and partition: the last directory that names it, as in Kafka. What
/// is in the request is not copied.
using Targets = std::map<std::string_view, std::map<std::int32_t, std::string_view>>;

Targets targets_of(const AlterReplicaLogDirsRequest& request) {
  Targets targets;
  for (const auto& directory : request.dirs)
    for (const auto& topic : directory.topics) {
      auto& of_topic = targets[topic.name];
      for (const auto partition : topic.partitions) of_topic[partition] = directory.path;
    }
  return targets;
}

}  // namespace

boost::asio::awaitable<Served> serve_alter_replica_log_dirs(RequestContext& context, MutableByteView body) {
  const auto request = read_body<AlterReplicaLogDirsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  auto moving = [&logs = context.broker.logs(), targets = targets_of(*request)] {
    AlterReplicaLogDirsResponse response;
    for (const auto& [topic, partitions] : targets) {
      if (partitions.empty()) continue;
      auto& result = response.results.emplace_back();
      result.topic_name = topic;
      log::TopicPartition replica{topic, 0};
      std::string path;
      for (const auto& [partition, directory] : partitions) {
        replica.second = partition;
        if (path != directory) path = directory;
        result.partitions.push_back({partition, to_wire(logs.move(replica, path))});
      }
    }
    return response;
  };
  const auto response = co_await run_blocking(context.broker.admin_pool(), std::move(moving));
  co_return answer(context, response);
}

}  // namespace moldau::broker
