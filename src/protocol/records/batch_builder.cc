#include "protocol/records/batch_builder.h"

#include <algorithm>

#include "base/check.h"
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
  // Wraps, as whoever reads it does.
  write_varint<std::int64_t>(body, static_cast<std::int64_t>(static_cast<std::uint64_t>(timestamp_ms) -
                                                             static_cast<std::uint64_t>(base_timestamp_)));
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
  BatchHeader header;
  header.base_offset = base_offset;
  header.length = static_cast<std::int32_t>(batch.size() - Layout::kLogOverhead);
  header.attributes = static_cast<std::int16_t>(
      static_cast<int>(options_.codec) | (options_.transactional ? 0x10 : 0) | (options_.control ? 0x20 : 0));
  header.last_offset_delta = count_ - 1;
  header.base_timestamp = base_timestamp_;
  header.max_timestamp = max_timestamp_;
  header.producer_id = options_.producer_id;
  header.producer_epoch = options_.producer_epoch;
  header.base_sequence = options_.base_sequence;
  header.record_count = count_;
  write_batch_header(batch, header);
  return batch;
}

}  // namespace moldau::protocol
