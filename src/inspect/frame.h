#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "base/bytes.h"
#include "inspect/decoder.h"
#include "inspect/message_table.h"

namespace moldau::inspect {

/// A request or response as it is on a connection, less the four bytes of its size.
struct DecodedFrame {
  const Message* message = nullptr;
  std::int16_t version = 0;
  Json header;
  Decoded body;
};

/// The header says which request it is.
std::expected<DecodedFrame, std::string> decode_request(const MessageTable& table, ByteView frame,
                                                        const DecodeOptions& options);
/// A response does not say what it answers.
std::expected<DecodedFrame, std::string> decode_response(const Message& message, std::int16_t version,
                                                         ByteView frame, const DecodeOptions& options);
/// A header of the message's, and its body.
std::expected<Bytes, std::string> encode_frame(const Message& message, std::int16_t version,
                                               const Json& header, const Json& json);

bool is_request(const Message& message);
bool is_response(const Message& message);

}  // namespace moldau::inspect
