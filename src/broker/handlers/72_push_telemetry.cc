/// PushTelemetry 0.
#include "protocol/messages/72_push_telemetry.h"

#include "broker/broker.h"
#include "broker/client_telemetry.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "broker/handlers/telemetry_client.h"

namespace moldau::broker {

Served serve_push_telemetry(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::PushTelemetryRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto error =
      context.broker.telemetry().push(telemetry_client(context, request->client_instance_id), *request,
                                      context.broker.view()->catalog, context.broker.clock().steady_ms());
  return answer(context, protocol::PushTelemetryResponse{.error_code = to_wire(error)});
}

}  // namespace moldau::broker
