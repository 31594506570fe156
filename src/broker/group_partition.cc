#include <cstdint>
#include <cstdlib>

#include "broker/group_service.h"

namespace moldau::broker {
namespace {

/// Java's String.hashCode: over UTF-16 code units. REQUIRES: valid UTF-8.
std::int32_t java_hash(std::string_view text) {
  std::uint32_t hash = 0;
  const auto add = [&hash](std::uint32_t unit) { hash = hash * 31 + unit; };
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<std::uint8_t>(text[i]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    std::uint32_t point = size == 1 ? first : first & (0xffu >> (size + 1));
    for (std::size_t k = 1; k < size && i + k < text.size(); ++k)
      point = point << 6 | (static_cast<std::uint8_t>(text[i + k]) & 0x3f);
    i += size;
    if (point < 0x10000) {
      add(point);
    } else {
      add(0xd800 + ((point - 0x10000) >> 10));
      add(0xdc00 + ((point - 0x10000) & 0x3ff));
    }
  }
  return static_cast<std::int32_t>(hash);
}

}  // namespace

std::int32_t group_partition(std::string_view group_id, std::int32_t partition_count) {
  // Kafka's Utils.abs: the one value without an opposite becomes 0.
  const auto hash = java_hash(group_id);
  const std::int32_t positive = hash == INT32_MIN ? 0 : std::abs(hash);
  return positive % partition_count;
}

}  // namespace moldau::broker
