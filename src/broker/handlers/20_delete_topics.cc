/// DeleteTopics 0-6. 1 has a throttle time, 4 compact lengths, 5 error messages, 6 topics by id.
#include "protocol/messages/20_delete_topics.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_delete_topics(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::DeleteTopicsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  co_return answer(context,
                   co_await context.broker.control().delete_topics(std::move(*request), context.version()));
}

}  // namespace moldau::broker
