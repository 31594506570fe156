/// UnregisterBroker 0.
#include "protocol/messages/64_unregister_broker.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::UnregisterBrokerResponse;

UnregisterBrokerResponse refuse(ErrorCode code, std::string message) {
  return {.error_code = to_wire(code), .error_message = std::move(message)};
}

}  // namespace

Served serve_unregister_broker(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::UnregisterBrokerRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  const auto id = request->broker_id;
  // Who is registered is alive: a registration ends with its broker. Kafka's would serve nobody from then on.
  if (context.broker.view()->catalog->broker(id))
    return answer(
        context,
        refuse(ErrorCode::kInvalidRequest,
               fmt::format("Broker ID {} is alive, and can be unregistered once it is stopped", id)));
  return answer(context, refuse(ErrorCode::kBrokerIdNotRegistered,
                                fmt::format("Broker ID {} is not currently registered", id)));
}

}  // namespace moldau::broker
