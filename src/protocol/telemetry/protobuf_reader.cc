#include "protocol/telemetry/protobuf_reader.h"

namespace moldau::protocol {
namespace {

constexpr int kMostVarintBits = 64;

std::uint64_t little_endian(ByteView bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

}  // namespace

std::optional<std::uint64_t> ProtobufReader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < kMostVarintBits && !rest_.empty(); shift += 7) {
    const auto byte = rest_.front();
    rest_ = rest_.subspan(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

bool ProtobufReader::take_content(Field& field) {
  if (field.wire == Wire::kVarint) {
    const auto value = varint();
    field.integer = value.value_or(0);
    return value.has_value();
  }
  std::uint64_t size = field.wire == Wire::kFixed64 ? 8 : 4;
  if (field.wire == Wire::kBytes) {
    const auto length = varint();
    if (!length) return false;
    size = *length;
  }
  if (size > rest_.size()) return false;
  const auto content = rest_.first(static_cast<std::size_t>(size));
  rest_ = rest_.subspan(content.size());
  if (field.wire == Wire::kBytes)
    field.bytes = content;
  else
    field.integer = little_endian(content);
  return true;
}

std::optional<ProtobufReader::Field> ProtobufReader::next() {
  if (garbled_ || rest_.empty()) return std::nullopt;
  const auto tag = varint();
  Field field;
  if (tag) {
    field.number = static_cast<std::uint32_t>(*tag >> 3);
    field.wire = static_cast<Wire>(*tag & 7U);
  }
  const bool known = field.wire == Wire::kVarint || field.wire == Wire::kFixed64 ||
                     field.wire == Wire::kBytes || field.wire == Wire::kFixed32;
  if (tag && *tag >> 3 != 0 && *tag >> 32 == 0 && known && take_content(field)) return field;
  garbled_ = true;
  return std::nullopt;
}

}  // namespace moldau::protocol
