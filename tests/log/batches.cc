#include "tests/log/batches.h"

#include <algorithm>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "protocol/records/batch_builder.h"
#include "protocol/records/compression.h"
#include "protocol/records/record.h"

namespace moldau::log::testing {

using protocol::BatchHeader;
using protocol::BatchLayout;

namespace {

std::string made_up_value(std::size_t size) {
  static std::uint64_t counter = 0;
  auto value = fmt::format("v{}-", ++counter);
  while (value.size() < size) value += static_cast<char>('a' + (counter * 7 + value.size() * 13) % 26);
  return value;
}

/// Wraps: timestamps may be anything.
std::int64_t plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

void add_records(ByteView batch, const BatchHeader& header, std::vector<SeenRecord>& found) {
  Bytes expanded;
  auto content = batch.subspan(BatchLayout::kHeaderSize);
  if (header.codec_bits() != 0) {
    ASSERT_TRUE(protocol::decompress(header.codec(), content, expanded, {}));
    content = expanded;
  }
  protocol::RecordReader reader(content);
  for (std::int32_t i = 0; i < header.record_count; ++i) {
    const auto record = reader.next();
    ASSERT_TRUE(record);
    const bool stamped = header.timestamp_type() == protocol::TimestampType::kLogAppendTime;
    found.push_back({header.base_offset + record->offset_delta,
                     stamped ? header.max_timestamp : plus(header.base_timestamp, record->timestamp_delta),
                     std::string(as_text(record->value.value_or(ByteView())))});
  }
}

}  // namespace

Bytes make_batch(const BatchSpec& spec, std::int64_t now_ms, std::int64_t base_offset) {
  protocol::BatchBuilder builder({.codec = spec.codec,
                                  .producer_id = spec.producer_id,
                                  .producer_epoch = spec.epoch,
                                  .base_sequence = spec.sequence,
                                  .transactional = spec.transactional});
  const auto count = std::max(static_cast<std::size_t>(spec.count), spec.values.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto timestamp =
        spec.timestamps.empty() ? now_ms : spec.timestamps[std::min(i, spec.timestamps.size() - 1)];
    const auto value = i < spec.values.size() ? spec.values[i] : made_up_value(spec.value_size);
    builder.add(timestamp, as_bytes("key"), as_bytes(value));
  }
  return builder.build(base_offset);
}

Bytes make_marker(std::int64_t producer_id, std::int16_t epoch, bool commit, std::int32_t coordinator_epoch,
                  std::int64_t now_ms) {
  protocol::BatchBuilder builder(
      {.producer_id = producer_id, .producer_epoch = epoch, .transactional = true, .control = true});
  Bytes key(4), value(6);
  store_be<std::int16_t>(key.data() + 2, commit ? 1 : 0);
  store_be<std::int32_t>(value.data() + 2, coordinator_epoch);
  return builder.add(now_ms, key, value).build();
}

std::vector<BatchHeader> batches_in(ByteView bytes) {
  std::vector<BatchHeader> found;
  while (bytes.size() >= BatchLayout::kHeaderSize) {
    const auto header = *protocol::read_batch_header(bytes);
    EXPECT_EQ(header.magic, BatchLayout::kMagicValue);
    if (!protocol::has_plausible_length(header)) {
      ADD_FAILURE() << "a batch of length " << header.length;
      break;
    }
    if (header.size() > bytes.size()) break;
    EXPECT_TRUE(protocol::has_valid_crc(bytes.first(header.size()))) << "batch at " << header.base_offset;
    found.push_back(header);
    bytes = bytes.subspan(header.size());
  }
  return found;
}

std::vector<SeenRecord> records_in(ByteView bytes) {
  std::vector<SeenRecord> found;
  for (const auto& header : batches_in(bytes)) {
    if (!header.is_control()) add_records(bytes.first(header.size()), header, found);
    bytes = bytes.subspan(header.size());
  }
  return found;
}

}  // namespace moldau::log::testing
