#include "protocol/records/record.h"

#include "base/varint.h"

namespace moldau::protocol {
namespace {

/// A length and as many bytes; -1 stands for null. False where that is not there.
bool take_field(ByteView bytes, std::size_t& at, std::optional<ByteView>& field) {
  const auto size = read_varint<std::int32_t>(bytes, at);
  if (!size || *size < -1) return false;
  field.reset();
  if (*size == -1) return true;
  if (static_cast<std::size_t>(*size) > bytes.size() - at) return false;
  field = bytes.subspan(at, static_cast<std::size_t>(*size));
  at += static_cast<std::size_t>(*size);
  return true;
}

bool skip_headers(ByteView bytes, std::size_t& at, std::int32_t count) {
  std::optional<ByteView> field;
  for (std::int32_t i = 0; i < count; ++i) {
    if (!take_field(bytes, at, field) || !field) return false;
    if (!take_field(bytes, at, field)) return false;
  }
  return true;
}

}  // namespace

std::optional<Record> RecordReader::next() {
  std::size_t at = at_;
  const auto size = read_varint<std::int32_t>(records_, at);
  if (!size || *size < 0 || static_cast<std::size_t>(*size) > records_.size() - at) return std::nullopt;
  const auto body = records_.subspan(at, static_cast<std::size_t>(*size));
  std::size_t inner = 0;
  if (body.empty()) return std::nullopt;
  ++inner;  // attributes, unused
  const auto timestamp_delta = read_varint<std::int64_t>(body, inner);
  const auto offset_delta = read_varint<std::int32_t>(body, inner);
  Record record;
  if (!timestamp_delta || !offset_delta) return std::nullopt;
  record.timestamp_delta = *timestamp_delta;
  record.offset_delta = *offset_delta;
  if (!take_field(body, inner, record.key) || !take_field(body, inner, record.value)) return std::nullopt;
  const auto headers = read_varint<std::int32_t>(body, inner);
  if (!headers || *headers < 0) return std::nullopt;
  record.header_count = *headers;
  record.headers = body.subspan(inner);
  if (!skip_headers(body, inner, *headers) || inner != body.size()) return std::nullopt;
  at_ = at + body.size();
  return record;
}

std::int64_t timestamp_of(const BatchHeader& batch, const Record& record) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(batch.base_timestamp) +
                                   static_cast<std::uint64_t>(record.timestamp_delta));
}

std::vector<RecordHeader> headers_of(const Record& record) {
  std::vector<RecordHeader> headers;
  std::size_t at = 0;
  std::optional<ByteView> key, value;
  for (std::int32_t i = 0; i < record.header_count; ++i) {
    if (!take_field(record.headers, at, key) || !key || !take_field(record.headers, at, value)) break;
    headers.push_back({as_text(*key), value});
  }
  return headers;
}

}  // namespace moldau::protocol
