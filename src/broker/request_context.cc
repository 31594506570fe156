#include "broker/request_context.h"

#include "broker/broker.h"

namespace moldau::broker {

protocol::DecodeLimits RequestContext::decode_limits() const {
  return {.heap_bytes = static_cast<std::size_t>(broker.config().network.socket_request_max_bytes)};
}

}  // namespace moldau::broker
