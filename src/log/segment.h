#pragma once

#include <cstdint>
#include <limits>
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
/// LogSegment). Holds no open file. Looks at its indexes when they are first used, and makes them anew where
/// they cannot be right.
class Segment {
 public:
  /// `files` and `config` are the log's and outlive the segment.
  Segment(const LogFiles& files, const LogConfig& config, std::int64_t base_offset, std::uint64_t size,
          std::int64_t created_ms, SegmentVersion version = {});
  /// Makes the files of an empty segment.
  LogResult<void> create();

  std::int64_t base_offset() const { return base_offset_; }
  std::uint64_t size() const { return size_; }
  /// Offsets of a segment fit in 31 bits, counted from its first.
  bool may_hold(std::int64_t offset) const {
    return offset >= base_offset_ && offset - base_offset_ <= std::numeric_limits<std::int32_t>::max();
  }
  std::string path() const { return log_.path(); }
  std::uint32_t generation() const { return log_.version().generation; }
  const SegmentFile& log_file() const { return log_; }
  TransactionIndex& transaction_index() { return transaction_index_; }
  /// `.log` last.
  std::vector<SegmentFile> files() const;
  std::vector<SegmentFile> indexes() const;
  /// Since it was opened.
  bool appended() const { return appended_; }
  /// What appends and seal() write to, but for the transaction index.
  std::vector<SegmentFile> files_written() const;
  /// When the segment was made or opened: its age where records have no timestamp.
  std::int64_t created_ms() const { return created_ms_; }

  /// Does what can be refused without harm: looks at the indexes and opens the files for an append of `size`
  /// bytes. Returns the log's.
  LogResult<std::shared_ptr<File>> prepare_append(std::uint64_t size);
  /// Appends whole batches. `gather`: they may stay in memory until settle(), and go out with what comes
  /// until then. REQUIRES: `file` comes from prepare_append() of their size.
  LogResult<void> append(const std::shared_ptr<File>& file, ByteView bytes,
                         std::span<const protocol::BatchHeader> batches, bool gather = false);
  /// Writes what was gathered. Whoever reads the file does that first.
  LogResult<void> settle();
  /// Whether what is to be appended needs a new segment. Nothing rolls an empty one but offsets too far
  /// apart.
  struct Arrival {
    std::uint64_t size;
    std::int64_t last_offset, max_timestamp, now_ms;
  };
  LogResult<bool> must_roll(const Arrival& arrival);
  /// The largest timestamp of the first batch; -1 where there is none.
  LogResult<std::int64_t> first_timestamp();
  /// What the indexes take on the disk, without what is reserved.
  struct IndexSizes {
    std::size_t offsets = 0, times = 0;
  };
  LogResult<IndexSizes> index_sizes();
  /// No more appends: the time index ends with the largest timestamp, and space that was reserved is given
  /// back.
  LogResult<void> seal();

  /// The first batch that ends at or past `offset`; nothing where the segment ends before.
  LogResult<std::optional<BatchRange>> locate(std::int64_t offset);
  /// What to send from `offset` on; nothing where the segment ends before. `bounded`: the bound may lie
  /// within.
  LogResult<std::optional<FetchSlice>> read(std::int64_t offset, const ReadOptions& options, bool bounded);
  /// A walk from the batch at `position`.
  LogResult<BatchCursor> cursor(std::uint64_t position, std::size_t window = BatchCursor::kNearWindow);
  /// A walk from the batch that holds `offset`, or from the end.
  LogResult<BatchCursor> cursor_at(std::int64_t offset, std::size_t window = BatchCursor::kNearWindow);
  /// A walk from a batch at or somewhat below `position`.
  LogResult<BatchCursor> cursor_below(std::uint64_t position);
  /// A walk from a batch before which no record has this timestamp or a later one.
  LogResult<BatchCursor> cursor_for_timestamp(std::int64_t timestamp_ms, std::int64_t from_offset);

  /// The largest timestamp and the last offset of its batch; {-1, base offset} where there is none.
  LogResult<TimestampAndOffset> max_timestamp();
  /// One past the last record; reads only what the index does not cover.
  LogResult<std::int64_t> next_offset();

  /// Removes the batches from the one that holds `offset` on. Blocks: the file is synced.
  LogResult<void> truncate_to(std::int64_t offset);
  /// Cuts the file alone: the indexes are to be made anew.
  LogResult<void> truncate_at(std::uint64_t position);
  /// Makes the offset and time index anew from the batches.
  LogResult<void> rebuild_indexes();
  LogResult<void> sync_all() const;
  /// Renames its files, those that exist.
  LogResult<void> rename_to(std::string_view suffix);

 private:
  LogResult<void> check_indexes();
  LogResult<void> index_all();
  LogResult<bool> indexes_plausible();
  /// Whether a batch that ends at or below `offset` begins at `position`.
  LogResult<bool> holds_batch(std::uint64_t position, std::int64_t offset);
  /// Whether the time index's last entry is true of the batch that it names.
  LogResult<bool> holds_timestamp(const TimestampAndOffset& entry);
  LogResult<void> load_max_timestamp();
  /// Everything from `offset` on is gone from the file.
  LogResult<void> truncate_indexes(std::int64_t offset);
  LogResult<void> index_batch(const LocatedBatch& batch);
  LogResult<void> write(const std::shared_ptr<File>& file, ByteView bytes, bool gather);
  std::int64_t jitter_ms() const;
  void reserve(File& file, std::uint64_t end);
  void remember(const LocatedBatch& batch);
  std::optional<BatchRange> recall(std::int64_t offset) const;
  /// The index led astray: it is made anew, unless it is the log that is damaged.
  LogResult<void> replace_indexes();
  /// Nothing where the index led astray.
  LogResult<std::optional<BatchRange>> scan_for(std::int64_t offset, std::uint64_t from, bool& astray);

  const LogConfig* config_;
  std::int64_t base_offset_;
  std::uint64_t size_;
  std::int64_t created_ms_;
  SegmentFile log_;
  OffsetIndex offset_index_;
  TimeIndex time_index_;
  TransactionIndex transaction_index_;

  bool indexes_checked_ = false, indexes_incomplete_ = false, appended_ = false;
  std::uint64_t reserved_ = 0;
  Bytes gathered_;  // the last bytes of the segment
  std::uint64_t gathered_at_ = 0;
  std::shared_ptr<File> gathered_for_;  // so that settling them opens none
  std::uint64_t bytes_since_index_entry_ = 0;
  std::optional<std::int64_t> first_timestamp_;
  std::optional<TimestampAndOffset> max_timestamp_;
  std::optional<LogError> damage_;  // batches cannot be walked through: the indexes are not made anew
  std::vector<BatchRange> recent_;  // the last batches appended, so that readers at the tail search nothing
};

}  // namespace moldau::log
