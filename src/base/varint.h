#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace moldau {

/// Zigzag varints as records have them. Advances `at`; nothing where the bytes end or are more than fit.
template <class T>
std::optional<T> read_varint(ByteView bytes, std::size_t& at) {
  using Unsigned = std::make_unsigned_t<T>;
  Unsigned value = 0;
  for (unsigned shift = 0; shift < sizeof(T) * 8; shift += 7) {
    if (at >= bytes.size()) return std::nullopt;
    const std::uint8_t byte = bytes[at++];
    value |= static_cast<Unsigned>(static_cast<Unsigned>(byte & 0x7f) << shift);
    if ((byte & 0x80) == 0) return static_cast<T>(value >> 1 ^ (~(value & 1) + 1));
  }
  return std::nullopt;
}

template <class T>
void write_varint(Bytes& out, T value) {
  using Unsigned = std::make_unsigned_t<T>;
  auto bits = static_cast<Unsigned>(static_cast<Unsigned>(value) << 1 ^
                                    static_cast<Unsigned>(value >> (sizeof(T) * 8 - 1)));
  for (; bits >= 0x80; bits >>= 7) out.push_back(static_cast<std::uint8_t>(bits | 0x80));
  out.push_back(static_cast<std::uint8_t>(bits));
}

}  // namespace moldau
