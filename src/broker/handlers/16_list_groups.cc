/// ListGroups 0-5. 1 has a throttle time, 3 compact lengths, 4 states, 5 types.
#include "protocol/messages/16_list_groups.h"

#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_list_groups(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::ListGroupsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  protocol::ListGroupsResponse response;
  auto groups = co_await context.broker.groups().list(std::move(*request));
  if (groups)
    response.groups = std::move(*groups);
  else
    response.error_code = to_wire(groups.error());
  co_return answer(context, response);
}

}  // namespace moldau::broker
