#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "coord/client_context.h"
#include "coord/now.h"
#include "coord/transactions/decision.h"
#include "coord/transactions/transaction.h"
#include "coord/transactions/transaction_config.h"

namespace moldau::coord::transactions {

/// InitProducerId of a transactional producer.
struct InitTransaction {
  std::string transactional_id;
  std::int32_t timeout_ms = 0;
  /// What the producer has, where it recovers from an error (KIP-360).
  std::optional<ProducerIdAndEpoch> expected;
  ClientContext client = {};
};

/// AddPartitionsToTxn, AddOffsetsToTxn, and Produce and TxnOffsetCommit of the second protocol.
struct AddToTransaction {
  std::string transactional_id;
  ProducerIdAndEpoch producer;
  std::set<TransactionPartition> partitions;
  TransactionVersion version = TransactionVersion::k0;
  ClientContext client = {};
  /// Which of these it is. REQUIRES: a literal.
  std::string_view api = "AddPartitionsToTxn";
};

struct EndTransaction {
  std::string transactional_id;
  ProducerIdAndEpoch producer;
  bool commit = false;
  TransactionVersion version = TransactionVersion::k0;
  ClientContext client = {};
};

// One function a request, about the transaction that its id has, null where it has none. `fresh_id` is a
// producer id that nobody had, if there is one at hand.

TransactionDecision init(const InitTransaction& request, const Transaction* transaction,
                         std::optional<std::int64_t> fresh_id, Now now);
TransactionDecision add(const AddToTransaction& request, const Transaction* transaction, Now now);
TransactionDecision end(const EndTransaction& request, const Transaction* transaction,
                        std::optional<std::int64_t> fresh_id, Now now);
/// The coordinator aborts on its own. The producer is fenced by its next epoch, under whatever protocol.
/// REQUIRES: ongoing.
Transaction aborted_by_coordinator(const Transaction& transaction, Now now);

}  // namespace moldau::coord::transactions
