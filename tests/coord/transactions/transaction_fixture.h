#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coord/transactions/transaction_shard.h"
#include "protocol/error_code.h"

namespace moldau::coord::transactions {

using protocol::ErrorCode;

/// Plays the runtime around a shard of transactions: appends, applies, lets time pass. At its end it replays
/// all that was written into a fresh shard, and wants the same state.
class TransactionTest : public ::testing::Test {
 protected:
  static constexpr auto kFirst = TransactionVersion::k0, kSecond = TransactionVersion::k2;
  static constexpr std::int32_t kTimeoutMs = 60'000;

  TransactionTest();
  void TearDown() override;

  // Requests.
  TransactionOutcome init(std::optional<ProducerIdAndEpoch> expected = {},
                          std::int32_t timeout_ms = kTimeoutMs);
  ErrorCode add(ProducerIdAndEpoch producer, std::vector<std::int32_t> partitions = {0},
                TransactionVersion version = kSecond);
  TransactionOutcome end(ProducerIdAndEpoch producer, bool commit, TransactionVersion version = kSecond);
  /// Markers of all that is prepared are written.
  void complete();
  /// A transaction of this producer from its begin to its end.
  ProducerIdAndEpoch commit_one(ProducerIdAndEpoch producer);

  // Scenes.
  /// As some other history would have led to.
  void put(Transaction transaction);
  /// Of the producer 7 at epoch 5, with one partition where it has some.
  Transaction in_state(TransactionState state) const;
  void put_state(TransactionState state) { put(in_state(state)); }

  // The runtime.
  TransactionOutcome run(const TransactionDecision& decision);
  void advance(std::int64_t by_ms);
  /// Starts over from the records, as after a restart.
  void reload();
  TransactionShard replayed() const;
  const Transaction& now_there() const { return *shard_->find(id_); }
  bool is_there() const { return shard_->find(id_) != nullptr; }
  TransactionState state() const { return now_there().state; }

  std::string id_ = "t";
  TransactionConfig config_;
  Now now_{1'700'000'000'000, 5'000};
  std::unique_ptr<TransactionShard> shard_;
  std::vector<Record> log_;
  /// What happened, so far as it was appended.
  std::vector<Event> events_;
  std::int64_t next_producer_id_ = 100;
  bool appends_fail_ = false;
};

}  // namespace moldau::coord::transactions
