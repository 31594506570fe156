/// EndTxn 0-5. 2 has PRODUCER_FENCED, 3 compact lengths, 4 newer errors, 5 the second transaction protocol:
/// the answer tells the producer's next epoch. Answered once the end is decided for good; markers follow.
#include "protocol/messages/26_end_txn.h"

#include "broker/handlers/handlers.h"
#include "broker/handlers/transaction_request.h"

namespace moldau::broker {
namespace {

using coord::transactions::EndTransaction;
using coord::transactions::TransactionVersion;
constexpr std::int16_t kFirstVersionWithFenced = 2, kFirstOfSecondProtocol = 5;

}  // namespace

boost::asio::awaitable<Served> serve_end_txn(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::EndTxnRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  EndTransaction end{
      .transactional_id = request->transactional_id,
      .producer = {request->producer_id, request->producer_epoch},
      .commit = request->committed,
      .version = context.version() < kFirstOfSecondProtocol ? TransactionVersion::k0 : TransactionVersion::k2,
      .client = coord_client(context)};
  TransactionService::Operation operation = [end = std::move(end)](const auto& shard, auto fresh_id,
                                                                   auto now) {
    return shard.end(end, fresh_id, now);
  };
  const auto outcome =
      co_await context.broker.transactions().ask(request->transactional_id, std::move(operation));
  const auto error = fenced_for(context.version(), kFirstVersionWithFenced, outcome.error);
  co_return answer(context, protocol::EndTxnResponse{.error_code = to_wire(error),
                                                     .producer_id = outcome.producer.id,
                                                     .producer_epoch = outcome.producer.epoch});
}

}  // namespace moldau::broker
