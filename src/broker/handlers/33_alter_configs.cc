/// AlterConfigs 0-2: what is named is set, what else is set for a resource goes. 2 has compact lengths; the
/// others are the same.
#include "protocol/messages/33_alter_configs.h"

#include <cstdint>

#include "broker/broker.h"
#include "broker/handlers/altered_configs.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_alter_configs(RequestContext& context, MutableByteView body) {
  auto request = read_body<protocol::AlterConfigsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  const auto take = [](auto& config) {
    constexpr auto kSet = static_cast<std::int8_t>(metadata::AlterOperation::kSet);
    return metadata::AskedAlteration::Config{std::move(config.name), kSet, std::move(config.value)};
  };
  auto asked = asked_alterations(request->resources, true, take);
  co_await look_up_hosts(context, asked);
  auto results = co_await context.broker.control().alter_configs(std::move(asked), request->validate_only);
  co_return answer(context,
                   altered_configs<protocol::AlterConfigsResponse>(request->resources, std::move(results)));
}

}  // namespace moldau::broker
