#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "log/batch_cursor.h"
#include "log/fetch_slice.h"
#include "log/log_config.h"
#include "log/log_error.h"
#include "log/offset_index.h"
#include "log/segment_file.h"
#include "log/time_index.h"
#include "log/transaction_index.h"

namespace moldau::log {

/// A piece of the log: a `.log` of batches and its indexes, named by the first offset it may hold (Kafka:
/// LogSegment). Holds no open file.
class Segment {
 public:
  Segment(const LogFiles& files, std::int64_t base_offset, std::uint64_t size, std::int64_t created_ms);

  std::int64_t base_offset() const { return base_offset_; }
  std::uint64_t size() const { return size_; }
  std::string path() const { return log_.path(); }
  SegmentFile& log_file() { return log_; }
  OffsetIndex& offset_index() { return offset_index_; }
  TimeIndex& time_index() { return time_index_; }
  TransactionIndex& transaction_index() { return transaction_index_; }

  /// Appends whole batches, headers in `batches` with positions from the segment's end on.
  /// Returns the file, which is to be synced.
  LogResult<std::shared_ptr<File>> append(ByteView bytes, std::span<const LocatedBatch> batches,
                                          const LogConfig& config);
  /// Whether `size` more bytes up to `last_offset` need a new segment.
  LogResult<bool> must_roll(std::uint64_t size, std::int64_t last_offset, std::int64_t max_timestamp,
                            std::int64_t now_ms, const LogConfig& config, std::int64_t jitter_ms);

  /// The first batch that ends at or past `offset`; nothing where the segment ends before.
  LogResult<std::optional<LocatedBatch>> locate(std::int64_t offset);
  /// What to send from `offset` on; nothing where the segment ends before.
  LogResult<std::optional<FetchSlice>> read(std::int64_t offset, const ReadOptions& options, bool bounded);
  /// A walk from the batch at `position`.
  LogResult<BatchCursor> cursor(std::uint64_t position, std::size_t window = BatchCursor::kNearWindow);

  /// The largest timestamp and the last offset of its batch; {-1, base offset} where there is none.
  LogResult<TimestampAndOffset> max_timestamp();
  /// When the segment was made, or opened first: its age where records have no timestamp.
  std::int64_t created_ms() const { return created_ms_; }
  /// One past the last record; reads only what the index does not cover.
  LogResult<std::int64_t> next_offset();

  /// No more appends: the last index entry, and space that was reserved is given back.
  LogResult<void> seal();
  /// Removes batches that end at or past `offset`. Returns the file.
  LogResult<std::shared_ptr<File>> truncate_to(std::int64_t offset);
  LogResult<std::shared_ptr<File>> truncate_at(std::uint64_t position);
  /// Makes the offset and time index anew from the batches.
  LogResult<void> rebuild_indexes(const LogConfig& config);
  /// Rebuilds them where one is missing or cannot be right.
  LogResult<void> check_indexes(const LogConfig& config);
  /// Files of this segment, `.log` last.
  std::vector<SegmentFile> files() const;

 private:
  struct Boundary {
    std::int64_t base_offset, last_offset;
    std::uint64_t position;
  };
  LogResult<void> index_batch(const LocatedBatch& batch, const LogConfig& config);
  LogResult<void> reserve(File& file, std::uint64_t end, const LogConfig& config);
  void remember(const LocatedBatch& batch);
  LogResult<void> load_first_timestamp();
  LogResult<void> load_max_timestamp();

  std::int64_t base_offset_;
  std::uint64_t size_;
  std::int64_t created_ms_;
  SegmentFile log_;
  OffsetIndex offset_index_;
  TimeIndex time_index_;
  TransactionIndex transaction_index_;

  std::uint64_t reserved_ = 0;
  std::uint64_t bytes_since_index_entry_ = 0;
  std::int64_t first_timestamp_ = -1;
  std::optional<TimestampAndOffset> max_timestamp_;
  std::vector<Boundary> recent_;  // the last batches appended, so that readers at the tail search nothing
};

}  // namespace moldau::log
