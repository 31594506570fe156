#pragma once

#include <cstdint>
#include <expected>
#include <optional>

#include "base/bytes.h"
#include "protocol/records/batch.h"
#include "protocol/records/validation_error.h"

namespace moldau::protocol {

/// One message of format 0 or 1, as views (Kafka: LegacyRecord), integers in network order:
///
///   message := offset:8 size:4 crc:4 magic:1 attributes:1 [timestamp:8] key value
///   key, value := length:4 bytes
///
/// `size` counts what follows it, `crc` is the CRC-32 of what follows it, the timestamp is format 1's, a
/// length of -1 stands for null. Attributes: bits 0-2 codec, 3 timestamp type. The value of a message with a
/// codec is other messages, compressed; the offsets of those count from 0 in format 1.
struct LegacyMessage {
  static constexpr std::int64_t kNoTimestamp = -1;
  static constexpr std::size_t kMagicPosition = 16;

  std::int64_t offset = 0;
  std::int8_t magic = 1;
  std::int8_t attributes = 0;
  std::int64_t timestamp = kNoTimestamp;
  std::optional<ByteView> key, value;

  std::uint8_t codec_bits() const { return static_cast<std::uint8_t>(attributes & 7); }
  TimestampType timestamp_type() const { return static_cast<TimestampType>(attributes >> 3 & 1); }
  std::size_t size() const;
};

/// Takes messages one after the other; nothing of them is copied.
class LegacyReader {
 public:
  explicit LegacyReader(ByteView messages) : messages_(messages) {}
  /// The next message; nothing at the end or where the last one is cut, as brokers cut what is fetched.
  /// CORRUPT_MESSAGE where the size or the checksum is wrong, INVALID_RECORD where the inside is.
  std::expected<std::optional<LegacyMessage>, ValidationError> next();

 private:
  ByteView messages_;
  std::size_t at_ = 0;
};

/// Whether `bytes` begin with a message of format 0 or 1.
bool begins_with_legacy_message(ByteView bytes);

/// Appends a message with its checksum.
void write_legacy_message(Bytes& out, const LegacyMessage& message);

}  // namespace moldau::protocol
