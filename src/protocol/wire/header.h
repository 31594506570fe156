#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "protocol/wire/encode.h"
#include "protocol/wire/reader.h"

namespace moldau::protocol {

/// What precedes every request's body.
struct RequestHeader {
  std::int16_t api_key = 0;
  std::int16_t api_version = 0;
  std::int32_t correlation_id = 0;
  std::optional<std::string> client_id;
};

struct RequestFrame {
  RequestHeader header;
  ByteView body;
};

/// Splits a frame into header and body. `first_flexible` is the first version of the API with a tagged
/// header, above all versions where the API is unknown.
std::expected<RequestFrame, DecodeError> decode_request_header(
    ByteView frame, std::int16_t (*first_flexible)(std::int16_t api_key));

/// The header of a response: with tagged fields where the API's version is flexible, except for ApiVersions,
/// whose answer a client must read before it knows what the broker speaks.
void write_response_header(std::int32_t correlation_id, bool tagged, Writer& writer);

}  // namespace moldau::protocol
