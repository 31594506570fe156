#include "log/segment.h"

#include <algorithm>
#include <cerrno>
#include <limits>

#include "base/diag.h"
#include "log/elapsed.h"

namespace moldau::log {

using protocol::BatchHeader;

namespace {

constexpr std::size_t kRemembered = 8, kMostRemembered = 16;
constexpr std::uint64_t kReserveFrom = 64 * 1024, kLargestReserve = 16 * 1024 * 1024;
constexpr std::size_t kMostGathered = 16 * 1024;

LogResult<void> make_empty(const SegmentFile& segment_file) {
  const auto file = segment_file.open_or_create();
  if (!file) return storage_error(file.error());
  const auto size = (*file)->size();
  if (!size) return storage_error(size.error());
  if (*size == 0) return {};
  if (auto done = (*file)->truncate(0); !done) return storage_error(done.error());
  return {};
}

}  // namespace

Segment::Segment(const LogFiles& files, const LogConfig& config, std::int64_t base_offset, std::uint64_t size,
                 std::int64_t created_ms, SegmentVersion version)
    : config_(&config),
      base_offset_(base_offset),
      size_(size),
      created_ms_(created_ms),
      log_(files, base_offset, FileKind::kLog, version),
      offset_index_({files, base_offset, FileKind::kOffsetIndex, version}),
      time_index_({files, base_offset, FileKind::kTimeIndex, version}),
      transaction_index_({files, base_offset, FileKind::kTransactionIndex, version}) {}

LogResult<void> Segment::create() {
  if (auto done = make_empty(log_); !done) return done;
  if (auto done = offset_index_.clear(); !done) return done;
  if (auto done = time_index_.clear(); !done) return done;
  indexes_checked_ = true;
  max_timestamp_ = {-1, base_offset_};
  return {};
}

std::vector<SegmentFile> Segment::files() const {
  auto files = indexes();
  files.push_back(log_);
  return files;
}

std::vector<SegmentFile> Segment::indexes() const {
  return {offset_index_.file(), time_index_.file(), transaction_index_.file()};
}

std::vector<SegmentFile> Segment::files_written() const {
  return {offset_index_.file(), time_index_.file(), log_};
}

LogResult<std::shared_ptr<File>> Segment::prepare_append(std::uint64_t size) {
  if (auto done = load_max_timestamp(); !done) return std::unexpected(std::move(done.error()));
  auto file = log_.open();
  if (!file) return storage_error(file.error());
  if (bytes_since_index_entry_ + size > static_cast<std::uint64_t>(config_->index_interval_bytes))
    for (const auto* each : {&offset_index_.file(), &time_index_.file()})
      if (const auto index = each->open_or_create(); !index) return storage_error(index.error());
  return std::move(*file);
}

LogResult<void> Segment::append(const std::shared_ptr<File>& file, ByteView bytes,
                                std::span<const BatchHeader> batches, bool gather) {
  appended_ = true;
  reserve(*file, size_ + bytes.size());
  if (auto done = write(file, bytes, gather); !done) return done;
  for (const auto& header : batches) {
    const LocatedBatch batch{header, size_};
    if (auto done = index_batch(batch); !done) return done;
    remember(batch);
    if (size_ == 0) first_timestamp_ = header.max_timestamp;
    size_ += header.size();
  }
  return {};
}

LogResult<void> Segment::write(const std::shared_ptr<File>& file, ByteView bytes, bool gather) {
  const bool fits = gathered_.size() + bytes.size() <= kMostGathered;
  if (!fits)
    if (auto done = settle(); !done) return done;
  if (!fits || (!gather && gathered_.empty())) {
    if (auto done = file->write_at(bytes, size_); !done) return storage_error(done.error());
    return {};
  }
  if (gathered_.empty()) gathered_at_ = size_;
  gathered_for_ = file;
  gathered_.insert(gathered_.end(), bytes.begin(), bytes.end());
  return gather ? LogResult<void>() : settle();
}

LogResult<void> Segment::settle() {
  if (gathered_.empty()) return {};
  if (auto done = gathered_for_->write_at(gathered_, gathered_at_); !done) return storage_error(done.error());
  Bytes().swap(gathered_);
  gathered_for_.reset();
  return {};
}

LogResult<void> Segment::index_batch(const LocatedBatch& batch) {
  const auto last_offset = batch.header.last_offset();
  if (batch.header.max_timestamp > max_timestamp_->timestamp_ms)
    max_timestamp_ = {batch.header.max_timestamp, last_offset};
  if (bytes_since_index_entry_ > static_cast<std::uint64_t>(config_->index_interval_bytes)) {
    if (auto done = offset_index_.append(last_offset, batch.position); !done) return done;
    if (auto done = time_index_.maybe_append(*max_timestamp_); !done) return done;
    bytes_since_index_entry_ = 0;
  }
  bytes_since_index_entry_ += batch.header.size();
  return {};
}

/// Writing into reserved space leaves less to do for a sync (docs/adr). Small logs get none, and no failure
/// counts: the write will tell.
void Segment::reserve(File& file, std::uint64_t end) {
  if (end <= reserved_ || (end < kReserveFrom && !config_->preallocate)) return;
  const auto whole = std::max(end, static_cast<std::uint64_t>(config_->segment_bytes));
  reserved_ = config_->preallocate ? whole : std::min(whole, end + std::min(end, kLargestReserve));
  (void)file.reserve(reserved_);
}

void Segment::remember(const LocatedBatch& batch) {
  if (recent_.size() == kMostRemembered) recent_.erase(recent_.begin(), recent_.end() - (kRemembered - 1));
  recent_.push_back(range_of(batch));
}

LogResult<bool> Segment::must_roll(const Arrival& arrival) {
  if (!may_hold(arrival.last_offset)) return true;
  if (size_ == 0) return false;
  if (size_ + arrival.size > static_cast<std::uint64_t>(config_->segment_bytes)) return true;
  const auto index_bytes = static_cast<std::size_t>(config_->segment_index_bytes);
  const auto offsets = offset_index_.count();
  if (!offsets) return std::unexpected(offsets.error());
  const auto times = time_index_.count();
  if (!times) return std::unexpected(times.error());
  if (*offsets >= index_bytes / OffsetIndex::kEntrySize || *times + 1 >= index_bytes / TimeIndex::kEntrySize)
    return true;
  const auto first = first_timestamp();
  if (!first) return std::unexpected(first.error());
  const auto age = *first >= 0 ? elapsed_ms(*first, arrival.max_timestamp) : arrival.now_ms - created_ms_;
  return age > config_->max_segment_ms() - jitter_ms();
}

/// Spread by the base offset, so that segments of one age do not all roll at once.
std::int64_t Segment::jitter_ms() const {
  const auto most = std::min(config_->segment_jitter_ms, config_->segment_ms);
  if (most <= 0) return 0;
  const auto mixed = static_cast<std::uint64_t>(base_offset_ + created_ms_) * 0x9e3779b97f4a7c15ULL >> 1;
  return static_cast<std::int64_t>(mixed % static_cast<std::uint64_t>(most));
}

LogResult<void> Segment::seal() {
  if (auto done = settle(); !done) return done;
  if (auto done = load_max_timestamp(); !done) return done;
  if (auto done = time_index_.maybe_append(*max_timestamp_); !done) return done;
  recent_.clear();
  recent_.shrink_to_fit();
  if (reserved_ <= size_) return {};
  const auto file = log_.open();
  if (!file) return storage_error(file.error());
  if (auto done = (*file)->truncate(size_); !done) return storage_error(done.error());
  reserved_ = 0;
  return {};
}

std::optional<BatchRange> Segment::recall(std::int64_t offset) const {
  if (recent_.empty() || offset < recent_.front().base_offset) return std::nullopt;
  const auto found = std::ranges::lower_bound(recent_, offset, {}, &BatchRange::last_offset);
  return found == recent_.end() ? std::nullopt : std::optional(*found);
}

LogResult<std::optional<BatchRange>> Segment::scan_for(std::int64_t offset, std::uint64_t from,
                                                       bool& astray) {
  auto at = cursor(from);
  if (!at) return std::unexpected(at.error());
  for (bool first = true;; first = false) {
    const auto batch = at->next();
    astray = first && from > 0 && (!batch || !*batch || (*batch)->header.base_offset > offset);
    if (astray) return std::nullopt;
    if (!batch) return std::unexpected(batch.error());
    if (!*batch) return std::nullopt;
    if ((*batch)->header.last_offset() >= offset) return range_of(**batch);
  }
}

LogResult<std::optional<BatchRange>> Segment::locate(std::int64_t offset) {
  if (auto recent = recall(offset)) return recent;
  if (!recent_.empty() && offset > recent_.back().last_offset) return std::nullopt;
  if (size_ == 0) return std::nullopt;
  if (auto done = check_indexes(); !done) return std::unexpected(done.error());
  bool astray = false;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto start = offset_index_.lookup(offset);
    if (!start) return std::unexpected(start.error());
    auto found = scan_for(offset, start->position, astray);
    if (!astray) return found;
    if (auto done = replace_indexes(); !done) return std::unexpected(done.error());
  }
  return damage_error(path() + ": no way to find offsets in it");
}

LogResult<std::optional<FetchSlice>> Segment::read(std::int64_t offset, const ReadOptions& options,
                                                   bool bounded) {
  const auto start = locate(offset);
  if (!start) return std::unexpected(start.error());
  if (!*start) return std::nullopt;
  auto limit = size_;
  if (bounded) {
    const auto bound = locate(options.max_offset);
    if (!bound) return std::unexpected(bound.error());
    if (*bound) limit = (*bound)->position;
  }
  FetchSlice slice;
  slice.position = (*start)->position;
  slice.at_tail = !recent_.empty() && slice.position >= recent_.front().position;
  if (limit <= slice.position) return slice;
  const auto wanted =
      options.min_one_batch ? std::max<std::uint64_t>(options.max_bytes, (*start)->size) : options.max_bytes;
  slice.first_batch_incomplete = wanted < (*start)->size;
  if (slice.first_batch_incomplete) return slice;
  if (auto done = settle(); !done) return std::unexpected(done.error());
  auto file = log_.open();
  if (!file) return storage_error(file.error());
  slice.file = std::move(*file);
  slice.size = static_cast<std::size_t>(std::min<std::uint64_t>(limit - slice.position, wanted));
  return slice;
}

LogResult<BatchCursor> Segment::cursor(std::uint64_t position, std::size_t window) {
  if (auto done = settle(); !done) return std::unexpected(done.error());
  auto file = log_.open();
  if (!file) return storage_error(file.error());
  return BatchCursor(std::move(*file), path(), position, size_, window);
}

LogResult<BatchCursor> Segment::cursor_at(std::int64_t offset, std::size_t window) {
  const auto start = locate(offset);
  if (!start) return std::unexpected(start.error());
  return cursor(*start ? (*start)->position : size_, window);
}

LogResult<BatchCursor> Segment::cursor_below(std::uint64_t position) {
  if (auto done = check_indexes(); !done) return std::unexpected(done.error());
  const auto start = offset_index_.position_below(position);
  if (!start) return std::unexpected(start.error());
  return cursor(*start, BatchCursor::kScanWindow);
}

LogResult<BatchCursor> Segment::cursor_for_timestamp(std::int64_t timestamp_ms, std::int64_t from_offset) {
  if (auto done = check_indexes(); !done) return std::unexpected(done.error());
  const auto entry = time_index_.lookup(timestamp_ms);
  if (!entry) return std::unexpected(entry.error());
  return cursor_at(std::max(entry->offset, from_offset));
}

LogResult<TimestampAndOffset> Segment::max_timestamp() {
  if (auto done = load_max_timestamp(); !done) return std::unexpected(done.error());
  return *max_timestamp_;
}

LogResult<std::int64_t> Segment::next_offset() {
  if (auto done = check_indexes(); !done) return std::unexpected(done.error());
  const auto last = offset_index_.last();
  if (!last) return std::unexpected(last.error());
  auto at = cursor(last->position);
  if (!at) return std::unexpected(at.error());
  auto next = base_offset_;
  while (true) {
    const auto batch = at->next();
    if (!batch) return std::unexpected(batch.error());
    if (!*batch) return next;
    next = (*batch)->header.next_offset();
  }
}

LogResult<void> Segment::truncate_to(std::int64_t offset) {
  if (auto done = settle(); !done) return done;
  const auto from = locate(offset);
  if (!from) return std::unexpected(from.error());
  if (auto done = transaction_index_.truncate_to(offset); !done) return done;
  if (*from) {
    if (auto done = truncate_at((*from)->position); !done) return done;
    if (auto done = truncate_indexes((*from)->base_offset); !done) return done;
  }
  return sync_all();
}

LogResult<void> Segment::truncate_at(std::uint64_t position) {
  const auto file = log_.open();
  if (!file) return storage_error(file.error());
  if (auto done = (*file)->truncate(position); !done) return storage_error(done.error());
  size_ = position;
  damage_.reset();
  reserved_ = 0;
  first_timestamp_.reset();
  return {};
}

LogResult<Segment::IndexSizes> Segment::index_sizes() {
  const auto offsets = offset_index_.count();
  if (!offsets) return std::unexpected(offsets.error());
  const auto times = time_index_.count();
  if (!times) return std::unexpected(times.error());
  return IndexSizes{*offsets * OffsetIndex::kEntrySize, *times * TimeIndex::kEntrySize};
}

LogResult<void> Segment::rename_to(std::string_view suffix) {
  for (auto* file : {&offset_index_.file(), &time_index_.file(), &transaction_index_.file(), &log_}) {
    const auto done = file->rename_to(suffix);
    if (!done && (done.error().code != ENOENT || file == &log_)) return storage_error(done.error());
  }
  return {};
}

LogResult<void> Segment::sync_all() const {
  for (const auto& each : files()) {
    const auto file = each.open();
    if (!file && file.error().code == ENOENT) continue;
    if (!file) return storage_error(file.error());
    if (auto done = (*file)->sync(); !done) return storage_error(done.error());
  }
  return {};
}

}  // namespace moldau::log
