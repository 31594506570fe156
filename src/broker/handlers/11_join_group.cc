/// JoinGroup 0-9. 1 has the rebalance timeout, 2 a throttle time, 4 demands that a new member joins again
/// with the id that it was given, 5 has static members, 6 compact lengths, 7 the protocol type in the answer,
/// 8 a reason, 9 tells a leader to skip the assignment. Answered when the rebalance is.
#include "protocol/messages/11_join_group.h"

#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_join_group(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::JoinGroupRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  auto group_id = request->group_id;
  auto operation = [request = std::move(*request), client = coord_client(context)](auto& shard, auto ticket,
                                                                                   auto now) {
    return shard.join(ticket, request, client, now);
  };
  const auto response = co_await ask_group_for_long<protocol::JoinGroupResponse>(context, std::move(group_id),
                                                                                 std::move(operation));
  co_return answer(context, response);
}

}  // namespace moldau::broker
