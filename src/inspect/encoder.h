#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "base/bytes.h"
#include "inspect/message_table.h"

namespace moldau::inspect {

/// Writes the bytes of a message that decode() printed, complete or not. The error names the field and what
/// it may be.
std::expected<Bytes, std::string> encode(const Message& message, std::int16_t version, const Json& json);

}  // namespace moldau::inspect
