#pragma once

#include <cstdint>
#include <expected>
#include <limits>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "protocol/records/batch.h"
#include "protocol/records/compression.h"
#include "protocol/records/validation_error.h"

namespace moldau::protocol {

/// What a topic and a request allow in the records that a client produces.
struct ValidationOptions {
  std::int64_t now_ms = 0;
  TimestampType timestamp_type = TimestampType::kCreateTime;
  /// How far a record's timestamp may lie before and after `now_ms` (KIP-937).
  std::int64_t timestamp_before_max_ms = std::numeric_limits<std::int64_t>::max();
  std::int64_t timestamp_after_max_ms = std::numeric_limits<std::int64_t>::max();
  bool compacted = false;
  std::int32_t max_message_bytes = 1'048'588;
  std::int16_t produce_version = std::numeric_limits<std::int16_t>::max();
  /// How the topic compresses; nothing where batches stay as their producers compressed them.
  std::optional<Compression> compression;
  /// Where the records go, for texts that name it.
  std::string_view topic;
  std::int32_t partition = 0;
  DecompressionLimits decompression;
};

/// One batch that may be appended.
struct ValidBatch {
  BatchHeader header;
  /// The records without compression; valid until the thread validates its next batch.
  ByteView records;
};

/// Checks what a client produces to one partition: one whole batch of format 2 with everything in it as its
/// header says. Follows Kafka's ProduceRequest.validateRecords, UnifiedLog and LogValidator.
/// Bytes behind the batch that are no other one do not count. Errors: INVALID_RECORD, CORRUPT_MESSAGE,
/// MESSAGE_TOO_LARGE, UNSUPPORTED_COMPRESSION_TYPE, INVALID_TIMESTAMP, UNKNOWN_SERVER_ERROR where the records
/// do not expand.
/// Under CreateTime the largest timestamp in the batch's header becomes the records' own, as retention and
/// searches by time go by it.
std::expected<ValidBatch, ValidationError> validate_produced(MutableByteView bytes,
                                                             const ValidationOptions& options);

}  // namespace moldau::protocol
