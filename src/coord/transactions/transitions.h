#pragma once

#include <cstdint>
#include <set>

#include "coord/transactions/transaction.h"

namespace moldau::coord::transactions {

// The steps of a transactional id's life: each returns what it is afterwards. Who may take one is decided
// elsewhere.

/// Of an id that nobody had before.
Transaction new_transaction(std::int64_t producer_id, std::int32_t timeout_ms, std::int64_t wall_ms);
/// An initialisation gives a producer its epoch. `last_epoch`: the one that the same producer had.
Transaction with_epoch(Transaction transaction, std::int16_t epoch, std::int16_t last_epoch,
                       std::int32_t timeout_ms, std::int64_t wall_ms);
/// The same with a new producer id, at epoch 0.
Transaction with_producer_id(Transaction transaction, std::int64_t producer_id, std::int16_t last_epoch,
                             std::int32_t timeout_ms, std::int64_t wall_ms);
Transaction with_partitions(Transaction transaction, const std::set<TransactionPartition>& added,
                            TransactionVersion version, std::int64_t wall_ms);

/// How a transaction ends.
struct End {
  bool commit = false;
  TransactionVersion version = TransactionVersion::k0;
  /// Where the epochs run out: see Transaction.
  std::int64_t next_producer_id = kNoProducerId;
};
Transaction prepared(Transaction transaction, const End& end, std::int64_t wall_ms);
/// REQUIRES: prepared. All markers are written.
Transaction completed(Transaction transaction, std::int64_t wall_ms);

}  // namespace moldau::coord::transactions
