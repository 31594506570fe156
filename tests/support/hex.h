#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace moldau {

/// The bytes that pairs of digits write; blanks between them do not count.
inline Bytes from_hex(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c != ' ') digits += c;
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

}  // namespace moldau
