#include "broker/handlers/endpoint.h"

#include <algorithm>

#include "broker/broker.h"
#include "broker/default_gateway.h"

namespace moldau::broker {
namespace {

constexpr std::string_view kGatewayHost = "moldau.advertised.gateway.host";

bool is_any_address(const std::string& host) {
  return host.empty() || host == "0.0.0.0" || host == "::";
}

bool is_gateway(const std::string& host) {
  static const auto gateway = default_gateway();
  return host == gateway;
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
  } else if (const auto host = config.configs.text(kGatewayHost); !host.empty() && is_gateway(client.host)) {
    endpoint.host = host;
  }
  return endpoint;
}

}  // namespace moldau::broker
