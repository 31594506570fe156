#include "log/recovery.h"

#include <algorithm>
#include <fmt/core.h>
#include <map>

#include "base/diag.h"
#include "base/mutation.h"
#include "log/damage.h"

namespace moldau::log {

using protocol::ErrorCode;

LogResult<std::unique_ptr<Log>> Log::open(FileCache& cache, OpenOptions options) {
  std::unique_ptr<Log> log(new Log(cache, options));
  if (auto done = Recovery(*log, options).run(); !done) {
    auto error = std::move(done.error());
    if (error.kind == LogErrorKind::kDamage) error.code = ErrorCode::kKafkaStorageError;
    return std::unexpected(std::move(error));
  }
  return log;
}

LogResult<void> Recovery::run() {
  if (auto done = make_directory(); !done) return done;
  if (auto done = check_topic_id(); !done) return done;
  if (!directory_was_there_) return start_empty();
  if (auto done = find_segments(); !done) return done;
  if (log_.segments_.empty()) return start_empty();
  if (auto done = options_.clean_shutdown ? find_end() : check_unsynced(); !done) return done;
  if (auto done = settle_start(); !done) return done;
  if (auto done = load_epochs(); !done) return done;
  if (auto done = load_producers(); !done) return done;
  return sync_recovered();
}

std::unexpected<LogError> Recovery::damage(const Segment& segment, std::uint64_t position,
                                           std::string_view what) const {
  return unservable_error(
      fmt::format("{}: damaged at position {}: {}; the partition stays offline and nothing was changed",
                  segment.path(), position, what));
}

std::unexpected<LogError> Recovery::ends_early(std::int64_t end) const {
  return damage(log_.active(), log_.active().size(),
                fmt::format("the log ends at offset {} and was durable up to {}", end,
                            options_.checkpoint.recovery_point));
}

/// The last owner noted where it closed the log. Of one that comes from elsewhere nothing is known.
LogResult<void> Recovery::find_end() {
  const auto end = log_.active().next_offset();
  if (!end) return std::unexpected(end.error());
  if (*end < options_.checkpoint.recovery_point) return ends_early(*end);
  log_.log_end_offset_ = log_.recovery_point_ = *end;
  return {};
}

/// What is checked is what the disk has. Segments in front of the log's start are nobody's: a power cut may
/// have brought back some that retention was deleting, and not the ones behind. Retention takes them once
/// more.
LogResult<void> Recovery::check_unsynced() {
  auto at =
      log_.segment_of(std::max(options_.checkpoint.recovery_point, options_.checkpoint.log_start_offset));
  checked_from_ = at->first;
  auto expected = at->first;
  for (; at != log_.segments_.end(); ++at) {
    if (auto done = sync_and_forget(*at->second); !done) return std::unexpected(done.error());
    const auto checked = check(*at->second, expected);
    if (!checked) return std::unexpected(checked.error());
    expected = checked->next_offset;
    const auto next = std::next(at);
    // Only a compacted log may have offsets missing between two segments.
    const bool gap = next != log_.segments_.end() && next->first != expected &&
                     (!log_.config_.cleanup_compact || next->first < expected);
    if (checked->valid_size == at->second->size() && !gap) {
      if (next != log_.segments_.end()) expected = next->first;
      continue;
    }
    if (auto done = cut(at, *checked); !done) return done;
    break;
  }
  log_.log_end_offset_ = expected;
  log_.recovery_point_ = std::min(options_.checkpoint.recovery_point, expected);
  if (expected < options_.checkpoint.recovery_point) return ends_early(expected);
  for (auto each = log_.segments_.find(checked_from_); each != log_.segments_.end(); ++each)
    if (auto done = each->second->rebuild_indexes(); !done) return done;
  return {};
}

LogResult<void> Recovery::sync_and_forget(const Segment& segment) {
  if (MOLDAU_MUTATION("recovered-from-memory")) return {};
  const auto file = segment.log_file().open();
  if (!file) return storage_error(file.error());
  const auto done = (*file)->sync_and_forget();
  return done ? LogResult<void>() : storage_error(done.error());
}

LogResult<Recovery::Checked> Recovery::check(Segment& segment, std::int64_t expected_offset) {
  auto at = segment.cursor(0, BatchCursor::kScanWindow);
  if (!at) return std::unexpected(at.error());
  Checked checked{0, expected_offset};
  while (true) {
    const auto batch = at->next();
    if (!batch && at->failed_to_read()) return std::unexpected(batch.error());
    if (!batch || !*batch) return checked;
    const auto& header = (*batch)->header;
    if (header.base_offset < checked.next_offset || !segment.may_hold(header.last_offset())) return checked;
    const auto bytes = at->bytes(**batch);
    if (!bytes && at->failed_to_read()) return std::unexpected(bytes.error());
    if (!bytes || !protocol::has_valid_crc(*bytes)) return checked;
    checked = {(*batch)->end(), header.next_offset()};
  }
}

LogResult<void> Recovery::cut(Segments::iterator segment, const Checked& checked) {
  auto& torn = *segment->second;
  if (checked.next_offset < options_.checkpoint.recovery_point)
    return damage(torn, checked.valid_size,
                  fmt::format("no valid batch of offset {}, and everything below {} was durable",
                              checked.next_offset, options_.checkpoint.recovery_point));
  const auto behind = anything_valid_behind(segment, checked);
  if (!behind) return std::unexpected(behind.error());
  if (*behind)
    if (auto done = set_aside(segment, checked.valid_size); !done) return done;
  if (auto done = drop_behind(segment); !done) return done;
  log_.found_at_recovery_.push_back(
      fmt::format("the torn tail of {} is cut off: {} bytes at position {}, the log goes on at offset {}",
                  torn.path(), torn.size() - checked.valid_size, checked.valid_size, checked.next_offset));
  diag::warn("torn tail is cut off topic={} partition={} file={} position={} bytes={} offset={}", log_.topic_,
             log_.partition_, torn.path(), checked.valid_size, torn.size() - checked.valid_size,
             checked.next_offset);
  return torn.size() == checked.valid_size ? LogResult<void>() : torn.truncate_at(checked.valid_size);
}

LogResult<bool> Recovery::anything_valid_behind(Segments::iterator segment, const Checked& checked) {
  const auto lowest = segment->first;
  for (auto at = segment; at != log_.segments_.end(); ++at) {
    const auto file = at->second->log_file().open();
    if (!file) return storage_error(file.error());
    const auto from = at == segment ? checked.valid_size : 0;
    const auto found = find_valid_batch({**file, from, at->second->size(), checked.next_offset, lowest});
    if (!found) return std::unexpected(found.error());
    if (!*found) continue;

    const auto torn = segment->second->log_file().open();
    if (!torn) return storage_error(torn.error());
    const auto end = at == segment ? **found : segment->second->size();
    const Suspect suspect{**torn, checked.valid_size, end, checked.next_offset, lowest};
    auto lost = lost_pages(suspect);
    if (lost && !*lost && at != segment && at->first >= checked.next_offset)
      lost = ends_inside_batch(suspect);
    if (!lost) return lost;
    if (!*lost && !MOLDAU_MUTATION("damage-cut-off"))
      return damage(*segment->second, checked.valid_size,
                    fmt::format("no valid batch of offset {}, but valid batches follow at position {} of {}",
                                checked.next_offset, **found, at->second->path()));
    return true;
  }
  return false;
}

/// Batches that a power cut left behind a hole were never acknowledged as durable. They cannot be served, as
/// what came before them is gone, but they are kept for whoever wants to look.
LogResult<void> Recovery::set_aside(Segments::iterator segment, std::uint64_t position) {
  const auto path = fmt::format("{}.{}.torn", segment->second->path(), position);
  log_.found_at_recovery_.push_back(fmt::format("valid batches behind lost pages are set aside in {}", path));
  diag::error("valid batches behind lost pages are set aside file={}", path);
  const auto from = segment->second->log_file().open();
  if (!from) return storage_error(from.error());
  const auto to = disk_.open(path, OpenMode::kCreate);
  if (!to) return storage_error(to.error());
  Bytes chunk(1024 * 1024);
  for (auto at = position; at < segment->second->size(); at += chunk.size()) {
    const auto count = (*from)->read_at(chunk, at);
    if (!count) return storage_error(count.error());
    if (auto done = (*to)->write_at(ByteView(chunk).first(*count), at - position); !done)
      return storage_error(done.error());
  }
  if (auto done = (*to)->sync(); !done) return storage_error(done.error());
  for (auto later = std::next(segment); later != log_.segments_.end(); ++later) {
    const auto name = later->second->path();
    if (auto done = disk_.rename(name, name + ".torn"); !done) return storage_error(done.error());
  }
  if (auto done = disk_.sync_directory(log_.files_.directory); !done) return storage_error(done.error());
  return {};
}

LogResult<void> Recovery::drop_behind(Segments::iterator segment) {
  log_.dirty_directories_.push_back(log_.files_.directory);
  return log_.remove_segments(std::next(segment), log_.segments_.end());
}

LogResult<void> Recovery::settle_start() {
  log_.log_start_offset_ = std::max(options_.checkpoint.log_start_offset, log_.segments_.begin()->first);
  if (log_.log_start_offset_ <= log_.log_end_offset_) return {};
  log_.found_at_recovery_.push_back(
      fmt::format("the log ends at offset {} in front of its start {}, and begins anew there",
                  log_.log_end_offset_, log_.log_start_offset_));
  diag::warn("log ends in front of its start, and begins anew there topic={} partition={} start={} end={}",
             log_.topic_, log_.partition_, log_.log_start_offset_, log_.log_end_offset_);
  return log_.truncate_fully_and_start_at(log_.log_start_offset_);
}

LogResult<void> Recovery::load_epochs() {
  const auto path = SegmentFile(log_.files_, 0, FileKind::kLeaderEpochs).path();
  const auto content = disk_.read_file(path);
  if (!content && content.error().code != ENOENT) return storage_error(content.error());
  log_.has_epochs_file_ = content.has_value();
  if (!content && log_.size_bytes() == 0) return {};
  auto cache = content ? LeaderEpochCache::parse(as_text(*content)) : std::nullopt;
  const bool rebuilt = !cache;
  if (rebuilt) diag::info("leader epochs are found anew in the batches file={}", path);
  log_.epochs_ = cache.value_or(LeaderEpochCache());
  const auto before = log_.epochs_.entries();
  const auto from =
      rebuilt ? log_.segment_of(log_.log_start_offset_) : log_.segments_.lower_bound(checked_from_);
  if (auto done = assign_epochs(from); !done) return done;
  log_.epochs_.truncate_from_end(log_.log_end_offset_);
  log_.epochs_.truncate_from_start(log_.log_start_offset_);
  return rebuilt || log_.epochs_.entries() != before ? log_.save_epochs() : LogResult<void>();
}

LogResult<void> Recovery::assign_epochs(Segments::iterator from) {
  for (; from != log_.segments_.end(); ++from) {
    auto at = from->second->cursor(0, BatchCursor::kScanWindow);
    if (!at) return std::unexpected(at.error());
    while (true) {
      const auto batch = at->next();
      if (!batch) return std::unexpected(batch.error());
      if (!*batch) break;
      const auto& header = (*batch)->header;
      if (header.leader_epoch >= 0) log_.epochs_.assign(header.leader_epoch, header.base_offset);
    }
  }
  return {};
}

LogResult<void> Recovery::load_producers() {
  const auto end = log_.log_end_offset_;
  constexpr auto kNothing = std::numeric_limits<std::int64_t>::max();
  if (auto done =
          options_.clean_shutdown ? log_.replay_producers({end, kNothing}) : rebuild_producers(checked_from_);
      !done)
    return done;
  if (log_.producers_.any_transactional())
    if (auto done = restore_transaction_indexes(); !done) return done;
  // Not before: those who expired have left transactions behind as well.
  if (options_.now_ms > 0) log_.producers_.expire(options_.now_ms, log_.config_.producer_id_expiration_ms);
  return options_.clean_shutdown ? remove_stray_snapshots() : LogResult<void>();
}

LogResult<void> Recovery::rebuild_producers(std::int64_t from) {
  for (auto at = log_.segments_.lower_bound(from); at != log_.segments_.end(); ++at)
    if (auto done = at->second->transaction_index().clear(); !done) return done;
  if (auto done = log_.remove_snapshots_past(from); !done) return done;
  return log_.replay_producers({from, from});
}

LogResult<void> Recovery::restore_transaction_indexes() {
  const auto lost_from = first_lost_transaction_index();
  if (!lost_from) return std::unexpected(lost_from.error());
  if (*lost_from) {
    diag::info("transaction indexes are made anew topic={} partition={} offset={}", log_.topic_,
               log_.partition_, **lost_from);
    checked_from_ = **lost_from;
    if (auto done = rebuild_producers(checked_from_); !done) return done;
  }
  return log_.begin_transactions();
}

/// Kafka makes the file when a transaction is aborted, so that a directory of its own is read through once.
LogResult<std::optional<std::int64_t>> Recovery::first_lost_transaction_index() {
  for (auto at = log_.segment_of(log_.log_start_offset_);
       at != log_.segments_.end() && at->first < checked_from_; ++at) {
    const auto there = at->second->transaction_index().file().exists();
    if (!there) return storage_error(there.error());
    if (!*there) return at->first;
    const auto right = transaction_index_fits(at);
    if (!right && right.error().kind == LogErrorKind::kDamage) continue;  // whose readers are told
    if (!right) return std::unexpected(right.error());
    if (!*right) {
      diag::warn("transaction index does not fit its log file={}",
                 at->second->transaction_index().file().path());
      return at->first;
    }
  }
  return std::nullopt;
}

/// It has no checksum. Of a compacted log the records that it speaks of may be gone.
LogResult<bool> Recovery::transaction_index_fits(Segments::iterator segment) {
  if (log_.config_.cleanup_compact) return true;
  const auto entries = segment->second->transaction_index().entries();
  if (!entries) return std::unexpected(entries.error());
  const auto end = log_.end_of(segment);
  std::map<std::int64_t, std::int64_t> ended;  // by producer
  for (const auto& entry : *entries) {
    const auto before = ended.try_emplace(entry.producer_id, -1).first;
    if (entry.first_offset <= before->second || entry.first_offset > entry.last_offset) return false;
    if (entry.last_offset < segment->first || entry.last_offset >= end) return false;
    if (entry.last_stable_offset > entry.last_offset + 1) return false;
    before->second = entry.last_offset;
    for (const auto offset : {entry.first_offset, entry.last_offset}) {
      if (offset < log_.log_start_offset_) continue;
      const auto other = holds_another_batch(offset, entry.producer_id, offset == entry.last_offset);
      if (!other) return std::unexpected(other.error());
      if (*other) return false;
    }
  }
  return true;
}

/// Whether the batch with that offset is a sound one and not the one that is looked for: where the log itself
/// is damaged it proves nothing.
LogResult<bool> Recovery::holds_another_batch(std::int64_t offset, std::int64_t producer_id,
                                              bool is_control) {
  auto at = log_.segment_of(offset)->second->cursor_at(offset);
  if (!at) return std::unexpected(at.error());
  const auto batch = at->next();
  if (!batch) return std::unexpected(batch.error());
  if (!*batch || (*batch)->header.base_offset > offset) return false;
  const auto& header = (*batch)->header;
  if (header.base_offset == offset && header.producer_id == producer_id && header.is_control() == is_control)
    return false;
  const auto bytes = at->bytes(**batch);
  if (!bytes) return std::unexpected(bytes.error());
  return protocol::has_valid_crc(*bytes);
}

LogResult<void> Recovery::remove_stray_snapshots() {
  const auto offsets = log_.snapshots();
  if (!offsets) return std::unexpected(offsets.error());
  for (const auto offset : *offsets) {
    if (log_.segments_.contains(offset) || offset == log_.last_snapshot_) continue;
    if (auto done = log_.snapshot_at(offset).remove(); !done) return storage_error(done.error());
  }
  return {};
}

LogResult<void> Recovery::sync_recovered() {
  if (MOLDAU_MUTATION("recovered-and-not-synced")) return {};
  for (auto at = log_.segments_.lower_bound(checked_from_); at != log_.segments_.end(); ++at)
    if (auto done = at->second->sync_all(); !done) return done;
  if (options_.clean_shutdown && checked_from_ == std::numeric_limits<std::int64_t>::max()) return {};
  log_.dirty_directories_.push_back(log_.files_.directory);
  const auto target = log_.prepare_sync();
  if (auto done = target.sync(); !done) return storage_error(done.error());
  log_.mark_synced(target);
  return {};
}

}  // namespace moldau::log
