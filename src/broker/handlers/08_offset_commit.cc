/// OffsetCommit 0-10. 1 has generation, member and a timestamp a partition (1 alone), 2 a retention time
/// (until 4), 3 a throttle time, 6 leader epochs, 7 static members, 8 compact lengths, 9 member epochs, 10
/// topics by id. Clients of 0 expect ZooKeeper, where nobody looks for a coordinator and none is loading.
#include "protocol/messages/08_offset_commit.h"

#include <memory>
#include <utility>

#include "broker/handlers/committed_topics.h"
#include "broker/handlers/coordinator_topic.h"
#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"
#include "metadata/internal_topics.h"

namespace moldau::broker {
namespace {

using protocol::OffsetCommitRequest;
using protocol::OffsetCommitResponse;
constexpr std::int16_t kFirstVersionWithTopicIds = 10, kFirstVersionWithCoordinators = 1;

}  // namespace

boost::asio::awaitable<Served> serve_offset_commit(RequestContext& context, MutableByteView body) {
  auto request = read_body<OffsetCommitRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  auto response = split_unknown<OffsetCommitResponse>(
      *context.broker.view(), context.version() >= kFirstVersionWithTopicIds, *request);
  if (request->topics.empty()) co_return answer(context, response);
  if (context.version() < kFirstVersionWithCoordinators) {
    co_await make_coordinator_topic(context, metadata::kConsumerOffsetsTopic);
    co_await context.broker.groups().until_loaded(request->group_id);
  }
  const auto shared = std::make_shared<const OffsetCommitRequest>(std::move(*request));
  auto operation = [shared, client = coord_client(context)](auto& shard, auto ticket, auto now) {
    return shard.commit_offsets(ticket, *shared, client, now);
  };
  auto result = co_await context.broker.groups().ask(shared->group_id, std::move(operation));
  auto committed = result ? std::get<OffsetCommitResponse>(std::move(*result))
                          : failure<OffsetCommitResponse>(*shared, result.error());
  merge(response, std::move(committed));
  co_return answer(context, response);
}

}  // namespace moldau::broker
