#include <algorithm>
#include <fmt/core.h>
#include <set>

#include "base/diag.h"
#include "base/mutation.h"
#include "log/damage.h"
#include "log/log_directory.h"
#include "log/recovery.h"

/// What recovery finds in a directory before it looks into a segment (Kafka:
/// LogLoader.removeTempFilesAndCollectSwapFiles).
namespace moldau::log {
namespace {

constexpr std::string_view kTemporary = ".tmp";

std::optional<FileName> parse_with_suffix(std::string_view name, std::string_view suffix) {
  if (!name.ends_with(suffix)) return std::nullopt;
  return parse_file_name(name.substr(0, name.size() - suffix.size()));
}

}  // namespace

LogResult<void> Recovery::make_directory() {
  const auto& directory = log_.files_.directory;
  const auto there = disk_.exists(directory);
  if (!there) return storage_error(there.error());
  directory_was_there_ = *there;
  if (*there && options_.clean_shutdown) return {};
  if (auto done = disk_.create_directories(directory); !done) return storage_error(done.error());
  // Also where it was there: whoever made it may have been killed before it was synced.
  if (const auto slash = directory.rfind('/'); slash != std::string::npos && slash > 0)
    log_.dirty_directories_.push_back(directory.substr(0, slash));
  return {};
}

LogResult<void> Recovery::check_topic_id() {
  const auto found = directory_was_there_ ? read_partition_metadata(disk_, log_.files_.directory)
                                          : LogResult<std::optional<Uuid>>();
  if (!found) return std::unexpected(found.error());
  const auto& wanted = options_.topic_id;
  const bool is_anothers =
      *found ? !wanted.is_zero() && **found != wanted : options_.is_new && directory_was_there_;
  if (is_anothers)
    return refuse(protocol::ErrorCode::kInconsistentTopicId,
                  fmt::format("{} belongs to topic id {}, not {}", log_.files_.directory,
                              *found ? (*found)->to_string() : "?", wanted.to_string()));
  if (*found) log_.topic_id_ = **found;
  if (*found || wanted.is_zero()) return {};
  log_.mark_dirty({log_.files_, 0, FileKind::kPartitionMetadata});
  return write_partition_metadata(disk_, log_.files_.directory, wanted);
}

LogResult<void> Recovery::find_segments() {
  auto entries = disk_.list(log_.files_.directory);
  if (!entries) return storage_error(entries.error());
  if (auto done = clean_up(*entries); !done) return done;
  entries = disk_.list(log_.files_.directory);
  if (!entries) return storage_error(entries.error());
  std::vector<SegmentFile> beside;
  for (const auto& entry : *entries) {
    const auto name = parse_file_name(entry.name);
    if (!name || name->kind == FileKind::kProducerSnapshot) continue;
    const SegmentFile file(log_.files_, name->base_offset, name->kind);
    if (name->kind != FileKind::kLog) {
      beside.push_back(file);
      continue;
    }
    const auto size = file.size();
    if (!size) return storage_error(size.error());
    log_.add_segment(name->base_offset, *size, options_.now_ms);
  }
  for (const auto& file : beside) {
    if (log_.segments_.contains(file.base_offset())) continue;
    diag::warn("index without its log is removed file={}", file.path());
    if (auto done = file.remove(); !done) return storage_error(done.error());
  }
  return {};
}

LogResult<void> Recovery::clean_up(const std::vector<DirectoryEntry>& entries) {
  auto oldest_cleaned = std::numeric_limits<std::int64_t>::max();
  for (const auto& entry : entries)
    if (const auto name = parse_with_suffix(entry.name, kCleanedSuffix))
      oldest_cleaned = std::min(oldest_cleaned, name->base_offset);
  std::vector<DirectoryEntry> swaps;
  std::vector<std::string> cleaned;
  for (const auto& entry : entries) {
    const auto swap = parse_with_suffix(entry.name, kSwapSuffix);
    if (swap && swap->base_offset < oldest_cleaned && !MOLDAU_MUTATION("swap-forgotten")) {
      swaps.push_back(entry);
      continue;
    }
    if (parse_with_suffix(entry.name, kCleanedSuffix)) cleaned.push_back(entry.name);
    const bool stray = swap || entry.name.ends_with(kDeletedSuffix) || entry.name.ends_with(kTemporary);
    if (!stray || entry.is_directory) continue;
    if (auto done = disk_.remove(log_.files_.path_of(entry.name)); !done) return storage_error(done.error());
  }
  // While they are there, the swap files beside them are not complete.
  if (!cleaned.empty())
    if (auto done = disk_.sync_directory(log_.files_.directory); !done) return storage_error(done.error());
  for (const auto& name : cleaned)
    if (auto done = disk_.remove(log_.files_.path_of(name)); !done) return storage_error(done.error());
  return swaps.empty() ? LogResult<void>() : finish_swaps(swaps);
}

/// A swap file is complete: the crash came while it took the place of the segments whose offsets it covers.
LogResult<void> Recovery::finish_swaps(const std::vector<DirectoryEntry>& swaps) {
  const auto all = disk_.list(log_.files_.directory);
  if (!all) return storage_error(all.error());
  for (const auto& entry : swaps) {
    const auto name = *parse_with_suffix(entry.name, kSwapSuffix);
    if (name.kind != FileKind::kLog) continue;
    const auto path = log_.files_.path_of(entry.name);
    const auto size = disk_.file_size(path);
    if (!size) return storage_error(size.error());
    auto file = disk_.open(path, OpenMode::kRead);
    if (!file) return storage_error(file.error());
    BatchCursor at(std::shared_ptr<File>(std::move(*file)), path, 0, *size, BatchCursor::kScanWindow);
    const auto log_name = file_name(name.base_offset, FileKind::kLog);
    auto end = name.base_offset + 1;
    while (true) {
      const auto batch = at.next();
      if (!batch) return std::unexpected(batch.error());
      if (!*batch) break;
      end = (*batch)->header.next_offset();
    }
    for (const auto& other : *all) {
      const auto covered = parse_file_name(other.name);
      if (!covered || covered->kind == FileKind::kProducerSnapshot) continue;
      // Of the same base offset only the log is sure to be replaced.
      if (covered->base_offset < name.base_offset || covered->base_offset >= end || other.name == log_name)
        continue;
      if (auto done = disk_.remove(log_.files_.path_of(other.name)); !done)
        return storage_error(done.error());
    }
  }
  // Never a new segment beside old ones that it covers.
  if (auto done = disk_.sync_directory(log_.files_.directory); !done) return storage_error(done.error());
  for (const auto& entry : swaps) {
    const auto target = entry.name.substr(0, entry.name.size() - kSwapSuffix.size());
    if (auto done = disk_.rename(log_.files_.path_of(entry.name), log_.files_.path_of(target)); !done)
      return storage_error(done.error());
  }
  if (auto done = disk_.sync_directory(log_.files_.directory); !done) return storage_error(done.error());
  return {};
}

LogResult<void> Recovery::start_empty() {
  const auto start = options_.checkpoint.log_start_offset;
  if (!options_.is_new && options_.checkpoint.recovery_point > start)
    return unservable_error(fmt::format("{} holds no segment, and was durable from offset {} up to {}",
                                        log_.files_.directory, start, options_.checkpoint.recovery_point));
  if (auto done = log_.add_segment(start, 0, options_.now_ms)->second->create(); !done) return done;
  log_.dirty_directories_.push_back(log_.files_.directory);
  log_.log_start_offset_ = log_.log_end_offset_ = log_.recovery_point_ = start;
  log_.has_epochs_file_ = directory_was_there_;
  if (!directory_was_there_) return {};
  if (auto done = log_.remove_snapshots_past(-1); !done) return done;
  return log_.save_epochs();
}

}  // namespace moldau::log
