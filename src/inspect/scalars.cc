#include "inspect/scalars.h"

#include <fmt/format.h>
#include <limits>

#include "base/check.h"
#include "inspect/base64.h"
#include "inspect/json_text.h"
#include "protocol/wire/reader.h"

namespace moldau::inspect {
namespace {

struct Range {
  std::int64_t least, most;
};

template <class T>
constexpr Range range_of_type() {
  return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}

Range range_of(Type type) {
  switch (type) {
    case Type::kInt8: return range_of_type<std::int8_t>();
    case Type::kInt16: return range_of_type<std::int16_t>();
    case Type::kUint16: return range_of_type<std::uint16_t>();
    case Type::kInt32: return range_of_type<std::int32_t>();
    case Type::kUint32: return range_of_type<std::uint32_t>();
    default: break;
  }
  MOLDAU_CHECK(type == Type::kInt64);
  return range_of_type<std::int64_t>();
}

std::unexpected<std::string> refused(const Json& json, std::string_view wanted) {
  return std::unexpected(fmt::format("is {}; it must be {}", described(json), wanted));
}

}  // namespace

std::string described(const Json& json) {
  if (json.is_object()) return "an object";
  if (json.is_array()) return "an array";
  constexpr std::size_t kLongest = 60;
  const auto text = json_text(json);
  return text.size() <= kLongest ? text : std::string(protocol::utf8_start(text, kLongest)) + "...";
}

std::expected<std::int64_t, std::string> to_integer(const Json& json, Type type) {
  const auto [least, most] = range_of(type);
  const bool fits =
      json.is_number_integer() &&
      (!json.is_number_unsigned() || json.get<std::uint64_t>() <= static_cast<std::uint64_t>(most));
  if (fits)
    if (const auto value = json.get<std::int64_t>(); value >= least && value <= most) return value;
  return refused(json, fmt::format("an {} ({} to {})", name(type), least, most));
}

std::expected<double, std::string> to_float(const Json& json) {
  if (json.is_number()) return json.get<double>();
  if (json == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (json == "Infinity") return std::numeric_limits<double>::infinity();
  if (json == "-Infinity") return -std::numeric_limits<double>::infinity();
  return refused(json, R"(a number, "NaN", "Infinity" or "-Infinity")");
}

std::expected<Uuid, std::string> to_uuid(const Json& json) {
  if (json.is_string())
    if (const auto id = Uuid::parse(json.get_ref<const std::string&>())) return *id;
  return refused(json, "a uuid: 22 characters of URL-safe base64");
}

std::expected<std::string, std::string> to_text(const Json& json) {
  if (!json.is_string()) return refused(json, "a string");
  const auto& text = json.get_ref<const std::string&>();
  if (text.size() <= protocol::kMaxStringBytes) return text;
  return std::unexpected(
      fmt::format("has {} bytes; a string has at most {}", text.size(), protocol::kMaxStringBytes));
}

std::expected<Bytes, std::string> to_bytes(const Json& json) {
  if (!json.is_string()) return refused(json, "a string of base64");
  auto bytes = from_base64(json.get_ref<const std::string&>());
  if (!bytes) return refused(json, "base64: " + bytes.error());
  return std::move(*bytes);
}

}  // namespace moldau::inspect
