#include <algorithm>
#include <fmt/core.h>

#include "log/log.h"
#include "protocol/records/compression.h"
#include "protocol/records/record.h"

/// ListOffsets by time (Kafka: LogSegment.findOffsetByTimestamp, UnifiedLog.fetchOffsetByTimestamp).
namespace moldau::log {

using protocol::BatchHeader;
using protocol::BatchLayout;

namespace {

std::int64_t timestamp_seen(const BatchHeader& batch, const protocol::Record& record) {
  return batch.timestamp_type() == protocol::TimestampType::kLogAppendTime
             ? batch.max_timestamp
             : protocol::timestamp_of(batch, record);
}

/// Calls `visit(timestamp, offset)` for the batch's records in turn, until it returns false.
template <class Visit>
std::expected<void, std::string> for_each_record(ByteView batch, const BatchHeader& header,
                                                 const protocol::DecompressionLimits& limits, Visit visit) {
  auto records = batch.subspan(BatchLayout::kHeaderSize);
  Bytes expanded;
  if (header.codec_bits() != 0) {
    if (auto done = protocol::decompress(header.codec(), records, expanded, limits); !done) return done;
    records = expanded;
  }
  protocol::RecordReader reader(records);
  for (std::int32_t i = 0; i < header.record_count; ++i) {
    const auto record = reader.next();
    if (!record) return std::unexpected(fmt::format("record {} is garbled", i));
    if (!visit(timestamp_seen(header, *record), header.base_offset + record->offset_delta)) break;
  }
  return {};
}

std::unexpected<LogError> unreadable(const Segment& segment, std::uint64_t position, std::string_view why) {
  return damage_error(
      fmt::format("{}: the batch at position {} cannot be read: {}", segment.path(), position, why));
}

}  // namespace

LogResult<std::optional<TimestampOffset>> Log::first_record_since(Segment& segment,
                                                                  std::int64_t timestamp_ms) const {
  auto at = segment.cursor_for_timestamp(timestamp_ms, log_start_offset_);
  if (!at) return std::unexpected(at.error());
  while (true) {
    const auto batch = at->next();
    if (!batch) return std::unexpected(batch.error());
    if (!*batch) return std::nullopt;
    const auto& header = (*batch)->header;
    if (header.max_timestamp < timestamp_ms || header.last_offset() < log_start_offset_) continue;
    const auto bytes = at->bytes(**batch);
    if (!bytes) return std::unexpected(bytes.error());
    std::optional<TimestampOffset> found;
    const auto read = for_each_record(*bytes, header, config_.decompression,
                                      [&](std::int64_t timestamp, std::int64_t offset) {
                                        if (timestamp >= timestamp_ms && offset >= log_start_offset_)
                                          found = TimestampOffset{timestamp, offset, header.leader_epoch};
                                        return !found;
                                      });
    if (!read) return unreadable(segment, (*batch)->position, read.error());
    if (found) return found;
  }
}

/// The segment's largest timestamp may be that of a record below the log start offset.
LogResult<std::int64_t> Log::max_timestamp_since_start(Segment& segment) const {
  auto at = segment.cursor_at(log_start_offset_, BatchCursor::kScanWindow);
  if (!at) return std::unexpected(at.error());
  std::int64_t largest = -1;
  while (true) {
    const auto batch = at->next();
    if (!batch) return std::unexpected(batch.error());
    if (!*batch) return largest;
    const auto& header = (*batch)->header;
    if (header.base_offset >= log_start_offset_) {
      largest = std::max(largest, header.max_timestamp);
      continue;
    }
    const auto bytes = at->bytes(**batch);
    if (!bytes) return std::unexpected(bytes.error());
    const auto read = for_each_record(*bytes, header, config_.decompression,
                                      [&](std::int64_t timestamp, std::int64_t offset) {
                                        if (offset >= log_start_offset_)
                                          largest = std::max(largest, timestamp);
                                        return true;
                                      });
    if (!read) return unreadable(segment, (*batch)->position, read.error());
  }
}

LogResult<std::vector<SegmentStart>> Log::segment_starts() {
  if (failure_) return refused();
  std::vector<SegmentStart> starts;
  for (const auto& [base_offset, segment] : segments_) {
    const auto modified_ms = files_.disk().modified_ms(segment->path());
    if (!modified_ms) return failed(storage_error(modified_ms.error()).error());
    starts.push_back({std::max(base_offset, log_start_offset_), *modified_ms});
  }
  return starts;
}

LogResult<std::optional<TimestampOffset>> Log::offset_for_timestamp(std::int64_t timestamp_ms) {
  if (failure_) return refused();
  for (auto at = segment_of(log_start_offset_); at != segments_.end(); ++at) {
    const auto newest = at->second->max_timestamp();
    if (!newest) return failed(newest.error());
    if (newest->timestamp_ms < timestamp_ms || at->second->size() == 0) continue;
    auto found = first_record_since(*at->second, timestamp_ms);
    if (!found) return failed(found.error());
    if (*found) return found;
  }
  return std::nullopt;
}

LogResult<std::optional<TimestampOffset>> Log::max_timestamp_offset() {
  if (failure_) return refused();
  std::int64_t largest = -1;
  for (auto at = segment_of(log_start_offset_); at != segments_.end(); ++at) {
    if (at->first < log_start_offset_) {
      const auto newest = max_timestamp_since_start(*at->second);
      if (!newest) return failed(newest.error());
      largest = *newest;
      continue;
    }
    const auto newest = at->second->max_timestamp();
    if (!newest) return failed(newest.error());
    largest = std::max(largest, newest->timestamp_ms);
  }
  return largest < 0 ? std::nullopt : offset_for_timestamp(largest);
}

}  // namespace moldau::log
