#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "base/bytes.h"
#include "protocol/wire/decode.h"
#include "protocol/wire/encode.h"

/// Keys and values of the coordinators' topics: number:2 body, where the number of a key is its kind, and
/// that of a value its version.
namespace moldau::coord {

template <class M>
Bytes numbered(std::int16_t number, const M& body, std::int16_t version) {
  Bytes out;
  protocol::Writer writer(out);
  writer.integer(number);
  protocol::encode(body, version, writer);
  return out;
}

/// The number before a key's or a value's body.
inline std::expected<std::int16_t, protocol::DecodeError> leading_number(ByteView bytes) {
  if (bytes.size() < sizeof(std::int16_t))
    return std::unexpected(protocol::DecodeError{"ends too early", "version", 0});
  return load_be<std::int16_t>(bytes.data());
}

template <class M>
std::expected<M, protocol::DecodeError> parse_value(ByteView value) {
  const auto version = leading_number(value);
  if (!version) return std::unexpected(version.error());
  if (*version < M::kInfo.first_version || *version > M::kInfo.last_version)
    return std::unexpected(protocol::DecodeError{"is of an unknown version", std::string(M::kInfo.name), 0});
  return protocol::decode<M>(value.subspan(sizeof(std::int16_t)), *version);
}

}  // namespace moldau::coord
