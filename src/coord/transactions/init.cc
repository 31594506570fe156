#include <utility>

#include "coord/transactions/transaction_requests.h"
#include "coord/transactions/transitions.h"

namespace moldau::coord::transactions {
namespace {

using protocol::ErrorCode;

TransactionDecision refuse(ErrorCode error) {
  return {.outcome = {.error = error, .producer = {}}, .changes = {}};
}

TransactionDecision given(const InitTransaction& request, Transaction transaction) {
  const auto producer = transaction.producer;
  return {.outcome = {.error = ErrorCode::kNone, .producer = producer},
          .changes = {{request.transactional_id, std::move(transaction)}}};
}

/// Whether a producer that says who it is may be the one that we know: by its id, or by the one before, which
/// ran out of epochs and whose owner never heard of the new one. The epoch is looked at later.
bool may_be_ours(const ProducerIdAndEpoch& expected, const Transaction& transaction) {
  return expected.id == transaction.producer.id ||
         (expected.id == transaction.previous_producer_id && is_exhausted(expected.epoch));
}

/// A producer that has no open transaction gets its next epoch.
TransactionDecision next_epoch(const InitTransaction& request, const Transaction& transaction,
                               std::optional<std::int64_t> fresh_id, Now now) {
  const auto epoch = transaction.producer.epoch;
  const bool is_current = !request.expected || request.expected->epoch == epoch;
  // Sent again by a producer that was not answered. A newer one would have left no last epoch.
  const bool is_retry = !is_current && request.expected->epoch == transaction.last_epoch;
  if (!is_current && !is_retry) return refuse(ErrorCode::kProducerFenced);
  const auto known_epoch = request.expected ? request.expected->epoch : kNoProducerEpoch;
  if (is_retry && epoch != kLastProducerEpoch)
    return given(request,
                 with_epoch(transaction, epoch, transaction.last_epoch, request.timeout_ms, now.wall_ms));
  if (!is_exhausted(epoch))
    return given(request, with_epoch(transaction, static_cast<std::int16_t>(epoch + 1), known_epoch,
                                     request.timeout_ms, now.wall_ms));
  if (!fresh_id) return {.outcome = {}, .changes = {}, .needs_producer_id = true};
  return given(request,
               with_producer_id(transaction, *fresh_id, known_epoch, request.timeout_ms, now.wall_ms));
}

}  // namespace

TransactionDecision init(const InitTransaction& request, const Transaction* transaction,
                         std::optional<std::int64_t> fresh_id, Now now) {
  if (!transaction) {
    if (!fresh_id) return {.outcome = {}, .changes = {}, .needs_producer_id = true};
    return given(request, new_transaction(*fresh_id, request.timeout_ms, now.wall_ms));
  }
  if (request.expected && transaction->goes_on_as(*request.expected))
    return refuse(ErrorCode::kConcurrentTransactions);
  if (request.expected && !may_be_ours(*request.expected, *transaction))
    return refuse(ErrorCode::kProducerFenced);
  if (transaction->is_prepared()) return refuse(ErrorCode::kConcurrentTransactions);
  if (transaction->state != TransactionState::kOngoing)
    return next_epoch(request, *transaction, fresh_id, now);
  // The producer comes back for its epoch when its last transaction is over.
  auto decision = refuse(ErrorCode::kConcurrentTransactions);
  decision.changes.push_back({request.transactional_id, aborted_by_coordinator(*transaction, now)});
  return decision;
}

Transaction aborted_by_coordinator(const Transaction& transaction, Now now) {
  return prepared(transaction, {.commit = false, .version = kServerTransactionVersion}, now.wall_ms);
}

}  // namespace moldau::coord::transactions
