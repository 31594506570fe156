#pragma once

#include <cstdint>

#include "log/index_file.h"

namespace moldau::log {

/// A timestamp and the last offset of the batch that holds it.
struct TimestampAndOffset {
  std::int64_t timestamp_ms = -1;
  std::int64_t offset = -1;
};

/// `.timeindex` := (timestamp:8 offset - base_offset:4)*: no record up to that offset is younger (Kafka:
/// TimeIndex).
class TimeIndex {
 public:
  static constexpr std::size_t kEntrySize = 12;

  explicit TimeIndex(SegmentFile file) : file_(file, kEntrySize) {}

  LogResult<std::size_t> count() { return file_.count(); }
  /// The last entry with a timestamp at or below this one; {-1, base offset} where there is none.
  LogResult<TimestampAndOffset> lookup(std::int64_t timestamp_ms);
  LogResult<TimestampAndOffset> last();
  /// Does nothing unless the timestamp is larger than the last entry's.
  LogResult<void> maybe_append(const TimestampAndOffset& entry);
  /// Removes entries at or past `offset`.
  LogResult<void> truncate_to(std::int64_t offset);
  LogResult<void> clear() { return file_.truncate(0); }
  LogResult<bool> plausible();
  const SegmentFile& file() const { return file_.file(); }
  SegmentFile& file() { return file_.file(); }

 private:
  LogResult<TimestampAndOffset> at(std::size_t index);
  IndexFile file_;
};

}  // namespace moldau::log
