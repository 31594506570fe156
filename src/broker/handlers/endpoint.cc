#include "broker/handlers/endpoint.h"

#include <algorithm>

#include "broker/broker.h"

namespace moldau::broker {
namespace {

bool is_any_address(const std::string& host) {
  return host.empty() || host == "0.0.0.0" || host == "::";
}

}  // namespace

ClientEndpoint endpoint_for(const RequestContext& context) {
  const auto& config = context.broker.config();
  const auto& client = context.client;
  ClientEndpoint endpoint{config.node_id, client.local_host, client.local_port, config.rack};
  const auto of = [&](const auto& listeners) {
    return std::ranges::find(listeners, client.listener_name, &metadata::Listener::name);
  };
  if (config.configs.find("advertised.listeners")) {
    const auto advertised = of(config.advertised_listeners);
    if (advertised == config.advertised_listeners.end()) return endpoint;
    endpoint.host = advertised->host;
    endpoint.port = advertised->port;
  } else if (const auto listener = of(config.listeners);
             listener != config.listeners.end() && !is_any_address(listener->host)) {
    endpoint.host = listener->host;
  }
  return endpoint;
}

}  // namespace moldau::broker
