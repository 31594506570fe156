#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace moldau {

/// Bytes that somebody else owns.
using ByteView = std::span<const std::uint8_t>;
using MutableByteView = std::span<std::uint8_t>;
/// Bytes with an owner.
using Bytes = std::vector<std::uint8_t>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads an integer in network byte order. REQUIRES: `sizeof(T)` readable bytes at `from`.
template <class T>
  requires std::is_integral_v<T>
T load_be(const std::uint8_t* from) {
  std::make_unsigned_t<T> value;
  std::memcpy(&value, from, sizeof value);
  if constexpr (std::endian::native == std::endian::little && sizeof(T) > 1) {
    if constexpr (sizeof(T) == 2) value = __builtin_bswap16(value);
    if constexpr (sizeof(T) == 4) value = __builtin_bswap32(value);
    if constexpr (sizeof(T) == 8) value = __builtin_bswap64(value);
  }
  return static_cast<T>(value);
}

/// Writes an integer in network byte order. REQUIRES: `sizeof(T)` writable bytes at `to`.
template <class T>
  requires std::is_integral_v<T>
void store_be(std::uint8_t* to, std::type_identity_t<T> value) {
  auto bits = static_cast<std::make_unsigned_t<T>>(value);
  if constexpr (std::endian::native == std::endian::little && sizeof(T) > 1) {
    if constexpr (sizeof(T) == 2) bits = __builtin_bswap16(bits);
    if constexpr (sizeof(T) == 4) bits = __builtin_bswap32(bits);
    if constexpr (sizeof(T) == 8) bits = __builtin_bswap64(bits);
  }
  std::memcpy(to, &bits, sizeof bits);
}

}  // namespace moldau
