/// ElectLeaders 0-2. 1 has the type of the election and an error for the request, 2 compact lengths.
#include "protocol/messages/43_elect_leaders.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "metadata/elect_leaders.h"

namespace moldau::broker {

Served serve_elect_leaders(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::ElectLeadersRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto& view = *context.broker.view();
  const auto is_served = [&](const metadata::Topic& topic, std::int32_t index) {
    const auto& partition = find_partition(view.topic(topic.id), index);
    return partition && !partition->offline();
  };
  return answer(context, metadata::elect_leaders(*view.catalog, *request, is_served));
}

}  // namespace moldau::broker
