#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "coord/effects.h"
#include "coord/event.h"
#include "coord/transactions/transaction.h"
#include "protocol/error_code.h"

namespace moldau::coord::transactions {

/// What a request is told: an error, or the producer as it is from now on where the request asks for that.
struct TransactionOutcome {
  protocol::ErrorCode error = protocol::ErrorCode::kNone;
  ProducerIdAndEpoch producer;
  friend bool operator==(const TransactionOutcome&, const TransactionOutcome&) = default;
};

/// What one transactional id becomes.
struct TransactionChange {
  std::string transactional_id;
  /// Nothing where it is forgotten.
  std::optional<Transaction> transaction;
};

/// What an operation wants done, in this order: append the changes' records as one batch, apply() the
/// changes, and once the batch is committed give the outcome and write the markers of what is prepared.
/// Nothing is changed before that, so what could not be appended needs no undoing.
struct TransactionDecision {
  TransactionOutcome outcome;
  std::vector<TransactionChange> changes;
  /// The operation is to be asked again, with a producer id that nobody had before. Nothing else is decided.
  bool needs_producer_id = false;
  /// How many of the changes abort what ran for too long.
  std::size_t timed_out_count = 0;
  /// What happens, to be kept once the changes are written.
  std::vector<Event> events = {};
};
std::vector<Record> records_of(const TransactionDecision& decision);

}  // namespace moldau::coord::transactions
