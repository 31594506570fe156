/// IncrementalAlterConfigs 0-1: sets or deletes keys, appends to lists or subtracts from them. 1 has compact
/// lengths.
#include "protocol/messages/44_incremental_alter_configs.h"

#include "broker/broker.h"
#include "broker/handlers/altered_configs.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_incremental_alter_configs(RequestContext& context,
                                                               MutableByteView body) {
  using protocol::IncrementalAlterConfigsResponse;
  auto request = read_body<protocol::IncrementalAlterConfigsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  const auto take = [](auto& config) {
    return metadata::AskedAlteration::Config{std::move(config.name), config.config_operation,
                                             std::move(config.value)};
  };
  auto asked = asked_alterations(request->resources, false, take);
  co_await look_up_hosts(context, asked);
  auto results = co_await context.broker.control().alter_configs(std::move(asked), request->validate_only);
  co_return answer(context,
                   altered_configs<IncrementalAlterConfigsResponse>(request->resources, std::move(results)));
}

}  // namespace moldau::broker
