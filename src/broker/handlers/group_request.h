#pragma once

#include <boost/asio/post.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "broker/asker.h"
#include "broker/broker.h"
#include "broker/handlers/serve.h"
#include "broker/session.h"
#include "broker/waiter.h"

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

/// The same where the answer may take as long as a rebalance does. The request's bytes are let go meanwhile,
/// and a connection that this broker closes is not kept for it.
template <class Response>
boost::asio::awaitable<Response> ask_group_for_long(RequestContext& context, std::string group_id,
                                                    GroupService::Operation operation) {
  using Result = GroupService::Result<coord::Response>;
  const auto executor = context.session.channel().executor();
  const auto waiter = std::make_shared<Waiter>(executor);
  const auto given = std::make_shared<std::optional<Result>>();
  GroupService::Reply reply = [executor, waiter, given](Result result) {
    boost::asio::post(executor, [waiter, given, result = std::move(result)]() mutable {
      given->emplace(std::move(result));
      waiter->notify();
    });
  };
  context.session.let_request_go();
  context.broker.groups().begin(std::move(group_id), std::move(operation), log::kNoGuard, std::move(reply));
  co_await context.session.park(waiter, Waiter::TimePoint::max());
  if (!*given) co_return Response{.error_code = to_wire(protocol::ErrorCode::kNetworkException)};
  if (!**given) co_return Response{.error_code = to_wire((*given)->error())};
  co_return std::get<Response>(std::move(***given));
}

}  // namespace moldau::broker
