#include "protocol/records/up_convert.h"

#include <fmt/format.h>

#include "protocol/records/batch_builder.h"
#include "protocol/records/legacy_message.h"
#include "protocol/records/lz4_header.h"

namespace moldau::protocol {
namespace {

using Outcome = std::expected<void, ValidationError>;

Outcome check_message(const LegacyMessage& message, const ValidationOptions& options) {
  if (message.size() > static_cast<std::size_t>(options.max_message_bytes))
    return refuse_records(ErrorCode::kMessageTooLarge,
                          fmt::format("the message has {} bytes, more than max.message.bytes={}",
                                      message.size(), options.max_message_bytes));
  if (message.codec_bits() > static_cast<std::uint8_t>(Codec::kZstd))
    return refuse_records(ErrorCode::kUnknownServerError,
                          fmt::format("unknown compression codec {}", message.codec_bits()));
  if (message.codec_bits() == static_cast<std::uint8_t>(Codec::kZstd))
    return refuse_records(ErrorCode::kInvalidRecord, "zstd needs record batches of magic 2");
  return {};
}

Outcome check_timestamp(std::int64_t timestamp) {
  if (timestamp >= LegacyMessage::kNoTimestamp) return {};
  return refuse_records(ErrorCode::kInvalidTimestamp,
                        fmt::format("a message's timestamp must be -1 or more, but is {}", timestamp));
}

/// What is inside of a wrapper.
std::expected<Bytes, ValidationError> expand(const LegacyMessage& wrapper,
                                             const DecompressionLimits& limits) {
  if (!wrapper.value)
    return refuse_records(ErrorCode::kInvalidRecord, "a compressed message has null as its value");
  const auto codec = static_cast<Codec>(wrapper.codec_bits());
  auto packed = *wrapper.value;
  Bytes repaired, out;
  if (codec == Codec::kLz4 && wrapper.magic == 0) {
    repaired.assign(packed.begin(), packed.end());
    set_lz4_header_checksum(repaired, Lz4HeaderChecksum::kDescriptor);
    packed = repaired;
  }
  if (const auto done = decompress(codec, packed, out, limits); !done)
    return refuse_records(ErrorCode::kUnknownServerError,  // as for batches
                          fmt::format("{}-compressed message {}", name(codec), done.error()));
  return out;
}

Outcome check_inner(const LegacyMessage& message, const LegacyMessage& wrapper) {
  if (message.magic != wrapper.magic)
    return refuse_records(
        ErrorCode::kInvalidRecord,
        fmt::format("a message of magic {} is inside of one of magic {}", message.magic, wrapper.magic));
  if (message.codec_bits() != 0)
    return refuse_records(ErrorCode::kInvalidRecord, "a compressed message is inside of another one");
  return {};
}

Outcome add_inner(const LegacyMessage& wrapper, ByteView expanded, BatchBuilder& builder) {
  LegacyReader reader(expanded);
  const bool stamped = wrapper.timestamp_type() == TimestampType::kLogAppendTime;
  std::int64_t last_offset = -1;
  while (true) {
    const auto message = reader.next();
    if (!message) return std::unexpected(message.error());
    if (!*message) break;
    const auto timestamp = stamped ? wrapper.timestamp : (*message)->timestamp;
    if (auto fine = check_inner(**message, wrapper); !fine) return fine;
    if (auto fine = check_timestamp(timestamp); !fine) return fine;
    builder.add(timestamp, (*message)->key, (*message)->value);
    last_offset = (*message)->offset;
  }
  if (builder.count() == 0)
    return refuse_records(ErrorCode::kInvalidRecord, "a compressed message holds no other one");
  if (wrapper.magic > 0 && wrapper.offset != 0 && wrapper.offset < last_offset)
    return refuse_records(ErrorCode::kInvalidRecord,
                          fmt::format("a compressed message's offset {} is below {}, the last one inside",
                                      wrapper.offset, last_offset));
  return {};
}

Outcome add_message(const LegacyMessage& message, const DecompressionLimits& limits, BatchBuilder& builder) {
  if (message.codec_bits() != 0) {
    const auto expanded = expand(message, limits);
    if (!expanded) return std::unexpected(expanded.error());
    return add_inner(message, *expanded, builder);
  }
  if (auto fine = check_timestamp(message.timestamp); !fine) return fine;
  builder.add(message.timestamp, message.key, message.value);
  return {};
}

}  // namespace

std::expected<UpConverted, ValidationError> up_convert(ByteView messages, const ValidationOptions& options) {
  LegacyReader reader(messages);
  BatchBuilder builder;
  std::optional<LegacyMessage> first;
  while (true) {
    const auto message = reader.next();
    if (!message) return std::unexpected(message.error());
    if (!*message) break;
    if (auto fine = check_message(**message, options); !fine) return std::unexpected(fine.error());
    if (first && (*message)->magic != first->magic)
      return refuse_records(ErrorCode::kInvalidRecord, fmt::format("messages of magic {} and {} are mixed",
                                                                   first->magic, (*message)->magic));
    if (first && (first->codec_bits() != 0 || (*message)->codec_bits() != 0))
      return refuse_records(ErrorCode::kInvalidRecord, "a compressed message must be the only one");
    if (!first) first = **message;
    if (auto added = add_message(**message, options.decompression, builder); !added)
      return std::unexpected(added.error());
  }
  if (!first) return UpConverted();
  return UpConverted{builder.build(), static_cast<Codec>(first->codec_bits())};
}

}  // namespace moldau::protocol
