/// InitProducerId 0-5. 2 has compact lengths, 3 the producer's old id and epoch, 4 newer errors, 5 the second
/// transaction protocol. An idempotent producer gets an id that nobody had before, epoch 0.
#include "protocol/messages/22_init_producer_id.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::InitProducerIdResponse;

Served refuse(RequestContext& context, ErrorCode code) {
  return answer(context, InitProducerIdResponse{.error_code = to_wire(code), .producer_epoch = -1});
}

}  // namespace

boost::asio::awaitable<Served> serve_init_producer_id(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::InitProducerIdRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  if (request->transactional_id) {
    const bool empty = request->transactional_id->empty();
    co_return refuse(context, empty ? ErrorCode::kInvalidRequest : ErrorCode::kUnsupportedVersion);
  }
  if ((request->producer_id == -1) != (request->producer_epoch == -1))
    co_return refuse(context, ErrorCode::kInvalidRequest);
  const auto id = co_await context.broker.control().next_producer_id();
  if (!id) co_return refuse(context, id.error().code);
  co_return answer(context, InitProducerIdResponse{.producer_id = *id, .producer_epoch = 0});
}

}  // namespace moldau::broker
