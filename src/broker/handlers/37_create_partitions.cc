/// CreatePartitions 0-3. 2 has compact lengths; the others are the same.
#include "protocol/messages/37_create_partitions.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_create_partitions(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::CreatePartitionsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  co_return answer(context, co_await context.broker.control().create_partitions(std::move(*request)));
}

}  // namespace moldau::broker
