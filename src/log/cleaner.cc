#include "log/cleaner.h"

#include <algorithm>
#include <cerrno>
#include <fmt/core.h>
#include <limits>

namespace moldau::log {

using protocol::BatchHeader;

namespace {

OffsetMap::Options map_options(const CleaningPlan& plan, OffsetMap::Options options) {
  options.most_keys = static_cast<std::uint64_t>(plan.first_uncleanable_offset - plan.first_dirty_offset);
  return options;
}

std::unexpected<LogError> stopped(std::string why) {
  return refuse(protocol::ErrorCode::kUnknownServerError, std::move(why));
}

std::unexpected<LogError> damaged(const std::string& path, std::uint64_t position, std::string_view why) {
  return damage_error(fmt::format("{}: the batch at position {}: {}", path, position, why));
}

}  // namespace

/// A segment being written, and what is to be appended to it next.
struct Cleaner::Output {
  std::unique_ptr<Segment> segment;
  Bytes bytes;
  std::vector<BatchHeader> batches;
  bool unchanged = true;

  void add(const BatchHeader& header, ByteView batch) {
    batches.push_back(header);
    bytes.insert(bytes.end(), batch.begin(), batch.end());
  }
};

Cleaner::Cleaner(const CleaningPlan& plan, Options options)
    : plan_(plan), options_(std::move(options)), map_(map_options(plan, options_.map)), filter_(plan, map_) {}

LogResult<void> Cleaner::proceed(std::size_t bytes) const {
  if (options_.proceed && !options_.proceed(bytes)) return stopped("told to stop");
  return {};
}

std::string Cleaner::path_of(const CleaningPlan::Source& source) const {
  return plan_.files.path_of(file_name(source.base_offset, FileKind::kLog));
}

LogResult<BatchCursor> Cleaner::open(const CleaningPlan::Source& source) const {
  const auto path = path_of(source);
  auto file = plan_.files.cache.open_once(path, OpenMode::kRead);
  if (!file && file.error().code == ENOENT) return stopped(path + " is gone");
  if (!file) return storage_error(file.error());
  return BatchCursor(std::shared_ptr<File>(std::move(*file)), path, 0, source.size,
                     std::max(options_.io_buffer_bytes, BatchCursor::kNearWindow));
}

LogResult<ByteView> Cleaner::checked(BatchCursor& at, const LocatedBatch& batch) const {
  auto bytes = at.bytes(batch);
  if (!bytes) return bytes;
  if (!protocol::has_valid_crc(*bytes)) return damage_error("its checksum is wrong");
  const auto codec = batch.header.codec_bits();
  if (codec > static_cast<std::uint8_t>(protocol::Codec::kZstd) || batch.header.record_count < 0)
    return damage_error("its header is garbled");
  return bytes;
}

LogResult<std::int64_t> Cleaner::build_map() {
  CleanedTransactions transactions(plan_.aborted, plan_.first_dirty_offset);
  for (const auto& source : plan_.sources) {
    if (source.end_offset <= plan_.first_dirty_offset) continue;
    const auto complete = add_to_map(source, transactions);
    if (!complete) return std::unexpected(complete.error());
    if (!*complete) break;
    map_.update_latest_offset(source.end_offset - 1);  // offsets without a record, too
  }
  statistics_.keys = map_.size();
  return map_.latest_offset() + 1;
}

LogResult<bool> Cleaner::add_to_map(const CleaningPlan::Source& source, CleanedTransactions& transactions) {
  auto at = open(source);
  if (!at) return std::unexpected(at.error());
  while (true) {
    const auto batch = at->next();
    if (!batch) return std::unexpected(batch.error());
    if (!*batch) return true;
    const auto& header = (*batch)->header;
    if (auto done = proceed(header.size()); !done) return std::unexpected(done.error());
    if (header.last_offset() < plan_.first_dirty_offset) continue;
    const auto bytes = checked(*at, **batch);
    if (!bytes && bytes.error().kind == LogErrorKind::kDamage)
      return damaged(path_of(source), (*batch)->position, bytes.error().message);
    if (!bytes) return std::unexpected(bytes.error());
    statistics_.bytes_read += header.size();
    if (header.is_control()) {
      transactions.see_control(header, EndTransactionMarker::parse(*bytes));
    } else if (!transactions.see_data(header)) {
      if (auto done = records_.load(header, *bytes, plan_.config.decompression); !done)
        return damaged(path_of(source), (*batch)->position, done.error());
      if (!add_records(header)) return false;
    }
    map_.update_latest_offset(header.last_offset());
  }
}

bool Cleaner::add_records(const BatchHeader& header) {
  for (const auto& record : records_.all()) {
    const auto offset = header.base_offset + record.offset_delta;
    if (record.key && offset >= plan_.first_dirty_offset && !map_.put(*record.key, offset)) return false;
  }
  return true;
}

std::vector<Cleaner::Group> Cleaner::groups(std::int64_t end_offset) const {
  std::vector<Group> groups;
  const Group all(plan_.sources);
  for (std::size_t first = 0; first < all.size() && all[first].base_offset < end_offset;) {
    auto size = all[first].size;
    auto offsets = all[first].offset_index_size, times = all[first].time_index_size;
    auto next = first + 1;
    for (; next < all.size() && all[next].base_offset < end_offset; ++next) {
      const auto& more = all[next];
      size += more.size, offsets += more.offset_index_size, times += more.time_index_size;
      const auto span = more.end_offset - 1 - all[first].base_offset;
      const auto most = static_cast<std::size_t>(plan_.config.segment_index_bytes);
      if (size > static_cast<std::uint64_t>(plan_.config.segment_bytes) || offsets > most || times > most ||
          (more.size > 0 && span > std::numeric_limits<std::int32_t>::max()))
        break;
    }
    groups.push_back(all.subspan(first, next - first));
    first = next;
  }
  return groups;
}

LogResult<CleanedSegment> Cleaner::clean(Group group) {
  const auto& first = group.front();
  const auto created_ms = std::ranges::max(group, {}, &CleaningPlan::Source::created_ms).created_ms;
  if (auto done = check_space(group); !done) return std::unexpected(done.error());
  Output output;
  output.segment = std::make_unique<Segment>(plan_.files, plan_.config, first.base_offset, 0, created_ms,
                                             SegmentVersion{plan_.generation, kCleanedSuffix});
  auto done = output.segment->create();
  if (done) done = output.segment->transaction_index().clear();
  for (const auto& source : group)
    if (done) done = copy(source, output);
  const bool unchanged = group.size() == 1 && output.unchanged;
  if (done && !unchanged) done = finish(output);
  if (unchanged) (void)filter_.transactions().take_index();  // its own stays, and is not the next one's
  CleanedSegment cleaned{group, std::move(output.segment), unchanged};
  if (!done || unchanged) remove(cleaned);
  if (!done) return std::unexpected(done.error());
  return cleaned;
}

/// A full disk would take the whole directory offline, and there is no hurry.
LogResult<void> Cleaner::check_space(Group group) const {
  std::uint64_t needed = 0;
  for (const auto& source : group) needed += source.size + source.offset_index_size + source.time_index_size;
  const auto space = plan_.files.disk().disk_space(plan_.files.directory);
  if (!space) return storage_error(space.error());
  if (space->usable_bytes >= needed) return {};
  return std::unexpected(LogError{protocol::ErrorCode::kUnknownServerError,
                                  fmt::format("{} bytes may be needed in {}, and {} are left", needed,
                                              plan_.files.directory, space->usable_bytes),
                                  LogErrorKind::kResources});
}

LogResult<void> Cleaner::copy(const CleaningPlan::Source& source, Output& output) {
  auto at = open(source);
  if (!at) return std::unexpected(at.error());
  while (true) {
    const auto batch = at->next();
    if (!batch) return std::unexpected(batch.error());
    if (!*batch) return {};
    const auto& header = (*batch)->header;
    if (auto done = proceed(header.size()); !done) return done;
    const auto bytes = checked(*at, **batch);
    if (!bytes && bytes.error().kind == LogErrorKind::kDamage)
      return damaged(path_of(source), (*batch)->position, bytes.error().message);
    if (!bytes) return std::unexpected(bytes.error());
    statistics_.bytes_read += header.size();
    const auto fate = filter_.filter(header, *bytes);
    if (!fate) return damaged(path_of(source), (*batch)->position, fate.error());
    output.unchanged &= *fate == BatchFilter::Fate::kAsItWas;
    if (*fate == BatchFilter::Fate::kGone) continue;
    if (!output.segment->may_hold(header.last_offset()))
      return damaged(path_of(source), (*batch)->position, "its offset is too far from the segment's first");
    if (*fate == BatchFilter::Fate::kAsItWas)
      output.add(header, *bytes);
    else
      output.add(*protocol::read_batch_header(filter_.rewritten()), filter_.rewritten());
    if (output.bytes.size() >= options_.io_buffer_bytes)
      if (auto done = write(output); !done) return done;
  }
}

LogResult<void> Cleaner::write(Output& output) {
  if (output.bytes.empty()) return {};
  if (auto done = proceed(output.bytes.size()); !done) return done;
  const auto file = output.segment->prepare_append(output.bytes.size());
  if (!file) return std::unexpected(file.error());
  if (auto done = output.segment->append(*file, output.bytes, output.batches); !done) return done;
  statistics_.bytes_written += output.bytes.size();
  output.bytes.clear();
  output.batches.clear();
  return {};
}

LogResult<void> Cleaner::finish(Output& output) {
  if (auto done = write(output); !done) return done;
  auto& index = output.segment->transaction_index();
  const auto aborted = filter_.transactions().take_index();
  if (plan_.transactional || !aborted.empty())
    if (auto done = index.create(); !done) return done;
  for (const auto& entry : aborted)
    if (auto done = index.append(entry); !done) return done;
  if (auto done = output.segment->seal(); !done) return done;
  return output.segment->sync_all();
}

void Cleaner::remove(const CleanedSegment& cleaned) const {
  for (const auto& file : cleaned.segment->files()) (void)file.remove();
}

}  // namespace moldau::log
