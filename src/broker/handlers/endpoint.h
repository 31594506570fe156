#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "broker/request_context.h"

namespace moldau::broker {

/// Where a client is to connect.
struct ClientEndpoint {
  std::int32_t node_id = 0;
  std::string host;
  std::int32_t port = 0;
  std::optional<std::string> rack;
};

/// This broker's address for whoever sent the request: what advertised.listeners says for the listener it
/// came in by, else the listener's own host, else the very address that the client reached us by.
ClientEndpoint endpoint_for(const RequestContext& context);

}  // namespace moldau::broker
