#pragma once

#include <cstdint>
#include <memory>

#include "base/file_system.h"

namespace moldau::log {

struct ReadOptions {
  std::size_t max_bytes = 0;
  /// Exclusive: no batch at or past this offset is returned (high watermark or last stable offset).
  std::int64_t max_offset = 0;
  /// Return the first batch whole even if it is larger than `max_bytes`.
  bool min_one_batch = true;
};

/// A range of a segment's file: whole batches, except that `max_bytes` may cut the last one. The first batch
/// holds the offset asked for, maybe not as its first. Stays readable after the log's lock is released, and
/// after the segment is deleted.
struct FetchSlice {
  std::shared_ptr<File> file;  // null where there is nothing to read
  std::uint64_t position = 0;
  std::size_t size = 0;
  /// The first batch is larger than `max_bytes` and cut: Kafka answers with no records then.
  bool first_batch_incomplete = false;
  /// It begins with one of the batches appended last, so that the disk is not asked for it.
  bool at_tail = false;
  /// Exclusive bound on the offsets within, for looking up aborted transactions.
  std::int64_t upper_bound_offset = 0;

  bool empty() const { return size == 0; }
  /// The bytes themselves, for whoever cannot send them from the file.
  IoResult<Bytes> load() const;
};

struct AbortedTransaction {
  std::int64_t producer_id = -1;
  std::int64_t first_offset = -1;
  friend bool operator==(const AbortedTransaction&, const AbortedTransaction&) = default;
};

}  // namespace moldau::log
