#pragma once

#include <expected>

#include "base/bytes.h"
#include "protocol/records/batch.h"
#include "protocol/records/validator.h"

namespace moldau::protocol {

/// What old messages became.
struct UpConverted {
  /// One batch of format 2, uncompressed and not validated; empty where no message was whole.
  Bytes batch;
  /// How the messages were compressed.
  Codec codec = Codec::kNone;
};

/// Makes a batch of what clients of Produce 0-2 send to one partition: messages of format 0 or 1, or one
/// message that holds others, compressed. Their offsets do not count. Follows Kafka's LogValidator. Errors:
/// CORRUPT_MESSAGE, INVALID_RECORD, INVALID_TIMESTAMP, MESSAGE_TOO_LARGE, UNKNOWN_SERVER_ERROR where
/// the messages do not expand.
std::expected<UpConverted, ValidationError> up_convert(ByteView messages, const ValidationOptions& options);

}  // namespace moldau::protocol
