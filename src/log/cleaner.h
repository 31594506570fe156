#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "log/batch_cursor.h"
#include "log/batch_filter.h"
#include "log/cleaning_plan.h"
#include "log/offset_map.h"
#include "log/segment.h"

namespace moldau::log {

/// A segment that takes the place of some others: complete and synced, still named `.cleaned`.
struct CleanedSegment {
  std::span<const CleaningPlan::Source> sources;
  std::unique_ptr<Segment> segment;  // with the plan's files and config
  /// It is what its only source is: nothing was kept of it.
  bool unchanged = false;
};

/// Finds the last offset of each key of a log's dirty part, and writes segments anew without what is older
/// (Kafka: Cleaner). Reads and writes files of its own opening; the log that the plan comes from needs no
/// lock, as sealed segments do not change. Errors: damage, those of the disk, and kRequest where it was told
/// to stop or the log's files went meanwhile. Not thread-safe.
class Cleaner {
 public:
  struct Options {
    OffsetMap::Options map;  // most_keys is the cleaner's to say
    std::size_t io_buffer_bytes = 512 * 1024;
    /// Called with what was read or written, before more is. False: stop.
    std::function<bool(std::size_t bytes)> proceed;
  };
  /// `plan` outlives the cleaner.
  Cleaner(const CleaningPlan& plan, Options options);

  /// Fills the map; returns how far it got. From there on the log is dirty still.
  LogResult<std::int64_t> build_map();
  /// Segments below `end_offset`, in groups that fit in one (Kafka: groupSegmentsBySize).
  using Group = std::span<const CleaningPlan::Source>;
  std::vector<Group> groups(std::int64_t end_offset) const;
  /// REQUIRES: build_map(), and the groups in order.
  LogResult<CleanedSegment> clean(Group group);
  /// Removes what clean() wrote and nobody renamed.
  void remove(const CleanedSegment& cleaned) const;

  struct Statistics {
    std::uint64_t bytes_read = 0, bytes_written = 0, keys = 0;
  };
  const Statistics& statistics() const { return statistics_; }

 private:
  struct Output;

  /// Both false where the map is full.
  LogResult<bool> add_to_map(const CleaningPlan::Source& source, CleanedTransactions& transactions);
  bool add_records(const protocol::BatchHeader& header);
  LogResult<void> check_space(Group group) const;
  LogResult<void> copy(const CleaningPlan::Source& source, Output& output);
  LogResult<void> write(Output& output);
  LogResult<void> finish(Output& output);
  LogResult<BatchCursor> open(const CleaningPlan::Source& source) const;
  /// The whole batch, and it is what was written once.
  LogResult<ByteView> checked(BatchCursor& at, const LocatedBatch& batch) const;
  LogResult<void> proceed(std::size_t bytes) const;
  std::string path_of(const CleaningPlan::Source& source) const;

  const CleaningPlan& plan_;
  const Options options_;
  OffsetMap map_;
  BatchFilter filter_;
  BatchRecords records_;
  Statistics statistics_;
};

}  // namespace moldau::log
