#pragma once

#include <expected>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "coord/effects.h"
#include "coord/transactions/transaction.h"
#include "protocol/wire/reader.h"

namespace moldau::coord::transactions {

/// Records of __transaction_state, as Kafka 4.4.0 writes them.
///
///   key   := 0 TransactionLogKey              the kind: 2 bytes
///   value := version TransactionLogValue      the version: 2 bytes

Record transaction_record(const std::string& transactional_id, const Transaction& transaction);
Record transaction_tombstone(const std::string& transactional_id);

/// The transactional id; nothing where the key is of a kind that we do not know.
std::expected<std::optional<std::string>, protocol::DecodeError> parse_transaction_key(ByteView key);
std::expected<Transaction, protocol::DecodeError> parse_transaction(ByteView value);

}  // namespace moldau::coord::transactions
