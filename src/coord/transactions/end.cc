#include <utility>

#include "coord/transactions/transaction_requests.h"
#include "coord/transactions/transitions.h"

namespace moldau::coord::transactions {
namespace {

using protocol::ErrorCode;
using enum TransactionState;

TransactionDecision tell(ErrorCode error) {
  return {.outcome = {.error = error, .producer = {}}, .changes = {}};
}

/// What a transaction that has ended, or is about to, says to another end of it.
TransactionDecision tell_ended(const Transaction& transaction, bool commit) {
  const bool committed = transaction.state == kPrepareCommit || transaction.state == kCompleteCommit;
  if (committed != commit) return tell(ErrorCode::kInvalidTxnState);
  return tell(transaction.is_prepared() ? ErrorCode::kConcurrentTransactions : ErrorCode::kNone);
}

/// The first protocol: the epoch stays, so nobody can tell an end that is sent again from the next one's.
TransactionDecision end_first(const EndTransaction& request, const Transaction& transaction, Now now) {
  if (transaction.producer.id != request.producer.id) return tell(ErrorCode::kInvalidProducerIdMapping);
  if (transaction.producer.epoch != request.producer.epoch) return tell(ErrorCode::kProducerFenced);
  if (transaction.state == kEmpty) return tell(ErrorCode::kInvalidTxnState);
  if (transaction.state != kOngoing) return tell_ended(transaction, request.commit);
  auto decision = tell(ErrorCode::kNone);
  decision.changes.push_back(
      {request.transactional_id,
       prepared(transaction, {.commit = request.commit, .version = request.version}, now.wall_ms)});
  return decision;
}

/// The second protocol (KIP-890).
///
///                   sent again          current
///                   abort    commit     abort    commit
///   Empty           fenced   fenced     ends     invalid
///   Ongoing         fenced   fenced     ends     ends
///   Prepare...      concurrent where it is the same end, else invalid; concurrent with the current epoch
///   CompleteAbort   none     invalid    ends     invalid
///   CompleteCommit  invalid  none       ends     invalid
class EndSecond {
 public:
  EndSecond(const EndTransaction& request, const Transaction& transaction,
            std::optional<std::int64_t> fresh_id, Now now)
      : request_(request), transaction_(transaction), fresh_id_(fresh_id), now_(now) {}

  TransactionDecision decide() const {
    const auto state = transaction_.state;
    if (transaction_.goes_on_as(request_.producer)) return tell(ErrorCode::kConcurrentTransactions);
    if (transaction_.producer.id != request_.producer.id && !is_sent_again_after_the_last_epoch())
      return tell(ErrorCode::kInvalidProducerIdMapping);
    const bool is_ended = state != kEmpty && state != kOngoing;
    if (is_ended && is_sent_again()) return tell_sent_again();
    if (transaction_.producer.epoch != request_.producer.epoch) return tell(ErrorCode::kProducerFenced);
    // The end of a transaction that the coordinator has not heard of yet, since the one before is not over.
    if (transaction_.is_prepared()) return tell(ErrorCode::kConcurrentTransactions);
    if (state == kOngoing || !request_.commit) return end();
    return tell(ErrorCode::kInvalidTxnState);
  }

 private:
  bool is_sent_again_after_the_last_epoch() const {
    return transaction_.previous_producer_id == request_.producer.id &&
           request_.producer.epoch == kLastProducerEpoch - 1 && transaction_.producer.epoch == 0;
  }
  bool is_sent_again() const {
    return transaction_.producer.epoch == request_.producer.epoch + 1 || is_sent_again_after_the_last_epoch();
  }

  TransactionDecision tell_sent_again() const {
    auto decision = tell_ended(transaction_, request_.commit);
    // It was fenced at its last epoch: the one after it is nobody's.
    if (decision.outcome.error == ErrorCode::kNone && transaction_.producer.epoch == kLastProducerEpoch)
      return tell(ErrorCode::kProducerFenced);
    if (decision.outcome.error == ErrorCode::kNone) decision.outcome.producer = transaction_.producer;
    return decision;
  }

  TransactionDecision end() const {
    const bool runs_out = is_exhausted(transaction_.producer.epoch);
    if (runs_out && !fresh_id_) return {.outcome = {}, .changes = {}, .needs_producer_id = true};
    const End end{.commit = request_.commit,
                  .version = request_.version,
                  .next_producer_id = runs_out ? *fresh_id_ : kNoProducerId};
    auto ended = prepared(transaction_, end, now_.wall_ms);
    // As it will be when the markers are written: the producer goes on with that.
    const auto producer = completed(ended, now_.wall_ms).producer;
    return {.outcome = {.error = ErrorCode::kNone, .producer = producer},
            .changes = {{request_.transactional_id, std::move(ended)}}};
  }

  const EndTransaction& request_;
  const Transaction& transaction_;
  const std::optional<std::int64_t> fresh_id_;
  const Now now_;
};

}  // namespace

TransactionDecision end(const EndTransaction& request, const Transaction* transaction,
                        std::optional<std::int64_t> fresh_id, Now now) {
  if (!transaction) return tell(ErrorCode::kInvalidProducerIdMapping);
  if (request.version < TransactionVersion::k2) return end_first(request, *transaction, now);
  return EndSecond(request, *transaction, fresh_id, now).decide();
}

}  // namespace moldau::coord::transactions
