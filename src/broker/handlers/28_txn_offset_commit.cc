/// TxnOffsetCommit 0-6. 2 has leader epochs, 3 generation, member and compact lengths, 4 clients that know
/// TRANSACTION_ABORTABLE, 5 those that leave AddOffsetsToTxn to us, 6 topics by id.
#include "protocol/messages/28_txn_offset_commit.h"

#include <expected>
#include <memory>
#include <string>
#include <utility>

#include "broker/handlers/committed_topics.h"
#include "broker/handlers/group_request.h"
#include "broker/handlers/handlers.h"
#include "broker/transaction_verification.h"
#include "coord/abandon.h"
#include "metadata/internal_topics.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::TxnOffsetCommitRequest;
using protocol::TxnOffsetCommitResponse;
constexpr std::int16_t kKnowsAbortable = 4, kAddsOffsets = 5, kFirstVersionWithTopicIds = 6;

TransactionSupport support_of(std::int16_t version) {
  if (version >= kAddsOffsets) return TransactionSupport::kAdds;
  return version >= kKnowsAbortable ? TransactionSupport::kAbortable : TransactionSupport::kBasic;
}

/// The group's partition of __consumer_offsets takes part in the transaction, with the guard that is
/// returned.
boost::asio::awaitable<std::expected<log::VerificationGuard, ErrorCode>> verify(
    RequestContext& context, const TxnOffsetCommitRequest& request) {
  const auto support = support_of(context.version());
  if (!must_verify(context.broker, support)) co_return log::kNoGuard;
  const auto view = context.broker.view();
  const auto& topic = view->topic(metadata::kConsumerOffsetsTopic);
  if (!topic) co_return std::unexpected(ErrorCode::kNotCoordinator);
  const auto index = group_partition(request.group_id, topic->topic->partition_count());
  const auto begin = [&] {
    return topic->partition(index)->begin_verification(
        {request.producer_id, request.producer_epoch, -1, support == TransactionSupport::kAdds});
  };
  const TransactionClient client{request.transactional_id, request.producer_id, request.producer_epoch,
                                 support};
  std::vector<TransactionPartition> partitions;
  partitions.push_back({std::string(metadata::kConsumerOffsetsTopic), index});
  for (;;) {
    const auto guard = begin();
    if (!guard) co_return std::unexpected(coord::append_error(guard.error().code));
    if (*guard == log::kNoGuard) co_return *guard;
    const auto codes = co_await verify_transaction(context, client, partitions);
    if (codes.front() != ErrorCode::kNone) co_return std::unexpected(coord::append_error(codes.front()));
    // The end of the transaction before takes its guard along; it may have come after that was given.
    const auto now = begin();
    if (now && *now == *guard) co_return *guard;
  }
}

boost::asio::awaitable<TxnOffsetCommitResponse> commit(RequestContext& context,
                                                       TxnOffsetCommitRequest request) {
  if (request.group_id.empty())
    co_return failure<TxnOffsetCommitResponse>(request, ErrorCode::kInvalidGroupId);
  const auto guard = co_await verify(context, request);
  if (!guard) co_return failure<TxnOffsetCommitResponse>(request, guard.error());
  const auto shared = std::make_shared<const TxnOffsetCommitRequest>(std::move(request));
  auto operation = [shared, client = coord_client(context)](auto& shard, auto ticket, auto now) {
    return shard.commit_in_transaction(ticket, *shared, client, now);
  };
  auto result = co_await context.broker.groups().ask(shared->group_id, std::move(operation), *guard);
  if (!result) co_return failure<TxnOffsetCommitResponse>(*shared, result.error());
  co_return std::get<TxnOffsetCommitResponse>(std::move(*result));
}

}  // namespace

boost::asio::awaitable<Served> serve_txn_offset_commit(RequestContext& context, MutableByteView body) {
  auto request = read_body<TxnOffsetCommitRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  auto response = split_unknown<TxnOffsetCommitResponse>(
      *context.broker.view(), context.version() >= kFirstVersionWithTopicIds, *request);
  if (request->topics.empty()) co_return answer(context, response);
  auto committed = co_await commit(context, std::move(*request));
  merge(response, std::move(committed));
  co_return answer(context, response);
}

}  // namespace moldau::broker
