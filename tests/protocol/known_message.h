#pragma once

#include <expected>
#include <string>
#include <vector>

#include "protocol/wire/decode.h"

namespace moldau::protocol {

/// A message that was read: how it prints, and what is written for it again.
struct RoundTrip {
  std::string json;
  Bytes bytes;
};

/// A declared message without its type: what goes over all of them is compiled once.
struct KnownMessage {
  MessageInfo info;
  std::expected<RoundTrip, DecodeError> (*round_trip)(ByteView bytes, std::int16_t version);
  /// As DescribeVisitor lists them.
  std::vector<std::string> (*fields)(std::int16_t version);
};

/// Every declared message: what golden vectors and schema conformance go over.
std::vector<KnownMessage> known_messages();

}  // namespace moldau::protocol
