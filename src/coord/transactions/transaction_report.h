#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "coord/transactions/transaction.h"

namespace moldau::coord::transactions {

/// What became of transactions since their shards were loaded.
struct TransactionCounts {
  std::uint64_t committed = 0, aborted = 0;  // their markers are written
  std::uint64_t timed_out = 0;  // the coordinator decided to abort them; counted as aborted later
};

/// What monitoring wants to know of the transactions of one shard or more.
struct TransactionReport {
  std::map<TransactionState, std::size_t> ids_by_state;
  /// Wall time when the first of those began that have not ended; -1 where all have.
  std::int64_t oldest_open_start_ms = -1;
  TransactionCounts counts;
};

}  // namespace moldau::coord::transactions
