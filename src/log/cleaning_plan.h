#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "log/log_config.h"
#include "log/segment_file.h"
#include "log/transaction_index.h"

namespace moldau::log {

/// What of a log could be cleaned, and whether it is worth it (Kafka: LogToClean).
struct Cleanable {
  std::int64_t first_dirty_offset = 0;        // everything below was cleaned before
  std::int64_t first_uncleanable_offset = 0;  // base offset of the first segment that has to stay as it is
  std::uint64_t clean_bytes = 0, dirty_bytes = 0;
  /// Something has been dirty for longer than max.compaction.lag.ms.
  bool overdue = false;
  double min_ratio = 0;

  double ratio() const {
    const auto total = clean_bytes + dirty_bytes;
    return total == 0 ? 0 : static_cast<double>(dirty_bytes) / static_cast<double>(total);
  }
  bool due() const { return dirty_bytes > 0 && (overdue || ratio() > min_ratio); }
};

/// All that a cleaning needs to know of a log. Taken under the partition's lock and used outside of it: the
/// log may go on, and may end, meanwhile.
///
/// A cleaning writes each group of segments anew as one segment, `N.log.cleaned` and so on, N being the base
/// offset of the first, and syncs it. Then, with the directory synced after each step:
///   1. `N.*.cleaned` is renamed to `N.*.swap`. From here on a crash leads to the new content.
///   2. The old segments are renamed to `.deleted`, and the log reads the new one under its `.swap` names.
///   3. `N.*.swap` is renamed to `N.*`.
/// Recovery throws `.cleaned` files away, with `.swap` files beside or behind them, and takes step 2 and 3
/// for complete `.swap` files (Kafka: Cleaner, LocalLog.replaceSegments, LogLoader).
struct CleaningPlan {
  struct Source {
    std::int64_t base_offset = 0, end_offset = 0;  // the end is the next segment's base
    std::uint64_t size = 0;
    std::uint32_t generation = 0;
    std::size_t offset_index_size = 0, time_index_size = 0;
    std::int64_t created_ms = 0;
  };
  /// Of a producer that the log knows: its last data batch stays, emptied maybe, with its sequence number.
  struct Producer {
    std::int64_t last_offset = -1;  // -1: it wrote markers alone
    std::int16_t epoch = -1;
  };

  CleaningPlan(const LogFiles& log_files, const LogConfig& log_config)
      : files{log_files.cache, log_files.cache.next_owner(), log_files.directory}, config(log_config) {}
  ~CleaningPlan() { files.cache.drop_all_of(files.owner); }
  CleaningPlan(const CleaningPlan&) = delete;
  CleaningPlan& operator=(const CleaningPlan&) = delete;

  const LogFiles files;
  const LogConfig config;
  std::string name;  // of the partition
  std::int64_t now_ms = 0;
  std::int64_t first_dirty_offset = 0, first_uncleanable_offset = 0;
  std::vector<Source> sources;  // every segment below first_uncleanable_offset
  std::vector<IndexedTransaction> aborted;
  std::unordered_map<std::int64_t, Producer> producers;
  bool transactional = false;
  /// Of the log when the plan was made, and of the segments that it makes.
  std::uint64_t truncations = 0;
  std::uint32_t generation = 0;
};

}  // namespace moldau::log
