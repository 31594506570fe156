#pragma once

#include <string>
#include <utility>
#include <variant>

#include "broker/asker.h"
#include "broker/broker.h"
#include "broker/handlers/serve.h"

/// What the handlers of group requests share.
namespace moldau::broker {

/// Runs an operation of the group's shard; the answer as `Response`, or as one with this error alone.
template <class Response>
boost::asio::awaitable<Response> ask_group(RequestContext& context, std::string group_id,
                                           GroupService::Operation operation) {
  auto result = co_await context.broker.groups().ask(std::move(group_id), std::move(operation));
  if (!result) co_return Response{.error_code = to_wire(result.error())};
  co_return std::get<Response>(std::move(*result));
}

}  // namespace moldau::broker
