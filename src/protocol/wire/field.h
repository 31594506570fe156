#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace moldau::protocol {

/// Which versions of a message have a field, and how: null allowed, or moved into the tagged section.
struct Field {
  std::int16_t first = 0;
  std::int16_t last = std::numeric_limits<std::int16_t>::max();
  std::int16_t first_nullable = std::numeric_limits<std::int16_t>::max();
  std::int16_t first_tagged = std::numeric_limits<std::int16_t>::max();
  std::int32_t tag = -1;

  constexpr bool present(std::int16_t version) const { return version >= first && version <= last; }
  constexpr bool nullable(std::int16_t version) const { return version >= first_nullable; }
  constexpr bool tagged(std::int16_t version) const { return version >= first_tagged; }

  constexpr Field until(std::int16_t version) const {
    return {first, version, first_nullable, first_tagged, tag};
  }
  constexpr Field nullable_since(std::int16_t version) const {
    return {first, last, version, first_tagged, tag};
  }
  constexpr Field tagged_as(std::int32_t number, std::int16_t version) const {
    return {first, last, first_nullable, version, number};
  }
};

constexpr Field since(std::int16_t version) {
  return {.first = version};
}

/// What is known of a message as a whole. `api_key` is -1 for what is not sent.
struct MessageInfo {
  std::string_view name;
  std::int16_t api_key = -1;
  std::int16_t first_version = 0, last_version = 0;
  /// The first version with compact lengths and tagged fields.
  std::int16_t first_flexible = std::numeric_limits<std::int16_t>::max();

  constexpr bool flexible(std::int16_t version) const { return version >= first_flexible; }
};

}  // namespace moldau::protocol
