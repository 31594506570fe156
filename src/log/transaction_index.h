#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "log/fetch_slice.h"
#include "log/log_error.h"
#include "log/producer_state.h"
#include "log/segment_file.h"

namespace moldau::log {

/// An entry of the index: offsets of its first record and of its marker, and where the last stable offset
/// stood then.
struct IndexedTransaction {
  std::int64_t producer_id = -1, first_offset = -1, last_offset = -1, last_stable_offset = -1;
};

/// `.txnindex` := (0:2 producer_id:8 first_offset:8 last_offset:8 last_stable_offset:8)*: the transactions
/// whose abort marker is in the segment, in the markers' order (Kafka: TransactionIndex). Made when the first
/// one is, or at the segment's end where there were transactions at all.
class TransactionIndex {
 public:
  static constexpr std::size_t kEntrySize = 34;

  explicit TransactionIndex(SegmentFile file) : file_(file) {}

  LogResult<void> create();
  /// Removes the file.
  LogResult<void> clear();
  LogResult<void> append(const CompletedTransaction& aborted, std::int64_t last_stable_offset);
  LogResult<void> append(const IndexedTransaction& aborted);
  /// Every entry, in order.
  LogResult<std::vector<IndexedTransaction>> entries();
  /// Adds those with records in [first, upper) to `found`. True once no later segment can hold more.
  LogResult<bool> collect(std::int64_t first, std::int64_t upper, std::vector<AbortedTransaction>& found);
  /// Removes those whose marker is at or past `offset`.
  LogResult<void> truncate_to(std::int64_t offset);
  const SegmentFile& file() const { return file_; }
  SegmentFile& file() { return file_; }

 private:
  /// In bytes; remembered, as every read_committed fetch asks each later segment.
  LogResult<std::uint64_t> size();
  LogResult<Bytes> load();
  SegmentFile file_;
  std::optional<std::uint64_t> size_;
};

}  // namespace moldau::log
