#include "broker/handlers/altered_configs.h"

#include <string_view>

#include "broker/broker.h"
#include "broker/run_blocking.h"
#include "metadata/config/server_values.h"

namespace moldau::broker {
namespace {

constexpr std::string_view kOverrides = "max.connections.per.ip.overrides";

/// The hosts that a broker's alteration names, as far as they can be read.
ConnectionOverrides::Hosts hosts_in(const metadata::AskedAlteration& asked) {
  ConnectionOverrides::Hosts hosts;
  if (metadata::config_resource_type(asked.resource_type) != metadata::ConfigResourceType::kBroker)
    return hosts;
  for (const auto& config : asked.configs)
    if (config.name == kOverrides && config.value)
      hosts = metadata::parse_connection_overrides(*config.value).value_or(hosts);
  return hosts;
}

}  // namespace

boost::asio::awaitable<void> look_up_hosts(RequestContext& context,
                                           std::vector<metadata::AskedAlteration>& asked) {
  auto& broker = context.broker;
  for (auto& each : asked) {
    auto hosts = hosts_in(each);
    if (hosts.empty()) continue;
    auto work = [&broker, hosts = std::move(hosts)] { return broker.connection_overrides().look_up(hosts); };
    each.refusal = co_await run_blocking(broker.admin_pool(), std::move(work));
  }
}

}  // namespace moldau::broker
