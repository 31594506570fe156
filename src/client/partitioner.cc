#include "client/partitioner.h"

namespace moldau::client {
namespace {

/// Austin Appleby's MurmurHash2 of 32 bits, with the seed that Kafka has.
std::uint32_t murmur2(ByteView data) {
  constexpr std::uint32_t kMultiplier = 0x5bd1e995, kSeed = 0x9747b28c;
  auto hash = kSeed ^ static_cast<std::uint32_t>(data.size());
  for (; data.size() >= 4; data = data.subspan(4)) {
    auto word =
        data[0] | std::uint32_t{data[1]} << 8 | std::uint32_t{data[2]} << 16 | std::uint32_t{data[3]} << 24;
    word *= kMultiplier;
    word ^= word >> 24;
    hash = hash * kMultiplier ^ word * kMultiplier;
  }
  for (std::size_t i = data.size(); i > 0; --i) hash ^= std::uint32_t{data[i - 1]} << (8 * (i - 1));
  if (!data.empty()) hash *= kMultiplier;
  hash ^= hash >> 13;
  hash *= kMultiplier;
  return hash ^ hash >> 15;
}

}  // namespace

std::int32_t partition_of_key(ByteView key, std::int32_t partition_count) {
  return static_cast<std::int32_t>(murmur2(key) & 0x7fffffff) % partition_count;
}

}  // namespace moldau::client
