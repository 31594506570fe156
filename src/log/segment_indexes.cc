#include "base/diag.h"
#include "log/segment.h"

/// How a segment gets to trust its indexes, and what it learns from them.
namespace moldau::log {

LogResult<bool> Segment::indexes_plausible() {
  for (const auto* file : {&offset_index_.file(), &time_index_.file()}) {
    const auto there = file->exists();
    if (!there) return storage_error(there.error());
    if (!*there) return false;
  }
  const auto offsets = offset_index_.plausible(size_);
  if (!offsets || !*offsets) return offsets;
  return time_index_.plausible();
}

LogResult<void> Segment::check_indexes() {
  if (indexes_checked_) return {};
  if (indexes_incomplete_) return rebuild_indexes();
  const auto plausible = indexes_plausible();
  if (!plausible) return std::unexpected(plausible.error());
  if (!*plausible) {
    diag::info("index is missing or cannot be right and is made anew file={}", path());
    return rebuild_indexes();
  }
  const auto last = offset_index_.last();
  if (!last) return std::unexpected(last.error());
  if (last->position > 0) {
    const auto fits = holds_batch(last->position, last->offset);
    if (!fits) return std::unexpected(fits.error());
    if (!*fits) {
      diag::warn("index does not fit its log and is made anew file={} position={}", path(), last->position);
      return rebuild_indexes();
    }
  }
  bytes_since_index_entry_ = size_ - last->position;
  indexes_checked_ = true;
  return {};
}

LogResult<bool> Segment::holds_batch(std::uint64_t position, std::int64_t offset) {
  auto at = cursor(position);
  if (!at) return std::unexpected(at.error());
  const auto batch = at->next();
  if (!batch && at->failed_to_read()) return std::unexpected(batch.error());
  return batch && *batch && (*batch)->header.base_offset >= base_offset_ &&
         (*batch)->header.last_offset() <= offset;
}

/// Behind a damaged batch the indexes are the only way to the next one.
LogResult<void> Segment::replace_indexes() {
  if (damage_) return std::unexpected(*damage_);
  auto at = cursor(0, BatchCursor::kScanWindow);
  if (!at) return std::unexpected(at.error());
  while (true) {
    const auto batch = at->next();
    if (!batch && !at->failed_to_read()) damage_ = batch.error();
    if (!batch) return std::unexpected(batch.error());
    if (!*batch) break;
  }
  diag::warn("index does not fit its log and is made anew file={}", path());
  return rebuild_indexes();
}

/// In front of damage they are of use; what else stops it is no reason not to try again.
LogResult<void> Segment::rebuild_indexes() {
  auto done = index_all();
  indexes_incomplete_ = !done && done.error().kind != LogErrorKind::kDamage;
  indexes_checked_ = !indexes_incomplete_;
  damage_.reset();
  if (done) return done;
  max_timestamp_.reset();
  if (!indexes_incomplete_) damage_ = done.error();
  return done;
}

LogResult<void> Segment::index_all() {
  if (auto done = offset_index_.clear(); !done) return done;
  if (auto done = time_index_.clear(); !done) return done;
  max_timestamp_ = {-1, base_offset_};
  bytes_since_index_entry_ = 0;
  recent_.clear();
  auto at = cursor(0, BatchCursor::kScanWindow);
  if (!at) return std::unexpected(at.error());
  while (true) {
    const auto batch = at->next();
    if (!batch) return std::unexpected(batch.error());
    if (!*batch) break;
    if (auto done = index_batch(**batch); !done) return done;
  }
  return time_index_.maybe_append(*max_timestamp_);
}

LogResult<void> Segment::load_max_timestamp() {
  if (max_timestamp_) return {};
  if (auto done = check_indexes(); !done || max_timestamp_) return done;
  if (damage_) return std::unexpected(*damage_);
  const auto last = time_index_.last();
  if (!last) return std::unexpected(last.error());
  if (last->timestamp_ms < 0 && size_ > 0) return rebuild_indexes();
  if (size_ > 0) {
    const auto fits = holds_timestamp(*last);
    if (!fits) return std::unexpected(fits.error());
    if (!*fits) {
      diag::warn("time index does not fit its log and is made anew file={} timestamp={} offset={}", path(),
                 last->timestamp_ms, last->offset);
      return rebuild_indexes();
    }
  }
  max_timestamp_ = *last;
  return {};
}

LogResult<bool> Segment::holds_timestamp(const TimestampAndOffset& entry) {
  auto at = cursor_at(entry.offset);
  if (!at) return std::unexpected(at.error());
  const auto batch = at->next();
  if (!batch) return std::unexpected(batch.error());
  return *batch && (*batch)->header.base_offset <= entry.offset &&
         (*batch)->header.max_timestamp == entry.timestamp_ms;
}

LogResult<void> Segment::truncate_indexes(std::int64_t offset) {
  std::erase_if(recent_, [&](const BatchRange& batch) { return batch.base_offset >= offset; });
  if (auto done = offset_index_.truncate_to(offset); !done) return done;
  if (auto done = time_index_.truncate_to(offset); !done) return done;
  const auto last = offset_index_.last();
  if (!last) return std::unexpected(last.error());
  bytes_since_index_entry_ = size_ - last->position;
  const auto covered = time_index_.last();
  if (!covered) return std::unexpected(covered.error());
  max_timestamp_ = *covered;
  auto at = cursor_at(covered->timestamp_ms < 0 ? base_offset_ : covered->offset + 1);
  if (!at) return std::unexpected(at.error());
  while (true) {
    const auto batch = at->next();
    if (!batch) return std::unexpected(batch.error());
    if (!*batch) return {};
    const auto& header = (*batch)->header;
    if (header.max_timestamp > max_timestamp_->timestamp_ms)
      max_timestamp_ = {header.max_timestamp, header.last_offset()};
  }
}

LogResult<std::int64_t> Segment::first_timestamp() {
  if (first_timestamp_) return *first_timestamp_;
  auto at = cursor(0);
  if (!at) return std::unexpected(at.error());
  const auto batch = at->next();
  if (!batch) return std::unexpected(batch.error());
  if (!*batch) return -1;
  first_timestamp_ = (*batch)->header.max_timestamp;
  return *first_timestamp_;
}

}  // namespace moldau::log
