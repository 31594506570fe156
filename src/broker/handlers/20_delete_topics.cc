/// DeleteTopics 0-6. 1 has a throttle time, 4 compact lengths, 5 error messages, 6 topics by id.
#include "protocol/messages/20_delete_topics.h"

#include <utility>

#include "broker/asker.h"
#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

/// Whoever goes beyond a quota is refused since then, and only slowed down before.
static constexpr std::int16_t kFirstVersionRefused = 5;

boost::asio::awaitable<Served> serve_delete_topics(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::DeleteTopicsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  const auto quota = mutation_quota(context, kFirstVersionRefused);
  const auto charge = charge_with(quota);
  auto who = asker(context);
  const auto response = co_await context.broker.control().delete_topics(
      std::move(*request), context.version(), charge, std::move(who));
  if (quota) context.throttle_ms = quota->throttle_ms();
  co_return answer(context, response);
}

}  // namespace moldau::broker
