/// DeleteGroups 0-3. 1 is the same, 2 has compact lengths, 3 error messages.
#include "protocol/messages/42_delete_groups.h"

#include <set>
#include <string>

#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_delete_groups(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::DeleteGroupsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  using Result = protocol::DeleteGroupsResponse::DeletableGroupResult;
  protocol::DeleteGroupsResponse response;
  std::set<std::string> named;
  for (const auto& group_id : request->groups_names) {
    if (!named.insert(group_id).second) continue;
    auto operation = [group_id, client = coord_client(context)](auto& shard, auto ticket, auto now) {
      return shard.delete_group(ticket, group_id, client, now);
    };
    auto result = co_await context.broker.groups().ask(group_id, std::move(operation));
    if (result)
      response.results.push_back(std::get<Result>(std::move(*result)));
    else
      response.results.push_back({.group_id = group_id, .error_code = to_wire(result.error())});
  }
  co_return answer(context, response);
}

}  // namespace moldau::broker
