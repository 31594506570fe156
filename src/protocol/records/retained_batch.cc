#include "protocol/records/retained_batch.h"

#include <algorithm>

#include "base/check.h"
#include "base/varint.h"
#include "protocol/records/compression.h"

namespace moldau::protocol {
namespace {

using Layout = BatchLayout;
constexpr int kKindBits = 0x38;  // timestamp type, transactional, control

/// Wraps, as whoever reads it does.
std::int64_t minus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

void put_field(Bytes& out, const std::optional<ByteView>& field) {
  write_varint<std::int32_t>(out, field ? static_cast<std::int32_t>(field->size()) : -1);
  if (field) out.insert(out.end(), field->begin(), field->end());
}

void put_record(Bytes& out, Bytes& body, const Record& record, std::int64_t timestamp_delta) {
  body.assign(1, 0);
  write_varint<std::int64_t>(body, timestamp_delta);
  write_varint<std::int32_t>(body, record.offset_delta);
  put_field(body, record.key);
  put_field(body, record.value);
  write_varint<std::int32_t>(body, record.header_count);
  body.insert(body.end(), record.headers.begin(), record.headers.end());
  put_field(out, body);
}

}  // namespace

void write_retained_batch(const BatchHeader& original, std::span<const Record> records,
                          std::optional<std::int64_t> delete_horizon_ms, Bytes& out) {
  MOLDAU_CHECK(out.empty() && !records.empty());
  const bool stamped = original.timestamp_type() == TimestampType::kLogAppendTime;
  const auto time = [&](const Record& record) {
    return stamped ? original.max_timestamp : timestamp_of(original, record);
  };
  auto header = original;
  header.base_timestamp = delete_horizon_ms.value_or(time(records.front()));
  header.max_timestamp = stamped ? original.max_timestamp : time(records.front());
  Bytes content, body;
  for (const auto& record : records) {
    header.max_timestamp = std::max(header.max_timestamp, time(record));
    put_record(content, body, record, minus(time(record), header.base_timestamp));
  }
  out.resize(Layout::kHeaderSize);
  compress(original.codec(), content, out);
  header.length = static_cast<std::int32_t>(out.size() - Layout::kLogOverhead);
  header.attributes = static_cast<std::int16_t>((original.attributes & kKindBits) | original.codec_bits() |
                                                (delete_horizon_ms ? BatchHeader::kDeleteHorizonBit : 0));
  header.record_count = static_cast<std::int32_t>(records.size());
  write_batch_header(out, header);
}

void write_emptied_batch(const BatchHeader& original, Bytes& out) {
  MOLDAU_CHECK(out.empty());
  out.resize(Layout::kHeaderSize);
  auto header = original;
  header.length = static_cast<std::int32_t>(Layout::kHeaderSize - Layout::kLogOverhead);
  header.attributes = static_cast<std::int16_t>(original.attributes & kKindBits);
  header.base_timestamp = -1;
  header.record_count = 0;
  write_batch_header(out, header);
}

}  // namespace moldau::protocol
