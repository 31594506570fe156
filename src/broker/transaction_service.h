#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "broker/transaction_partition.h"
#include "protocol/error_code.h"

namespace moldau::broker {

/// Runs the transaction coordinators.
class TransactionService {
 public:
  /// One code a partition, in order.
  using Verified = std::move_only_function<void(std::vector<protocol::ErrorCode>)>;

  /// Whether the partitions are in the producer's ongoing transaction, for Produce and TxnOffsetCommit. `add`:
  /// since the second protocol (Produce 12, TxnOffsetCommit 5) they are added where they are not. Calls back
  /// once, on any thread. From any thread.
  void verify(std::string transactional_id, std::int64_t producer_id, std::int16_t producer_epoch,
              std::vector<TransactionPartition> partitions, bool add, Verified then);
};

}  // namespace moldau::broker
