#include <fmt/core.h>

#include "log/log.h"
#include "protocol/records/compression.h"
#include "protocol/records/record.h"

/// ListOffsets by time (Kafka: LogSegment.findOffsetByTimestamp, UnifiedLog.fetchOffsetByTimestamp).
namespace moldau::log {

using protocol::BatchHeader;
using protocol::BatchLayout;

namespace {

std::int64_t timestamp_of(const BatchHeader& batch, const protocol::Record& record) {
  if (batch.timestamp_type() == protocol::TimestampType::kLogAppendTime) return batch.max_timestamp;
  // Wraps as Kafka's does.
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(batch.base_timestamp) +
                                   static_cast<std::uint64_t>(record.timestamp_delta));
}

/// The first record of the batch at or past `from_offset` with this timestamp or a later one.
std::expected<std::optional<TimestampOffset>, std::string> find_record(ByteView batch,
                                                                       const BatchHeader& header,
                                                                       std::int64_t timestamp_ms,
                                                                       std::int64_t from_offset) {
  auto records = batch.subspan(BatchLayout::kHeaderSize);
  Bytes expanded;
  if (header.codec_bits() != 0) {
    if (auto done = protocol::decompress(header.codec(), records, expanded, {}); !done)
      return std::unexpected(done.error());
    records = expanded;
  }
  protocol::RecordReader reader(records);
  for (std::int32_t i = 0; i < header.record_count; ++i) {
    const auto record = reader.next();
    if (!record) return std::unexpected(fmt::format("record {} is garbled", i));
    const auto timestamp = timestamp_of(header, *record);
    const auto offset = header.base_offset + record->offset_delta;
    if (timestamp >= timestamp_ms && offset >= from_offset)
      return TimestampOffset{timestamp, offset, header.leader_epoch};
  }
  return std::nullopt;
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
    auto found = find_record(*bytes, header, timestamp_ms, log_start_offset_);
    if (!found)
      return refuse(protocol::ErrorCode::kCorruptMessage,
                    fmt::format("{}: the batch at position {} cannot be read: {}", segment.path(),
                                (*batch)->position, found.error()));
    if (*found) return **found;
  }
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
    const auto newest = at->second->max_timestamp();
    if (!newest) return failed(newest.error());
    largest = std::max(largest, newest->timestamp_ms);
  }
  return largest < 0 ? std::nullopt : offset_for_timestamp(largest);
}

}  // namespace moldau::log
