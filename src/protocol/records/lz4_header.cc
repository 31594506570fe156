#include "protocol/records/lz4_header.h"

#include <array>
#include <bit>
#include <cstring>

namespace moldau::protocol {
namespace {

std::uint32_t load_le(const std::uint8_t* from) {
  std::uint32_t value;
  std::memcpy(&value, from, sizeof value);
  return std::endian::native == std::endian::little ? value : __builtin_bswap32(value);
}

constexpr std::size_t kXxhStripe = 16;

/// XXH32 with seed 0. REQUIRES: fewer than 16 bytes, which is where its longer form begins.
std::uint32_t xxh32_of_few(ByteView bytes) {
  constexpr std::uint32_t kPrime1 = 0x9E3779B1, kPrime2 = 0x85EBCA77, kPrime3 = 0xC2B2AE3D,
                          kPrime4 = 0x27D4EB2F, kPrime5 = 0x165667B1;
  auto hash = kPrime5 + static_cast<std::uint32_t>(bytes.size());
  for (; bytes.size() >= 4; bytes = bytes.subspan(4))
    hash = std::rotl(hash + load_le(bytes.data()) * kPrime3, 17) * kPrime4;
  for (const auto byte : bytes) hash = std::rotl(hash + byte * kPrime5, 11) * kPrime1;
  hash = (hash ^ hash >> 15) * kPrime2;
  hash = (hash ^ hash >> 13) * kPrime3;
  return hash ^ hash >> 16;
}

}  // namespace

void set_lz4_header_checksum(MutableByteView frame, Lz4HeaderChecksum over) {
  constexpr std::size_t kMagicSize = 4, kFlags = 4;
  constexpr std::array<std::uint8_t, kMagicSize> kMagic = {0x04, 0x22, 0x4D, 0x18};
  if (frame.size() <= kFlags || !std::equal(kMagic.begin(), kMagic.end(), frame.begin())) return;
  const bool has_content_size = (frame[kFlags] & 0x08) != 0, has_dictionary = (frame[kFlags] & 0x01) != 0;
  const std::size_t end = kMagicSize + 2 + (has_content_size ? 8 : 0) + (has_dictionary ? 4 : 0);
  if (end >= kXxhStripe || end >= frame.size()) return;
  const auto covered =
      over == Lz4HeaderChecksum::kDescriptor ? frame.subspan(kMagicSize, end - kMagicSize) : frame.first(end);
  frame[end] = static_cast<std::uint8_t>(xxh32_of_few(covered) >> 8);
}

}  // namespace moldau::protocol
