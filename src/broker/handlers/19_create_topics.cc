/// CreateTopics 0-7. 1 has validate only and error messages, 2 a throttle time, 4 the broker's defaults for
/// counts of -1, 5 compact lengths and the topic's configs in the answer, 7 topic ids. Answered once the
/// topic can be used.
#include "protocol/messages/19_create_topics.h"

#include <utility>

#include "broker/asker.h"
#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

/// Whoever goes beyond a quota is refused since then, and only slowed down before.
static constexpr std::int16_t kFirstVersionRefused = 6;

boost::asio::awaitable<Served> serve_create_topics(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::CreateTopicsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  const auto quota = mutation_quota(context, kFirstVersionRefused);
  const auto charge = charge_with(quota);
  auto who = asker(context);
  const auto response = co_await context.broker.control().create_topics(
      std::move(*request), context.version(), charge, std::move(who));
  if (quota) context.throttle_ms = quota->throttle_ms();
  co_return answer(context, response);
}

}  // namespace moldau::broker
