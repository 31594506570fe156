#include <algorithm>

#include "coord/transactions/transaction_requests.h"
#include "coord/transactions/transitions.h"

namespace moldau::coord::transactions {

using protocol::ErrorCode;

TransactionDecision add(const AddToTransaction& request, const Transaction* transaction, Now now) {
  TransactionDecision decision;
  if (transaction && transaction->goes_on_as(request.producer))
    decision.outcome.error = ErrorCode::kConcurrentTransactions;
  else if (!transaction || transaction->producer.id != request.producer.id)
    decision.outcome.error = ErrorCode::kInvalidProducerIdMapping;
  else if (transaction->producer.epoch != request.producer.epoch ||
           request.producer.epoch == kLastProducerEpoch)
    decision.outcome.error = ErrorCode::kProducerFenced;
  else if (transaction->is_prepared())
    decision.outcome.error = ErrorCode::kConcurrentTransactions;
  else if (transaction->state != TransactionState::kOngoing ||
           !std::ranges::includes(transaction->partitions, request.partitions))
    decision.changes.push_back({request.transactional_id, with_partitions(*transaction, request.partitions,
                                                                          request.version, now.wall_ms)});
  return decision;
}

}  // namespace moldau::coord::transactions
