#include "protocol/records/down_convert.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "protocol/records/batch.h"
#include "protocol/records/legacy_message.h"
#include "protocol/records/lz4_header.h"
#include "protocol/records/record.h"

namespace moldau::protocol {
namespace {

constexpr int kLogAppendTimeBit = 0x08;

/// The batch at the start of `bytes`, where it is whole.
std::optional<BatchHeader> whole_batch(ByteView bytes) {
  const auto header = read_batch_header(bytes);
  if (!header || header->magic != BatchLayout::kMagicValue || !has_plausible_length(*header) ||
      header->size() > bytes.size())
    return std::nullopt;
  return header;
}

std::int64_t offset_of(const BatchHeader& batch, std::int64_t delta) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(batch.base_offset) +
                                   static_cast<std::uint64_t>(delta));
}

/// Writes one batch after the other.
class MessageWriter {
 public:
  MessageWriter(const DownConversion& conversion, Bytes& out) : conversion_(conversion), out_(out) {}

  /// False where there was no room for all of it.
  std::expected<bool, ErrorCode> write(const BatchHeader& header, ByteView batch) {
    if (header.is_control()) return true;
    if (!has_valid_crc(batch) || header.codec_bits() > static_cast<std::uint8_t>(Codec::kZstd))
      return std::unexpected(ErrorCode::kCorruptMessage);
    if (header.codec() == Codec::kZstd) return std::unexpected(ErrorCode::kUnsupportedCompressionType);
    auto content = batch.subspan(BatchLayout::kHeaderSize);
    Bytes expanded;
    if (header.codec() != Codec::kNone) {
      if (!decompress(header.codec(), content, expanded, conversion_.decompression))
        return std::unexpected(ErrorCode::kCorruptMessage);
      content = expanded;
    }
    if (!is_readable(header, content)) return std::unexpected(ErrorCode::kCorruptMessage);
    if (header.record_count <= 0) return true;
    is_first_ = out_.empty();
    return header.codec() == Codec::kNone ? write_plain(header, content) : write_wrapper(header, content);
  }

 private:
  static bool is_readable(const BatchHeader& header, ByteView content) {
    RecordReader reader(content);
    for (std::int32_t i = 0; i < header.record_count; ++i)
      if (!reader.next()) return false;
    return true;
  }

  LegacyMessage message_of(const BatchHeader& header, const Record& record) const {
    const bool stamped = header.timestamp_type() == TimestampType::kLogAppendTime;
    LegacyMessage message{.offset = offset_of(header, record.offset_delta),
                          .magic = conversion_.magic,
                          .attributes = attributes(header, Codec::kNone),
                          .key = record.key,
                          .value = record.value};
    // Format 1 has no time before 1970.
    message.timestamp =
        std::max(LegacyMessage::kNoTimestamp, stamped ? header.max_timestamp : timestamp_of(header, record));
    return message;
  }
  std::int8_t attributes(const BatchHeader& header, Codec codec) const {
    const bool stamped = conversion_.magic > 0 && header.timestamp_type() == TimestampType::kLogAppendTime;
    return static_cast<std::int8_t>(static_cast<int>(codec) | (stamped ? kLogAppendTimeBit : 0));
  }

  bool has_room(std::size_t size) const {
    return is_first_ || (out_.size() <= conversion_.max_bytes && size <= conversion_.max_bytes - out_.size());
  }

  /// REQUIRES, as the next: the records are readable.
  bool write_plain(const BatchHeader& header, ByteView content) {
    RecordReader reader(content);
    for (std::int32_t i = 0; i < header.record_count; ++i) {
      const auto message = message_of(header, *reader.next());
      if (message.offset < conversion_.first_offset) continue;
      if (!has_room(message.size())) return false;
      write_legacy_message(out_, message);
    }
    return true;
  }

  bool write_wrapper(const BatchHeader& header, ByteView content) {
    Bytes inner;
    LegacyMessage wrapper{.magic = conversion_.magic, .attributes = attributes(header, header.codec())};
    RecordReader reader(content);
    for (std::int32_t i = 0; i < header.record_count; ++i) {
      const auto record = reader.next();
      auto message = message_of(header, *record);
      wrapper.offset = message.offset;
      wrapper.timestamp = std::max(wrapper.timestamp, message.timestamp);
      if (conversion_.magic > 0) message.offset = record->offset_delta;
      // Messages are larger than records: what grows too much is not compressed again.
      if (inner.size() + message.size() > conversion_.decompression.max_bytes)
        return write_plain(header, content);
      write_legacy_message(inner, message);
    }
    Bytes packed;
    compress(header.codec(), inner, packed);
    if (header.codec() == Codec::kLz4 && conversion_.magic == 0)
      set_lz4_header_checksum(packed, Lz4HeaderChecksum::kDescriptorAndMagicNumber);
    wrapper.value = packed;
    if (!has_room(wrapper.size())) return false;
    write_legacy_message(out_, wrapper);
    return true;
  }

  const DownConversion& conversion_;
  Bytes& out_;
  bool is_first_ = true;
};

}  // namespace

std::expected<std::int64_t, ErrorCode> down_convert(ByteView batches, const DownConversion& conversion,
                                                    Bytes& out) {
  MOLDAU_CHECK(out.empty());
  MessageWriter writer(conversion, out);
  auto next_offset = conversion.first_offset;
  bool first = true;
  while (const auto header = whole_batch(batches)) {
    const auto written = writer.write(*header, batches.first(header->size()));
    if (!written && first) return std::unexpected(written.error());
    if (!written || !*written) break;
    next_offset = std::max(next_offset, offset_of(*header, std::int64_t{header->last_offset_delta} + 1));
    batches = batches.subspan(header->size());
    first = false;
  }
  return next_offset;
}

}  // namespace moldau::protocol
