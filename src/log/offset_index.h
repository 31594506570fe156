#pragma once

#include <cstdint>

#include "log/index_file.h"

namespace moldau::log {

struct OffsetPosition {
  std::int64_t offset = 0;
  std::uint64_t position = 0;
};

/// `.index` := (last_offset - base_offset:4 position:4)*, a batch's last offset and where the batch begins,
/// once every index.interval.bytes (Kafka: OffsetIndex).
class OffsetIndex {
 public:
  static constexpr std::size_t kEntrySize = 8;

  explicit OffsetIndex(SegmentFile file) : file_(file, kEntrySize) {}

  LogResult<std::size_t> count() { return file_.count(); }
  /// The largest entry at or below `offset`; the segment's start where there is none.
  LogResult<OffsetPosition> lookup(std::int64_t offset);
  LogResult<OffsetPosition> last();
  /// The largest indexed position at or below `position`, or 0.
  LogResult<std::uint64_t> position_below(std::uint64_t position);
  /// REQUIRES: offset and position larger than the last entry's.
  LogResult<void> append(std::int64_t offset, std::uint64_t position);
  /// Removes entries at or past `offset`.
  LogResult<void> truncate_to(std::int64_t offset);
  LogResult<void> clear() { return file_.truncate(0); }
  /// Whether it can be the index of a log of this size; cheap, not a proof.
  LogResult<bool> plausible(std::uint64_t log_size);
  const SegmentFile& file() const { return file_.file(); }
  SegmentFile& file() { return file_.file(); }

 private:
  LogResult<OffsetPosition> at(std::size_t index);
  IndexFile file_;
};

}  // namespace moldau::log
