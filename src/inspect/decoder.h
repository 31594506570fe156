#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "base/bytes.h"
#include "inspect/message_table.h"

namespace moldau::inspect {

/// The member that holds what Kafka's JSON leaves out of a struct: [{"tag": 7, "data": base64}].
inline constexpr std::string_view kUnknownTaggedFields = "_unknownTaggedFields";

struct DecodeOptions {
  /// Records in base64 and unknown tagged fields too. Kafka's own converters print all records that are not
  /// null as "", and no unknown tagged field.
  bool complete = false;
  /// Bytes after the message are no error.
  bool allow_trailing = false;
};

/// A message that was read.
struct Decoded {
  Json json;
  /// Bytes of `records` fields and number of tagged fields that `json` leaves out.
  std::size_t omitted_record_bytes = 0;
  std::size_t omitted_tagged_fields = 0;
  /// How many bytes the message took.
  std::size_t size = 0;
};

/// Reads a message's bytes. The error names what is wrong, the position and the field.
std::expected<Decoded, std::string> decode(const Message& message, std::int16_t version, ByteView bytes,
                                           const DecodeOptions& options = {});

}  // namespace moldau::inspect
