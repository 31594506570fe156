/// Heartbeat 0-4. 1 has a throttle time, 3 static members, 4 compact lengths.
#include "protocol/messages/12_heartbeat.h"

#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_heartbeat(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::HeartbeatRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  auto group_id = request->group_id;
  auto operation = [request = std::move(*request)](auto& shard, auto ticket, auto now) {
    return shard.heartbeat(ticket, request, now);
  };
  auto response =
      co_await ask_group<protocol::HeartbeatResponse>(context, std::move(group_id), std::move(operation));
  // Kafka lets a member go on while the coordinator loads.
  if (response.error_code == to_wire(protocol::ErrorCode::kCoordinatorLoadInProgress))
    response.error_code = 0;
  co_return answer(context, response);
}

}  // namespace moldau::broker
