#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "inspect/schema.h"

namespace moldau::inspect {

/// JSON as Kafka prints it, by Jackson: no spaces, text as it is except for quotes, backslashes and control
/// characters, doubles as Java has them ("NaN" in quotes).
std::string json_text(const Json& json);
/// The same over several lines.
std::string indented_json_text(const Json& json);
/// The error names the position.
std::expected<Json, std::string> parse_json(std::string_view text);

}  // namespace moldau::inspect
