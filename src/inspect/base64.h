#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace moldau::inspect {

/// RFC 4648 with padding, as protocol::base64() writes it.
std::expected<Bytes, std::string> from_base64(std::string_view text);
/// Two digits a byte; white space and colons between bytes and "0x" at the start are allowed. The error names
/// the position.
std::expected<Bytes, std::string> from_hex(std::string_view text);
std::string to_hex(ByteView bytes);

}  // namespace moldau::inspect
