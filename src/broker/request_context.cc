#include "broker/request_context.h"

#include <memory>
#include <utility>

#include "broker/broker.h"
#include "broker/request_memory.h"

namespace moldau::broker {
namespace {

/// More than what is gathered with other answers.
constexpr std::size_t kLargeAnswerBytes = 64 * 1024;

}  // namespace

protocol::DecodeLimits RequestContext::decode_limits() const {
  const auto& limits = broker.config().network;
  return {.heap_bytes = static_cast<std::size_t>(limits.socket_request_max_bytes),
          .max_elements = static_cast<std::size_t>(limits.request_max_elements)};
}

Reply RequestContext::reply_of(Bytes frame) const {
  Reply reply{.bytes = std::move(frame)};
  if (reply.bytes.size() > kLargeAnswerBytes) {
    reply.memory = std::make_shared<MemoryCharge>(broker.request_memory());
    reply.memory->set(reply.bytes.size());
  }
  return reply;
}

}  // namespace moldau::broker
