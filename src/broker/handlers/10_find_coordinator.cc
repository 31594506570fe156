/// FindCoordinator 0-6. 1 has key types and a throttle time, 3 compact lengths, 4 several keys at once, 5 and
/// 6 newer errors. The coordinators' topics are made when somebody first needs them, so that the first answer
/// is the right one.
#include "protocol/messages/10_find_coordinator.h"

#include "broker/broker.h"
#include "broker/handlers/coordinator_topic.h"
#include "broker/handlers/endpoint.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"
#include "metadata/internal_topics.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::FindCoordinatorRequest;
using protocol::FindCoordinatorResponse;
using Coordinator = FindCoordinatorResponse::Coordinator;
constexpr std::int16_t kFirstVersionWithBatches = 4, kFirstVersionWithShares = 6;
constexpr std::int8_t kGroup = 0, kTransaction = 1, kShare = 2;

Coordinator failure(std::string key, ErrorCode code, std::string message) {
  return {.key = std::move(key),
          .node_id = -1,
          .host = "",
          .port = -1,
          .error_code = to_wire(code),
          .error_message = std::move(message)};
}

/// The topic that coordinators of this kind keep their records in.
std::string_view topic_of(std::int8_t key_type) {
  return key_type == kTransaction ? metadata::kTransactionStateTopic : metadata::kConsumerOffsetsTopic;
}

Coordinator find(const RequestContext& context, std::int8_t key_type, std::string key) {
  switch (key_type) {
    case kGroup:
    case kTransaction: break;
    case kShare:
      if (context.version() < kFirstVersionWithShares)
        return failure(std::move(key), ErrorCode::kInvalidRequest,
                       fmt::format("key type {} is none of 0 and 1", key_type));
      return failure(std::move(key), ErrorCode::kUnsupportedVersion,
                     "this broker does not coordinate share groups yet");
    default:
      return failure(std::move(key), ErrorCode::kInvalidRequest,
                     fmt::format("key type {} is none of 0, 1 and 2", key_type));
  }
  if (const auto topic = topic_of(key_type); !context.broker.view()->topic(topic))
    return failure(std::move(key), ErrorCode::kCoordinatorNotAvailable,
                   fmt::format("{} cannot be created", topic));
  auto self = endpoint_for(context);
  return {.key = std::move(key),
          .node_id = self.node_id,
          .host = std::move(self.host),
          .port = self.port,
          .error_code = 0,
          .error_message = ""};
}

}  // namespace

boost::asio::awaitable<Served> serve_find_coordinator(RequestContext& context, MutableByteView body) {
  auto request = read_body<FindCoordinatorRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  const bool has_topic = request->key_type == kGroup || request->key_type == kTransaction;
  if (has_topic) co_await make_coordinator_topic(context, topic_of(request->key_type));
  FindCoordinatorResponse response;
  if (context.version() >= kFirstVersionWithBatches) {
    for (auto& key : request->coordinator_keys)
      response.coordinators.push_back(find(context, request->key_type, std::move(key)));
  } else {
    auto found = find(context, request->key_type, std::move(request->key));
    response.error_code = found.error_code;
    response.error_message = found.error_code == 0 ? "NONE" : std::move(found.error_message);  // Kafka's word
    response.node_id = found.node_id;
    response.host = std::move(found.host);
    response.port = found.port;
  }
  co_return answer(context, response);
}

}  // namespace moldau::broker
