/// AddOffsetsToTxn 0-4. 2 has PRODUCER_FENCED, 3 compact lengths, 4 newer errors. Adds the group's partition
/// of
/// __consumer_offsets to the transaction; clients of the second protocol leave that to TxnOffsetCommit.
#include "protocol/messages/25_add_offsets_to_txn.h"

#include "broker/handlers/handlers.h"
#include "broker/handlers/transaction_request.h"
#include "metadata/internal_topics.h"

namespace moldau::broker {
namespace {

using coord::transactions::AddToTransaction;
using coord::transactions::TransactionVersion;
constexpr std::int16_t kFirstVersionWithFenced = 2;

/// Where the group's offsets will be, or are.
std::int32_t partition_of_group(const RequestContext& context, std::string_view group_id) {
  const auto& topic = context.broker.view()->topic(metadata::kConsumerOffsetsTopic);
  const auto count =
      topic ? topic->topic->partition_count() : context.broker.config().groups.offsets_topic_num_partitions;
  return group_partition(group_id, count);
}

}  // namespace

boost::asio::awaitable<Served> serve_add_offsets_to_txn(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::AddOffsetsToTxnRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  AddToTransaction add{.transactional_id = request->transactional_id,
                       .producer = {request->producer_id, request->producer_epoch},
                       .partitions = {},
                       .version = TransactionVersion::k0,
                       .client = coord_client(context),
                       .api = api_name(context)};
  add.partitions.insert(
      {std::string(metadata::kConsumerOffsetsTopic), partition_of_group(context, request->group_id)});
  TransactionService::Operation operation = [add = std::move(add)](const auto& shard, auto, auto now) {
    return shard.add(add, now);
  };
  const auto outcome =
      co_await context.broker.transactions().ask(request->transactional_id, std::move(operation));
  const auto error = fenced_for(context.version(), kFirstVersionWithFenced, outcome.error);
  co_return answer(context, protocol::AddOffsetsToTxnResponse{.error_code = to_wire(error)});
}

}  // namespace moldau::broker
