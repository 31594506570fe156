/// GetTelemetrySubscriptions 0.
#include "protocol/messages/71_get_telemetry_subscriptions.h"

#include "broker/broker.h"
#include "broker/client_telemetry.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "broker/handlers/telemetry_client.h"

namespace moldau::broker {

Served serve_get_telemetry_subscriptions(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::GetTelemetrySubscriptionsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  return answer(context, context.broker.telemetry().subscribe(
                             telemetry_client(context, request->client_instance_id),
                             context.broker.view()->catalog, context.broker.clock().steady_ms()));
}

}  // namespace moldau::broker
