/// UpdateFeatures 0-2. 1 has kinds of upgrades in place of "allow downgrade", which never acted, and can
/// validate only; 2 tells no results but the whole request's.
#include "protocol/messages/57_update_features.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_update_features(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::UpdateFeaturesRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  protocol::UpdateFeaturesResponse response;
  response.error_message = std::nullopt;
  for (const auto& update : request->feature_updates)
    response.results.push_back({.feature = update.feature, .error_message = "NONE"});  // as Kafka's
  const auto updated = co_await context.broker.control().update_features(std::move(*request));
  if (!updated) {
    response.results.clear();
    response.error_code = to_wire(updated.error().code);
    response.error_message = updated.error().message;
  }
  co_return answer(context, response);
}

}  // namespace moldau::broker
