/// DescribeGroups 0-6. 1 has a throttle time, 3 authorized operations, 4 static members, 5 compact lengths, 6
/// an error for groups that are not there.
#include "protocol/messages/15_describe_groups.h"

#include <set>
#include <string>

#include "broker/handlers/authorized_operations.h"
#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_describe_groups(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::DescribeGroupsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  protocol::DescribeGroupsResponse response;
  std::set<std::string> named;
  for (const auto& group_id : request->groups) {
    if (!named.insert(group_id).second) continue;
    auto reading = [group_id, version = context.version()](const coord::GroupShard& shard) {
      return shard.describe(group_id, version);
    };
    auto described =
        co_await context.broker.groups().read<coord::DescribedGroup>(group_id, std::move(reading));
    auto& group = response.groups.emplace_back();
    if (described)
      group = std::move(*described);
    else
      group.group_id = group_id, group.error_code = to_wire(described.error());
    if (request->include_authorized_operations && group.error_code == 0)
      group.authorized_operations = kAllGroupOperations;
  }
  co_return answer(context, response);
}

}  // namespace moldau::broker
