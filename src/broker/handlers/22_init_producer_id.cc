/// InitProducerId 0-5. 2 has compact lengths, 3 the producer's old id and epoch, 4 PRODUCER_FENCED, 5 the
/// second transaction protocol. An idempotent producer gets an id that nobody had before, epoch 0; a
/// transactional one the next epoch of its transactional id.
#include "protocol/messages/22_init_producer_id.h"

#include "broker/handlers/handlers.h"
#include "broker/handlers/transaction_request.h"

namespace moldau::broker {
namespace {

using coord::transactions::InitTransaction;
using protocol::ErrorCode;
using protocol::InitProducerIdRequest;
using protocol::InitProducerIdResponse;
constexpr std::int16_t kFirstVersionWithFenced = 4;

Served refuse(RequestContext& context, ErrorCode code) {
  return answer(context, InitProducerIdResponse{.error_code = to_wire(code), .producer_epoch = -1});
}

InitTransaction asked(const RequestContext& context, const InitProducerIdRequest& request) {
  InitTransaction init{.transactional_id = *request.transactional_id,
                       .timeout_ms = request.transaction_timeout_ms,
                       .expected = std::nullopt,
                       .client = coord_client(context)};
  if (request.producer_id != -1) init.expected = {request.producer_id, request.producer_epoch};
  return init;
}

boost::asio::awaitable<Served> serve_idempotent(RequestContext& context) {
  const auto id = co_await context.broker.control().next_producer_id();
  if (!id) co_return refuse(context, id.error().code);
  co_return answer(context, InitProducerIdResponse{.producer_id = *id, .producer_epoch = 0});
}

}  // namespace

boost::asio::awaitable<Served> serve_init_producer_id(RequestContext& context, MutableByteView body) {
  const auto request = read_body<InitProducerIdRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  if ((request->producer_id == -1) != (request->producer_epoch == -1))
    co_return refuse(context, ErrorCode::kInvalidRequest);
  if (!request->transactional_id) co_return co_await serve_idempotent(context);
  if (request->transactional_id->empty()) co_return refuse(context, ErrorCode::kInvalidRequest);
  TransactionService::Operation operation = [init = asked(context, *request)](const auto& shard,
                                                                              auto fresh_id, auto now) {
    return shard.init(init, fresh_id, now);
  };
  const auto outcome =
      co_await context.broker.transactions().ask(*request->transactional_id, std::move(operation));
  if (outcome.error != ErrorCode::kNone)
    co_return refuse(context, fenced_for(context.version(), kFirstVersionWithFenced, outcome.error));
  co_return answer(context, InitProducerIdResponse{.producer_id = outcome.producer.id,
                                                   .producer_epoch = outcome.producer.epoch});
}

}  // namespace moldau::broker
