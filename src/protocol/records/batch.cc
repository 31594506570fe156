#include "protocol/records/batch.h"

#include <limits>

#include "base/crc32c.h"

namespace moldau::protocol {

using Layout = BatchLayout;

std::int32_t sequence_plus(std::int32_t sequence, std::int32_t count) {
  const auto sum = static_cast<std::int64_t>(sequence) + count;
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(sum > kMax ? sum - kMax - 1 : sum);
}

std::int32_t BatchHeader::last_sequence() const {
  return base_sequence < 0 ? -1 : sequence_plus(base_sequence, last_offset_delta);
}

std::optional<BatchHeader> read_batch_header(ByteView bytes) {
  if (bytes.size() < Layout::kHeaderSize) return std::nullopt;
  const auto* at = bytes.data();
  BatchHeader header;
  header.base_offset = load_be<std::int64_t>(at + Layout::kBaseOffset);
  header.length = load_be<std::int32_t>(at + Layout::kLength);
  header.leader_epoch = load_be<std::int32_t>(at + Layout::kLeaderEpoch);
  header.magic = load_be<std::int8_t>(at + Layout::kMagic);
  header.crc = load_be<std::uint32_t>(at + Layout::kCrc);
  header.attributes = load_be<std::int16_t>(at + Layout::kAttributes);
  header.last_offset_delta = load_be<std::int32_t>(at + Layout::kLastOffsetDelta);
  header.base_timestamp = load_be<std::int64_t>(at + Layout::kBaseTimestamp);
  header.max_timestamp = load_be<std::int64_t>(at + Layout::kMaxTimestamp);
  header.producer_id = load_be<std::int64_t>(at + Layout::kProducerId);
  header.producer_epoch = load_be<std::int16_t>(at + Layout::kProducerEpoch);
  header.base_sequence = load_be<std::int32_t>(at + Layout::kBaseSequence);
  header.record_count = load_be<std::int32_t>(at + Layout::kRecordCount);
  return header;
}

void write_batch_header(MutableByteView batch, const BatchHeader& header) {
  auto* at = batch.data();
  store_be<std::int64_t>(at + Layout::kBaseOffset, header.base_offset);
  store_be<std::int32_t>(at + Layout::kLength, header.length);
  store_be<std::int32_t>(at + Layout::kLeaderEpoch, header.leader_epoch);
  store_be<std::int8_t>(at + Layout::kMagic, Layout::kMagicValue);
  store_be<std::int16_t>(at + Layout::kAttributes, header.attributes);
  store_be<std::int32_t>(at + Layout::kLastOffsetDelta, header.last_offset_delta);
  store_be<std::int64_t>(at + Layout::kBaseTimestamp, header.base_timestamp);
  store_be<std::int64_t>(at + Layout::kMaxTimestamp, header.max_timestamp);
  store_be<std::int64_t>(at + Layout::kProducerId, header.producer_id);
  store_be<std::int16_t>(at + Layout::kProducerEpoch, header.producer_epoch);
  store_be<std::int32_t>(at + Layout::kBaseSequence, header.base_sequence);
  store_be<std::int32_t>(at + Layout::kRecordCount, header.record_count);
  store_be<std::uint32_t>(at + Layout::kCrc, crc32c(batch.subspan(Layout::kAttributes)));
}

bool has_plausible_length(const BatchHeader& header) {
  return header.length >= static_cast<std::int32_t>(Layout::kHeaderSize - Layout::kLogOverhead);
}

bool has_valid_crc(ByteView batch) {
  return crc32c(batch.subspan(Layout::kAttributes)) == load_be<std::uint32_t>(batch.data() + Layout::kCrc);
}

void set_base_offset(MutableByteView batch, std::int64_t offset) {
  store_be<std::int64_t>(batch.data() + Layout::kBaseOffset, offset);
}

void set_leader_epoch(MutableByteView batch, std::int32_t leader_epoch) {
  store_be<std::int32_t>(batch.data() + Layout::kLeaderEpoch, leader_epoch);
}

namespace {

constexpr int kLogAppendTimeBit = 0x08;

void set_timestamp(MutableByteView batch, int attributes, std::int64_t max_timestamp) {
  auto* at = batch.data();
  store_be<std::int16_t>(at + Layout::kAttributes, static_cast<std::int16_t>(attributes));
  store_be<std::int64_t>(at + Layout::kMaxTimestamp, max_timestamp);
  store_be<std::uint32_t>(at + Layout::kCrc, crc32c(batch.subspan(Layout::kAttributes)));
}

int attributes_of(ByteView batch) {
  return load_be<std::int16_t>(batch.data() + Layout::kAttributes);
}

}  // namespace

void set_create_time(MutableByteView batch, std::int64_t max_timestamp) {
  set_timestamp(batch, attributes_of(batch) & ~kLogAppendTimeBit, max_timestamp);
}

void set_log_append_time(MutableByteView batch, std::int64_t now_ms) {
  set_timestamp(batch, attributes_of(batch) | kLogAppendTimeBit, now_ms);
}

}  // namespace moldau::protocol
