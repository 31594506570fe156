#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "protocol/records/batch.h"

namespace moldau::log {

/// A batch that a producer wrote: enough to know it when it comes again.
struct ProducerBatch {
  std::int32_t last_sequence = -1;
  std::int64_t last_offset = -1;
  std::int32_t offset_delta = 0;
  std::int64_t timestamp_ms = -1;

  std::int32_t first_sequence() const;
  std::int64_t first_offset() const { return last_offset - offset_delta; }
};

/// What is known of one producer id (Kafka: ProducerStateEntry).
class ProducerEntry {
 public:
  static constexpr std::size_t kBatches = 5;

  std::int16_t epoch = -1;
  std::int32_t coordinator_epoch = -1;
  std::int64_t last_timestamp_ms = -1;
  /// Whether it wrote since the last look at who is to be forgotten, and when that look was. Not in
  /// snapshots.
  bool heard = false;
  std::int64_t heard_ms = -1;
  /// Where the open transaction began; -1 where there is none.
  std::int64_t transaction_first_offset = -1;

  std::span<const ProducerBatch> batches() const { return {batches_.data(), count_}; }
  std::int32_t last_sequence() const { return count_ == 0 ? -1 : batches_[count_ - 1].last_sequence; }
  std::int64_t last_offset() const { return count_ == 0 ? -1 : batches_[count_ - 1].last_offset; }
  /// Remembers a batch, of a newer epoch maybe, and forgets the sixth last.
  void add(std::int16_t batch_epoch, const ProducerBatch& batch);
  /// Whether it has written nothing for so long, by this machine's clock and by its own records': those of a
  /// copied or replayed topic are old when they come.
  bool is_idle_for(std::int64_t expiration_ms, std::int64_t now_ms);
  /// A newer epoch counts sequences anew.
  void update_epoch(std::int16_t newer);
  const ProducerBatch* find(const protocol::BatchHeader& batch) const;

 private:
  std::array<ProducerBatch, kBatches> batches_;  // oldest first
  std::size_t count_ = 0;
};

}  // namespace moldau::log
