#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace moldau::coord::transactions {

/// Kafka's numbers, as records have them. The last two are never written.
enum class TransactionState : std::int8_t {
  kEmpty = 0,
  kOngoing = 1,
  kPrepareCommit = 2,  // decided; markers are to be written
  kPrepareAbort = 3,
  kCompleteCommit = 4,
  kCompleteAbort = 5,
  kDead = 6,               // expired
  kPrepareEpochFence = 7,  // Kafka's name for a step that here is part of the one to kPrepareAbort
};
/// As Kafka prints it: "CompleteCommit".
std::string_view name(TransactionState state);
std::optional<TransactionState> transaction_state(std::string_view name);

/// The protocol that a client ends its transaction by (Kafka: TransactionVersion). Since 2 (KIP-890) every
/// end gives the producer a new epoch.
enum class TransactionVersion : std::int16_t { k0 = 0, k1 = 1, k2 = 2 };
/// What this broker has finalized, and goes by where no client asked.
inline constexpr auto kServerTransactionVersion = TransactionVersion::k2;

inline constexpr std::int64_t kNoProducerId = -1;
inline constexpr std::int16_t kNoProducerEpoch = -1;
inline constexpr std::int16_t kLastProducerEpoch = std::numeric_limits<std::int16_t>::max();
/// The last epoch is nobody's, so that whoever has the one before can still be fenced.
constexpr bool is_exhausted(std::int16_t epoch) {
  return epoch >= kLastProducerEpoch - 1;
}

/// Who asks: an id, and which of its instances.
struct ProducerIdAndEpoch {
  std::int64_t id = kNoProducerId;
  std::int16_t epoch = kNoProducerEpoch;
  friend bool operator==(const ProducerIdAndEpoch&, const ProducerIdAndEpoch&) = default;
};

/// A partition in a transaction.
struct TransactionPartition {
  std::string topic;
  std::int32_t index = 0;
  friend auto operator<=>(const TransactionPartition&, const TransactionPartition&) = default;
};

/// What is known of a transactional id (Kafka: TransactionMetadata): its producer and its last transaction.
struct Transaction {
  ProducerIdAndEpoch producer;
  /// The id before this one, or the same.
  std::int64_t previous_producer_id = kNoProducerId;
  /// The id that the producer goes on with, chosen when its epochs ran out at the end of a transaction.
  std::int64_t next_producer_id = kNoProducerId;
  /// The epoch before this one where the same producer got both: it may not know the newer one yet. Never
  /// written, as in Kafka: the machine that replays it has none.
  std::int16_t last_epoch = kNoProducerEpoch;
  std::int32_t timeout_ms = 0;
  TransactionState state = TransactionState::kEmpty;
  std::set<TransactionPartition> partitions;
  /// Wall time; -1 before the first transaction.
  std::int64_t start_ms = -1;
  std::int64_t last_update_ms = -1;
  TransactionVersion client_version = TransactionVersion::k0;

  bool is_prepared() const {
    return state == TransactionState::kPrepareCommit || state == TransactionState::kPrepareAbort;
  }
  /// Whether this is who the producer was told to go on as, before all markers were written.
  bool goes_on_as(const ProducerIdAndEpoch& next) const {
    return is_prepared() && next_producer_id != kNoProducerId &&
           next == ProducerIdAndEpoch{next_producer_id, 0};
  }
  friend bool operator==(const Transaction&, const Transaction&) = default;
};

}  // namespace moldau::coord::transactions
