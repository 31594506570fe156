#include "protocol/records/batch_builder.h"

#include <algorithm>

#include "base/check.h"
#include "base/crc32c.h"
#include "base/varint.h"
#include "protocol/records/compression.h"

namespace moldau::protocol {
namespace {

void put_field(Bytes& out, std::optional<ByteView> field) {
  write_varint<std::int32_t>(out, field ? static_cast<std::int32_t>(field->size()) : -1);
  if (field) out.insert(out.end(), field->begin(), field->end());
}

}  // namespace

BatchBuilder& BatchBuilder::add(std::int64_t timestamp_ms, std::optional<ByteView> key,
                                std::optional<ByteView> value, const Headers& headers) {
  if (count_ == 0) base_timestamp_ = max_timestamp_ = timestamp_ms;
  max_timestamp_ = std::max(max_timestamp_, timestamp_ms);
  Bytes body = {0};
  write_varint<std::int64_t>(body, timestamp_ms - base_timestamp_);
  write_varint<std::int32_t>(body, count_++);
  put_field(body, key);
  put_field(body, value);
  write_varint<std::int32_t>(body, static_cast<std::int32_t>(headers.size()));
  for (const auto& [name, content] : headers) {
    put_field(body, as_bytes(name));
    put_field(body, content);
  }
  put_field(records_, body);
  return *this;
}

Bytes BatchBuilder::build(std::int64_t base_offset) const {
  using Layout = BatchLayout;
  MOLDAU_CHECK(count_ > 0);
  Bytes batch(Layout::kHeaderSize);
  compress(options_.codec, records_, batch);
  auto* at = batch.data();
  const auto attributes = static_cast<std::int16_t>(
      static_cast<int>(options_.codec) | (options_.transactional ? 0x10 : 0) | (options_.control ? 0x20 : 0));
  store_be<std::int64_t>(at + Layout::kBaseOffset, base_offset);
  store_be<std::int32_t>(at + Layout::kLength,
                         static_cast<std::int32_t>(batch.size() - Layout::kLogOverhead));
  store_be<std::int32_t>(at + Layout::kLeaderEpoch, -1);
  store_be<std::int8_t>(at + Layout::kMagic, Layout::kMagicValue);
  store_be<std::int16_t>(at + Layout::kAttributes, attributes);
  store_be<std::int32_t>(at + Layout::kLastOffsetDelta, count_ - 1);
  store_be<std::int64_t>(at + Layout::kBaseTimestamp, base_timestamp_);
  store_be<std::int64_t>(at + Layout::kMaxTimestamp, max_timestamp_);
  store_be<std::int64_t>(at + Layout::kProducerId, options_.producer_id);
  store_be<std::int16_t>(at + Layout::kProducerEpoch, options_.producer_epoch);
  store_be<std::int32_t>(at + Layout::kBaseSequence, options_.base_sequence);
  store_be<std::int32_t>(at + Layout::kRecordCount, count_);
  store_be<std::uint32_t>(at + Layout::kCrc, crc32c(ByteView(batch).subspan(Layout::kAttributes)));
  return batch;
}

}  // namespace moldau::protocol
