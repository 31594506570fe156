#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>

#include "log/log_error.h"
#include "log/producer_entry.h"
#include "protocol/records/batch.h"

namespace moldau::log {

/// Names one verification of a producer's transaction. No two are ever the same, so that an answer that comes
/// after the transaction's end opens no later one.
using VerificationGuard = std::uint64_t;
constexpr VerificationGuard kNoGuard = 0;

/// What a batch says that would begin a transaction here.
struct TransactionBegin {
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  std::int32_t base_sequence = -1;
  /// The client knows the second protocol of transactions (KIP-890).
  bool second_protocol = false;
};

/// Transactions that the coordinator was asked about, and of which nothing was appended yet (Kafka:
/// VerificationStateEntry).
class TransactionVerifications {
 public:
  struct Entry {
    VerificationGuard guard = kNoGuard;
    std::int64_t begun_ms = 0;
    std::int16_t producer_epoch = -1;
    /// Of the batches that came meanwhile: a later one must not be appended before it.
    std::int32_t lowest_sequence = -1;
    bool second_protocol = false;
  };
  /// Of one partition. One more takes the oldest one's place, whose producer has to ask again.
  static constexpr std::size_t kMostEntries = 10'000;

  /// The producer's guard, made where it has none.
  VerificationGuard begin(const TransactionBegin& batch, std::int64_t now_ms);
  bool holds(std::int64_t producer_id, VerificationGuard guard) const;
  /// Whether a batch may be its producer's first in the transaction, of whom `known` is known:
  /// OUT_OF_ORDER_SEQUENCE_NUMBER.
  LogResult<void> check_sequence(const protocol::BatchHeader& batch, const ProducerEntry* known) const;
  /// The transaction has begun, or ended.
  void erase(std::int64_t producer_id);
  void expire(std::int64_t now_ms, std::int64_t expiration_ms);
  std::size_t size() const { return entries_.size(); }

 private:
  const Entry* find(std::int64_t producer_id) const;

  std::unordered_map<std::int64_t, Entry> entries_;
  std::map<VerificationGuard, std::int64_t> by_age_;  // to the producer
  VerificationGuard last_ = kNoGuard;
};

}  // namespace moldau::log
