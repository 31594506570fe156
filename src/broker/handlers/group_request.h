#pragma once

#include <string>
#include <utility>
#include <variant>

#include "broker/broker.h"
#include "broker/handlers/serve.h"
#include "coord/client_context.h"

/// What the handlers of group requests share.
namespace moldau::broker {

inline coord::ClientContext coord_client(const RequestContext& context) {
  return {.api_version = context.version(),
          .client_id = context.client_id(),
          .client_host = "/" + context.client.host};
}

/// Runs an operation of the group's shard; the answer as `Response`, or as one with this error alone.
template <class Response>
boost::asio::awaitable<Response> ask_group(RequestContext& context, std::string group_id,
                                           GroupService::Operation operation) {
  auto result = co_await context.broker.groups().ask(std::move(group_id), std::move(operation));
  if (!result) co_return Response{.error_code = to_wire(result.error())};
  co_return std::get<Response>(std::move(*result));
}

}  // namespace moldau::broker
