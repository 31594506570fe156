#include <algorithm>

#include "base/diag.h"
#include "log/log.h"

/// Producer state on the disk: a snapshot for each segment's begin and for the end at a clean close; what
/// lies between a snapshot and the log's end is replayed from the batches.
namespace moldau::log {

using protocol::BatchHeader;

namespace {

/// How far below a snapshot its producers' earlier batches are looked for.
constexpr std::uint64_t kRecallBytes = 1024 * 1024;

}  // namespace

LogResult<void> Log::save_producers(std::int64_t offset) {
  if (offset == last_snapshot_) return {};
  const auto snapshot = snapshot_at(offset);
  auto file = files_.cache.open_once(snapshot.path(), OpenMode::kCreate);
  if (!file) return storage_error(file.error());
  if (auto done = (*file)->truncate(0); !done) return storage_error(done.error());
  if (auto done = (*file)->write_at(producers_.to_snapshot(), 0); !done) return storage_error(done.error());
  mark_dirty(snapshot);
  dirty_directories_.push_back(files_.directory);
  last_snapshot_ = offset;
  return {};
}

LogResult<std::vector<std::int64_t>> Log::snapshots() const {
  const auto entries = files_.disk().list(files_.directory);
  if (!entries) return storage_error(entries.error());
  std::vector<std::int64_t> offsets;
  for (const auto& entry : *entries) {
    const auto name = parse_file_name(entry.name);
    if (name && name->kind == FileKind::kProducerSnapshot) offsets.push_back(name->base_offset);
  }
  std::ranges::sort(offsets);
  return offsets;
}

LogResult<void> Log::remove_snapshots_past(std::int64_t offset) {
  const auto offsets = snapshots();
  if (!offsets) return std::unexpected(offsets.error());
  for (const auto each : *offsets) {
    if (each <= offset) continue;
    if (auto done = snapshot_at(each).remove(); !done) return storage_error(done.error());
    dirty_directories_.push_back(files_.directory);
  }
  return {};
}

LogResult<void> Log::replay_producers(const ReplayOptions& options) {
  producers_.clear();
  last_snapshot_ = -1;
  auto from = segments_.begin()->first;
  auto offsets = snapshots();
  if (!offsets) return std::unexpected(offsets.error());
  for (auto at = offsets->rbegin(); at != offsets->rend() && *at >= from; ++at) {
    if (*at > options.snapshot_limit) continue;
    const auto path = snapshot_at(*at).path();
    const auto content = files_.disk().read_file(path);
    if (!content) return storage_error(content.error());
    auto state = ProducerState::parse_snapshot(*content);
    if (!state) {
      diag::warn("producer snapshot is garbled and is made anew file={}", path);
      if (auto done = snapshot_at(*at).remove(); !done) return storage_error(done.error());
      continue;
    }
    producers_ = std::move(*state);
    from = last_snapshot_ = *at;
    if (auto done = recall_batches(from); !done) return done;
    break;
  }
  for (auto at = segment_of(from); at != segments_.end(); ++at) {
    const bool rebuild = at->first >= options.rebuild_from;
    if (rebuild && at->first > from)
      if (auto done = save_producers(at->first); !done) return done;
    if (auto done = replay(*at->second, from, rebuild); !done && !is_damage_before_start(at, done.error()))
      return done;
  }
  return {};
}

LogResult<void> Log::replay(Segment& segment, std::int64_t from, bool rebuild) {
  auto at = segment.cursor_at(from, BatchCursor::kScanWindow);
  if (!at) return std::unexpected(at.error());
  while (true) {
    const auto batch = at->next();
    if (!batch) return std::unexpected(batch.error());
    if (!*batch) return {};
    const auto& header = (*batch)->header;
    if (!header.has_producer_id() || header.base_offset < from) continue;
    std::optional<EndTransactionMarker> marker;
    if (header.is_control()) {
      const auto bytes = at->bytes(**batch);
      if (!bytes) return std::unexpected(bytes.error());
      marker = EndTransactionMarker::parse(*bytes);
    }
    if (auto done = add_to_producers(header, marker, rebuild ? &segment.transaction_index() : nullptr); !done)
      return done;
  }
}

/// In front of the log's start is what retention is about to delete, and what a power cut left of it.
bool Log::is_damage_before_start(Segments::const_iterator segment, const LogError& error) const {
  return error.kind == LogErrorKind::kDamage && end_of(segment) <= log_start_offset_;
}

/// A snapshot holds the last batch of each producer alone. A producer may have five in flight when a broker
/// stops, and send them all again: so the four before are looked for in what the log holds below the
/// snapshot.
LogResult<void> Log::recall_batches(std::int64_t snapshot_offset) {
  if (producers_.size() == 0 || snapshot_offset <= segments_.begin()->first) return {};
  const auto last = segment_of(snapshot_offset - 1);
  const auto end = last->second->locate(snapshot_offset);
  if (!end && is_damage_before_start(last, end.error())) return {};
  if (!end) return std::unexpected(end.error());
  auto first = last;
  std::uint64_t size = *end ? (*end)->position : last->second->size();
  while (size < kRecallBytes && first != segments_.begin()) size += (--first)->second->size();

  RecentBatches found;
  std::uint64_t from = size - std::min(size, kRecallBytes);
  for (auto at = first; at != std::next(last); ++at, from = 0)
    if (auto done = collect_batches(*at->second, from, snapshot_offset, found);
        !done && !is_damage_before_start(at, done.error()))
      return done;
  for (const auto& [producer_id, batches] : found) producers_.recall(producer_id, batches);
  return {};
}

LogResult<void> Log::collect_batches(Segment& segment, std::uint64_t from, std::int64_t end_offset,
                                     RecentBatches& found) const {
  auto at = segment.cursor_below(from);
  if (!at) return std::unexpected(at.error());
  while (true) {
    const auto batch = at->next();
    if (!batch) return std::unexpected(batch.error());
    if (!*batch || (*batch)->header.base_offset >= end_offset) return {};
    const auto& header = (*batch)->header;
    const auto* producer = producers_.find(header.producer_id);
    if (!producer || header.is_control() || header.producer_epoch != producer->epoch) continue;
    auto& batches = found[header.producer_id];
    batches.push_back(header);
    if (batches.size() > ProducerEntry::kBatches) batches.erase(batches.begin());
  }
}

}  // namespace moldau::log
