#include "coord/transactions/transitions.h"

#include <utility>

#include "base/check.h"

namespace moldau::coord::transactions {
namespace {

Transaction initialized(Transaction transaction, std::int32_t timeout_ms, std::int64_t wall_ms) {
  transaction.state = TransactionState::kEmpty;
  transaction.timeout_ms = timeout_ms;
  transaction.partitions.clear();
  transaction.start_ms = -1;
  transaction.last_update_ms = wall_ms;
  return transaction;
}

}  // namespace

Transaction new_transaction(std::int64_t producer_id, std::int32_t timeout_ms, std::int64_t wall_ms) {
  Transaction transaction;
  transaction.producer = {producer_id, 0};
  transaction.previous_producer_id = producer_id;
  return initialized(std::move(transaction), timeout_ms, wall_ms);
}

Transaction with_epoch(Transaction transaction, std::int16_t epoch, std::int16_t last_epoch,
                       std::int32_t timeout_ms, std::int64_t wall_ms) {
  transaction.previous_producer_id = transaction.producer.id;
  transaction.producer.epoch = epoch;
  transaction.last_epoch = last_epoch;
  return initialized(std::move(transaction), timeout_ms, wall_ms);
}

Transaction with_producer_id(Transaction transaction, std::int64_t producer_id, std::int16_t last_epoch,
                             std::int32_t timeout_ms, std::int64_t wall_ms) {
  transaction.previous_producer_id = transaction.producer.id;
  transaction.producer = {producer_id, 0};
  transaction.last_epoch = last_epoch;
  return initialized(std::move(transaction), timeout_ms, wall_ms);
}

Transaction with_partitions(Transaction transaction, const std::set<TransactionPartition>& added,
                            TransactionVersion version, std::int64_t wall_ms) {
  if (transaction.state != TransactionState::kOngoing) transaction.start_ms = wall_ms;
  transaction.state = TransactionState::kOngoing;
  transaction.previous_producer_id = transaction.producer.id;
  transaction.partitions.insert(added.begin(), added.end());
  transaction.last_update_ms = wall_ms;
  transaction.client_version = version;
  return transaction;
}

Transaction prepared(Transaction transaction, const End& end, std::int64_t wall_ms) {
  // What ends without a beginning began now.
  if (transaction.state != TransactionState::kOngoing) transaction.start_ms = wall_ms;
  transaction.state = end.commit ? TransactionState::kPrepareCommit : TransactionState::kPrepareAbort;
  transaction.previous_producer_id = transaction.producer.id;
  transaction.next_producer_id = end.next_producer_id;
  if (end.version >= TransactionVersion::k2) {
    transaction.last_epoch = transaction.producer.epoch;
    if (transaction.producer.epoch < kLastProducerEpoch) ++transaction.producer.epoch;
  }
  transaction.last_update_ms = wall_ms;
  transaction.client_version = end.version;
  return transaction;
}

Transaction completed(Transaction transaction, std::int64_t wall_ms) {
  MOLDAU_CHECK(transaction.is_prepared());
  const bool commit = transaction.state == TransactionState::kPrepareCommit;
  transaction.state = commit ? TransactionState::kCompleteCommit : TransactionState::kCompleteAbort;
  transaction.previous_producer_id = transaction.producer.id;
  if (transaction.next_producer_id != kNoProducerId) {
    transaction.producer = {transaction.next_producer_id, 0};
    transaction.next_producer_id = kNoProducerId;
  }
  transaction.partitions.clear();
  transaction.last_update_ms = wall_ms;
  return transaction;
}

}  // namespace moldau::coord::transactions
