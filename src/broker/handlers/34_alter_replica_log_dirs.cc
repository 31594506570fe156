/// AlterReplicaLogDirs 0-2. 1 is the same, 2 has compact lengths.
#include "protocol/messages/34_alter_replica_log_dirs.h"

#include <map>
#include <string>

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "broker/run_blocking.h"

namespace moldau::broker {
namespace {

using protocol::AlterReplicaLogDirsRequest;
using protocol::AlterReplicaLogDirsResponse;

/// Where each replica is to go: the last directory that names it, as in Kafka.
std::map<log::TopicPartition, std::string> targets_of(const AlterReplicaLogDirsRequest& request) {
  std::map<log::TopicPartition, std::string> targets;
  for (const auto& directory : request.dirs)
    for (const auto& topic : directory.topics)
      for (const auto partition : topic.partitions) targets[{topic.name, partition}] = directory.path;
  return targets;
}

}  // namespace

boost::asio::awaitable<Served> serve_alter_replica_log_dirs(RequestContext& context, MutableByteView body) {
  const auto request = read_body<AlterReplicaLogDirsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  auto moving = [&logs = context.broker.logs(), targets = targets_of(*request)] {
    AlterReplicaLogDirsResponse response;
    for (const auto& [replica, directory] : targets) {
      const auto& [topic, partition] = replica;
      if (response.results.empty() || response.results.back().topic_name != topic)
        response.results.emplace_back().topic_name = topic;
      response.results.back().partitions.push_back({partition, to_wire(logs.move(replica, directory))});
    }
    return response;
  };
  const auto response = co_await run_blocking(context.broker.admin_pool(), std::move(moving));
  co_return answer(context, response);
}

}  // namespace moldau::broker
