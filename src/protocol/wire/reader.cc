#include "protocol/wire/reader.h"

#include <bit>
#include <fmt/core.h>

namespace moldau::protocol {

std::string DecodeError::to_string() const {
  return fmt::format("{} at byte {}, field {}", what, position, field.empty() ? "(none)" : field);
}

double Reader::float64() {
  return std::bit_cast<double>(integer<std::uint64_t>());
}

std::uint32_t Reader::unsigned_varint() {
  std::uint32_t value = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    const auto byte = integer<std::uint8_t>();
    if (shift == 28 && byte > 0x0f) break;
    value |= static_cast<std::uint32_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  fail("has a varint of more than 32 bits");
  return 0;
}

Uuid Reader::uuid() {
  Uuid id;
  const auto bytes = take(id.bytes.size());
  std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

ByteView Reader::take(std::size_t size) {
  if (!need(size)) return {};
  const auto taken = bytes_.subspan(position_, size);
  position_ += size;
  return taken;
}

std::optional<std::size_t> Reader::length(bool compact, bool wide) {
  if (compact) {
    const auto encoded = unsigned_varint();
    if (encoded == 0) return std::nullopt;
    if (!wide && encoded - 1 > kMaxStringBytes) {
      fail("is longer than the 32767 bytes of a string");
      return 0;
    }
    return encoded - 1;
  }
  const std::int32_t value = wide ? integer<std::int32_t>() : integer<std::int16_t>();
  if (value == -1) return std::nullopt;
  if (value < -1) {
    fail("has a negative length");
    return 0;
  }
  return static_cast<std::size_t>(value);
}

std::string Reader::string(std::size_t size) {
  const auto text = as_text(take(size));
  if (!charge(size)) return {};
  if (!is_utf8(text)) {
    fail("is not UTF-8");
    return {};
  }
  return std::string(text);
}

bool Reader::charge(std::size_t size) {
  if (error_) return false;
  if (size > limits_.heap_bytes - charged_)
    fail("would take more memory than allowed");
  else
    charged_ += size;
  return ok();
}

bool Reader::charge_elements(std::size_t count, std::size_t size_each) {
  if (error_) return false;
  if (count > limits_.max_elements - elements_) {
    fail("has more elements than allowed");
    return false;
  }
  elements_ += count;
  return charge(count * size_each);
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[i++]);
    if (lead < 0x80) continue;
    const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || text.size() - i < more) return false;
    std::uint32_t point = lead & (0x3fu >> more);
    for (std::size_t k = 0; k < more; ++k, ++i) {
      const auto byte = static_cast<std::uint8_t>(text[i]);
      if ((byte & 0xc0) != 0x80) return false;
      point = point << 6 | (byte & 0x3f);
    }
    constexpr std::uint32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
    if (point < kSmallest[more] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return false;
  }
  return true;
}

std::string_view utf8_start(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  const auto continues = [&](std::size_t at) { return (static_cast<std::uint8_t>(text[at]) & 0xc0) == 0x80; };
  while (max_bytes > 0 && continues(max_bytes)) --max_bytes;
  return text.substr(0, max_bytes);
}

}  // namespace moldau::protocol
