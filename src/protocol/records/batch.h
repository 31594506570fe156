#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace moldau::protocol {

enum class Codec : std::uint8_t { kNone = 0, kGzip = 1, kSnappy = 2, kLz4 = 3, kZstd = 4 };
enum class TimestampType : std::uint8_t { kCreateTime = 0, kLogAppendTime = 1 };

/// A record batch of format 2 (Kafka: DefaultRecordBatch), integers in network order:
///
///   batch  := base_offset:8 length:4 leader_epoch:4 magic:1 crc:4 checked
///   checked:= attributes:2 last_offset_delta:4 base_timestamp:8 max_timestamp:8 producer_id:8
///             producer_epoch:2 base_sequence:4 record_count:4 records
///
/// `length` counts what follows it, `crc` is the CRC-32C of `checked`. Attributes: bits 0-2 codec, 3
/// timestamp type, 4 transactional, 5 control, 6 base timestamp is a delete horizon.
struct BatchLayout {
  static constexpr std::size_t kBaseOffset = 0, kLength = 8, kLeaderEpoch = 12, kMagic = 16, kCrc = 17,
                               kAttributes = 21, kLastOffsetDelta = 23, kBaseTimestamp = 27,
                               kMaxTimestamp = 35, kProducerId = 43, kProducerEpoch = 51, kBaseSequence = 53,
                               kRecordCount = 57, kHeaderSize = 61;
  /// Offset and length: what every format starts with.
  static constexpr std::size_t kLogOverhead = 12;
  static constexpr std::int8_t kMagicValue = 2;
};

/// The header of a batch by value.
struct BatchHeader {
  std::int64_t base_offset = 0;
  std::int32_t length = 0;
  std::int32_t leader_epoch = -1;
  std::int8_t magic = BatchLayout::kMagicValue;
  std::uint32_t crc = 0;
  std::int16_t attributes = 0;
  std::int32_t last_offset_delta = 0;
  std::int64_t base_timestamp = -1, max_timestamp = -1;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  std::int32_t base_sequence = -1;
  std::int32_t record_count = 0;

  std::size_t size() const { return BatchLayout::kLogOverhead + static_cast<std::size_t>(length); }
  std::int64_t last_offset() const { return base_offset + last_offset_delta; }
  std::int64_t next_offset() const { return last_offset() + 1; }
  /// Kafka's sequence numbers wrap from 2^31-1 to 0.
  std::int32_t last_sequence() const;
  std::uint8_t codec_bits() const { return static_cast<std::uint8_t>(attributes & 7); }
  Codec codec() const { return static_cast<Codec>(codec_bits()); }
  TimestampType timestamp_type() const { return static_cast<TimestampType>(attributes >> 3 & 1); }
  bool is_transactional() const { return (attributes & 0x10) != 0; }
  bool is_control() const { return (attributes & 0x20) != 0; }
  bool has_producer_id() const { return producer_id >= 0; }
  static constexpr int kDeleteHorizonBit = 0x40;
  /// From when on the log cleaner may drop its tombstones and markers; nothing where it has not met them yet.
  std::optional<std::int64_t> delete_horizon_ms() const {
    return (attributes & kDeleteHorizonBit) != 0 ? std::optional(base_timestamp) : std::nullopt;
  }
};

/// The header at the start of `bytes`: nothing where fewer than 61 bytes are there. Checks nothing else.
std::optional<BatchHeader> read_batch_header(ByteView bytes);
/// Writes the header of a batch that is whole but for it; the checksum is computed, not taken from `header`.
/// REQUIRES: `header.length` is the batch's.
void write_batch_header(MutableByteView batch, const BatchHeader& header);
/// `header.length` names at least a header of format 2.
bool has_plausible_length(const BatchHeader& header);
/// REQUIRES: `batch` is one whole batch.
bool has_valid_crc(ByteView batch);

/// What the broker may change in a batch that it appends; neither is covered by the CRC.
void set_base_offset(MutableByteView batch, std::int64_t offset);
void set_leader_epoch(MutableByteView batch, std::int32_t leader_epoch);
/// Both compute the batch's CRC anew.
void set_create_time(MutableByteView batch, std::int64_t max_timestamp);
/// Stamps the batch with the time of the append.
void set_log_append_time(MutableByteView batch, std::int64_t now_ms);

std::int32_t sequence_plus(std::int32_t sequence, std::int32_t count);

}  // namespace moldau::protocol
