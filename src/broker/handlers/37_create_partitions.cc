/// CreatePartitions 0-3. 2 has compact lengths, 3 THROTTLING_QUOTA_EXCEEDED.
#include "protocol/messages/37_create_partitions.h"

#include <utility>

#include "broker/asker.h"
#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

/// Whoever goes beyond a quota is refused since then, and only slowed down before.
static constexpr std::int16_t kFirstVersionRefused = 3;

boost::asio::awaitable<Served> serve_create_partitions(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::CreatePartitionsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  const auto quota = mutation_quota(context, kFirstVersionRefused);
  const auto charge = charge_with(quota);
  auto who = asker(context);
  const auto response =
      co_await context.broker.control().create_partitions(std::move(*request), charge, std::move(who));
  if (quota) context.throttle_ms = quota->throttle_ms();
  co_return answer(context, response);
}

}  // namespace moldau::broker
