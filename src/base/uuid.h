#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace moldau {

/// Sixteen bytes that name a topic, a log directory or a member; printed as Kafka does, in 22 characters of
/// unpadded URL-safe base64. All zero means none.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const Uuid&, const Uuid&) = default;
  bool is_zero() const { return *this == Uuid{}; }
  std::string to_string() const;
  /// The RFC 4122 form with dashes, as java.util.UUID prints it (member ids).
  std::string to_dashed_string() const;

  static std::optional<Uuid> parse(std::string_view text);
  /// A random version 4 id that never starts with a dash, so that command lines can name it.
  static Uuid random();
};

}  // namespace moldau

template <>
struct std::hash<moldau::Uuid> {
  std::size_t operator()(const moldau::Uuid& id) const noexcept {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  }
};
