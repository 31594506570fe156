#include "metadata/escaped_name.h"

#include <charconv>
#include <cstdint>
#include <fmt/format.h>

namespace moldau::metadata {

std::string escaped_name(std::string_view name) {
  std::string text;
  for (const auto c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain)
      text += c;
    else
      fmt::format_to(std::back_inserter(text), "%{:02x}", static_cast<unsigned char>(c));
  }
  return text;
}

std::optional<std::string> unescaped_name(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    if (text.front() != '%') {
      name += text.front();
      text.remove_prefix(1);
      continue;
    }
    std::uint8_t byte = 0;
    const auto digits = text.substr(1, 2);
    const auto end = digits.data() + digits.size();
    if (const auto read = std::from_chars(digits.data(), end, byte, 16);
        digits.size() != 2 || read.ec != std::errc() || read.ptr != end)
      return std::nullopt;
    name += static_cast<char>(byte);
    text.remove_prefix(3);
  }
  return name;
}

}  // namespace moldau::metadata
