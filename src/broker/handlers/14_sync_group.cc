/// SyncGroup 0-5. 1 has a throttle time, 3 static members, 4 compact lengths, 5 the protocol's type and name.
/// The followers are answered when the leader's assignment is committed.
#include "protocol/messages/14_sync_group.h"

#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_sync_group(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::SyncGroupRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  auto group_id = request->group_id;
  auto operation = [request = std::move(*request), client = coord_client(context)](auto& shard, auto ticket,
                                                                                   auto now) {
    return shard.sync(ticket, request, client, now);
  };
  const auto response = co_await ask_group_for_long<protocol::SyncGroupResponse>(context, std::move(group_id),
                                                                                 std::move(operation));
  co_return answer(context, response);
}

}  // namespace moldau::broker
