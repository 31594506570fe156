#include "inspect/base64.h"

#include <cctype>
#include <fmt/format.h>

namespace moldau::inspect {
namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::expected<Bytes, std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0)
    return std::unexpected(fmt::format("its length, {}, is no multiple of 4", text.size()));
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  Bytes out;
  std::uint32_t bits = 0;
  int held = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto value = base64_value(text[i]);
    if (value < 0) return std::unexpected(fmt::format("character {} is none of its alphabet", i));
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<std::uint8_t>(bits >> held));
  }
  if ((bits & ((1u << held) - 1)) != 0) return std::unexpected("bits are left over at its end");
  return out;
}

std::expected<Bytes, std::string> from_hex(std::string_view text) {
  Bytes out;
  std::size_t i = text.starts_with("0x") || text.starts_with("0X") ? 2 : 0;
  while (i < text.size()) {
    if (std::isspace(static_cast<unsigned char>(text[i])) || text[i] == ':') {
      ++i;
      continue;
    }
    const int high = hex_value(text[i]), low = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
    if (high < 0) return std::unexpected(fmt::format("character {} of the hex is no hexadecimal digit", i));
    if (low < 0)
      return std::unexpected(fmt::format("the hex has half a byte, at character {}: two digits a byte", i));
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
    i += 2;
  }
  return out;
}

std::string to_hex(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace moldau::inspect
