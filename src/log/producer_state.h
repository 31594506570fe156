#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "log/log_error.h"
#include "log/producer_entry.h"
#include "protocol/records/batch.h"

namespace moldau::log {

/// A transaction that a marker ended.
struct CompletedTransaction {
  std::int64_t producer_id = -1;
  std::int64_t first_offset = -1, last_offset = -1;  // of the first record and of the marker
  bool aborted = false;
};

/// A control batch's record that ends a transaction (Kafka: EndTransactionMarker).
struct EndTransactionMarker {
  bool commit = false;
  std::int32_t coordinator_epoch = 0;
  /// Of the value that an uncompressed control batch holds; nothing where it is another control record.
  static std::optional<EndTransactionMarker> parse(ByteView batch);
  /// The control batch of such a record, as Kafka writes it.
  Bytes to_batch(std::int64_t producer_id, std::int16_t producer_epoch, std::int64_t now_ms) const;
};

enum class SequenceRule { kFull, kEpochOnly, kNone };

/// What is known of the producers that wrote to a partition: duplicates, gaps, fencing, open transactions
/// (Kafka: ProducerStateManager). Reflects every batch below the log's end.
class ProducerState {
 public:
  std::size_t size() const { return entries_.size(); }
  const std::unordered_map<std::int64_t, ProducerEntry>& entries() const { return entries_; }
  const ProducerEntry* find(std::int64_t producer_id) const;
  /// Whether the producer wrote with this epoch in a transaction that has no marker yet.
  bool has_open_transaction(std::int64_t producer_id, std::int16_t producer_epoch) const;
  /// Whether any of the producers wrote in a transaction.
  bool any_transactional() const;
  /// The batch as it was appended before, if it is among its producer's last five.
  const ProducerBatch* duplicate_of(const protocol::BatchHeader& batch) const;
  /// The same for just the producers of these batches, to check several that depend on each other.
  ProducerState only_of(std::span<const protocol::BatchHeader> batches) const;
  /// Whether Kafka would take the batch: OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH,
  /// INVALID_TXN_STATE.
  LogResult<void> check(const protocol::BatchHeader& batch, SequenceRule rule) const;
  /// The same for a marker: INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED.
  LogResult<void> check(const protocol::BatchHeader& batch, const EndTransactionMarker& marker,
                        SequenceRule rule, std::int8_t transaction_version = 0) const;
  /// A batch with offsets was appended.
  void add(const protocol::BatchHeader& batch);
  std::optional<CompletedTransaction> add(const protocol::BatchHeader& batch,
                                          const EndTransactionMarker& marker);

  /// First offset of the oldest transaction without a marker; nothing where all are decided.
  std::optional<std::int64_t> first_undecided_offset() const;
  /// The same, with those whose marker is not below the high watermark.
  std::optional<std::int64_t> first_unstable_offset(std::int64_t high_watermark) const;
  /// Markers below it are settled: nobody asks with a lower high watermark any more.
  void settle_below(std::int64_t offset);
  /// Where the last stable offset stands once `completed` is: what `.txnindex` records.
  std::int64_t last_stable_offset_after(const CompletedTransaction& completed) const;

  /// Everything below `log_start_offset` is gone.
  void truncate_from_start(std::int64_t log_start_offset);
  /// Forgets who is idle for so long. Who wrote since the last call is not.
  void expire(std::int64_t now_ms, std::int64_t expiration_ms);
  void clear();
  /// Adds what a snapshot leaves out: the producer's last batches, found in the log. They must end with the
  /// one known.
  void recall(std::int64_t producer_id, std::span<const protocol::BatchHeader> batches);

  /// `.snapshot` := version:2 crc:4 count:4 entry*, crc (CRC-32C) of what follows it (Kafka:
  /// ProducerSnapshot) entry := producer_id:8 epoch:2 last_sequence:4 last_offset:8 offset_delta:4
  /// timestamp:8
  ///          coordinator_epoch:4 transaction_first_offset:8
  Bytes to_snapshot() const;
  static std::optional<ProducerState> parse_snapshot(ByteView snapshot);

 private:
  std::unordered_map<std::int64_t, ProducerEntry> entries_;
  std::map<std::int64_t, std::int64_t> open_;                  // first offset -> producer id
  std::map<std::int64_t, CompletedTransaction> unreplicated_;  // by first offset
};

}  // namespace moldau::log
