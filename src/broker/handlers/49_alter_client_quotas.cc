/// AlterClientQuotas 0-1. 1 has compact lengths. What is altered holds once this is answered, for connections
/// that are there as well.
#include "protocol/messages/49_alter_client_quotas.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_alter_client_quotas(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::AlterClientQuotasRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  co_return answer(context, co_await context.broker.control().alter_client_quotas(std::move(*request)));
}

}  // namespace moldau::broker
