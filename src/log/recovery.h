#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "log/log.h"

namespace moldau::log {

/// Brings a partition's directory to a state that can be served (Kafka: LogLoader). After a clean shutdown
/// that is finding the end. After any other, everything from the recovery point or the log's start on,
/// whichever is later, is read and checked; docs/adr says how a torn tail, which is cut off, is told from
/// damage, which makes open fail and deletes nothing. May itself be interrupted at any point: the next one
/// does the same again. What it found is synced before it is served.
class Recovery {
 public:
  Recovery(Log& log, const OpenOptions& options) : log_(log), options_(options), disk_(log.files_.disk()) {}
  LogResult<void> run();

 private:
  using Segments = Log::Segments;
  /// How far a segment is valid.
  struct Checked {
    std::uint64_t valid_size = 0;
    std::int64_t next_offset = 0;
  };

  LogResult<void> make_directory();
  LogResult<void> check_topic_id();
  LogResult<void> clean_up(const std::vector<DirectoryEntry>& entries);
  LogResult<void> finish_swaps(const std::vector<DirectoryEntry>& entries);
  LogResult<void> find_segments();
  LogResult<void> start_empty();

  LogResult<void> find_end();
  LogResult<void> check_unsynced();
  static LogResult<void> sync_and_forget(const Segment& segment);
  LogResult<Checked> check(Segment& segment, std::int64_t expected_offset);
  LogResult<void> cut(Segments::iterator segment, const Checked& checked);
  /// What lies behind: nothing valid, something that lost pages explain, or damage.
  LogResult<bool> anything_valid_behind(Segments::iterator segment, const Checked& checked);
  LogResult<void> set_aside(Segments::iterator segment, std::uint64_t position);
  LogResult<void> drop_behind(Segments::iterator segment);
  std::unexpected<LogError> damage(const Segment& segment, std::uint64_t position,
                                   std::string_view what) const;
  std::unexpected<LogError> ends_early(std::int64_t end) const;

  LogResult<void> load_epochs();
  LogResult<void> assign_epochs(Segments::iterator from);
  LogResult<void> settle_start();
  LogResult<void> load_producers();
  LogResult<void> rebuild_producers(std::int64_t from);
  LogResult<void> restore_transaction_indexes();
  LogResult<std::optional<std::int64_t>> first_lost_transaction_index();
  LogResult<bool> transaction_index_fits(Segments::iterator segment);
  LogResult<bool> holds_another_batch(std::int64_t offset, std::int64_t producer_id, bool is_control);
  LogResult<void> remove_stray_snapshots();
  LogResult<void> sync_recovered();

  Log& log_;
  const OpenOptions& options_;
  FileSystem& disk_;
  bool directory_was_there_ = false;
  /// Base offset of the first segment that was checked; past all where none was.
  std::int64_t checked_from_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace moldau::log
