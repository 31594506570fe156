#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/uuid.h"
#include "inspect/schema.h"

/// From JSON to what is on the wire. Errors say what the value is and what it must be: "is true; it must be
/// an int16 (-32768 to 32767)".
namespace moldau::inspect {

/// A value as an error shows it: short.
std::string described(const Json& json);

/// REQUIRES: the type is one of the integers.
std::expected<std::int64_t, std::string> to_integer(const Json& json, Type type);
/// Also "NaN", "Infinity" and "-Infinity", which Kafka prints and JSON has no numbers for.
std::expected<double, std::string> to_float(const Json& json);
std::expected<Uuid, std::string> to_uuid(const Json& json);
/// At most as long as a string of the protocol.
std::expected<std::string, std::string> to_text(const Json& json);
std::expected<Bytes, std::string> to_bytes(const Json& json);

}  // namespace moldau::inspect
