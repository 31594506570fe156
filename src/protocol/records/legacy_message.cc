#include "protocol/records/legacy_message.h"

#include <fmt/format.h>
#include <zlib.h>

namespace moldau::protocol {
namespace {

constexpr std::size_t kOverhead = 12, kCrc = 12, kMagic = LegacyMessage::kMagicPosition, kAttributes = 17,
                      kTimestamp = 18;

/// Where the key begins.
std::size_t header_size(std::int8_t magic) {
  return magic == 0 ? kTimestamp : kTimestamp + sizeof(std::int64_t);
}

/// What a message has at least behind its size: one with neither key nor value.
std::int32_t least_size(std::int8_t magic) {
  return static_cast<std::int32_t>(header_size(magic) - kOverhead + 2 * sizeof(std::int32_t));
}

std::uint32_t checksum(ByteView checked) {
  return static_cast<std::uint32_t>(crc32_z(0, checked.data(), checked.size()));
}

/// A length and as many bytes; a negative one stands for null. False where that is not there.
bool take_field(ByteView bytes, std::size_t& at, std::optional<ByteView>& field) {
  if (bytes.size() - at < sizeof(std::int32_t)) return false;
  const auto size = load_be<std::int32_t>(bytes.data() + at);
  at += sizeof(std::int32_t);
  if (size < 0) return true;
  if (static_cast<std::size_t>(size) > bytes.size() - at) return false;
  field = bytes.subspan(at, static_cast<std::size_t>(size));
  at += static_cast<std::size_t>(size);
  return true;
}

void put_field(Bytes& out, std::optional<ByteView> field) {
  std::uint8_t size[4];
  store_be<std::int32_t>(size, field ? static_cast<std::int32_t>(field->size()) : -1);
  out.insert(out.end(), std::begin(size), std::end(size));
  if (field) out.insert(out.end(), field->begin(), field->end());
}

}  // namespace

std::size_t LegacyMessage::size() const {
  return header_size(magic) + 2 * sizeof(std::int32_t) + (key ? key->size() : 0) +
         (value ? value->size() : 0);
}

bool begins_with_legacy_message(ByteView bytes) {
  if (bytes.size() <= kMagic) return false;
  const auto magic = load_be<std::int8_t>(bytes.data() + kMagic);
  return magic == 0 || magic == 1;
}

std::expected<std::optional<LegacyMessage>, ValidationError> LegacyReader::next() {
  const auto rest = messages_.subspan(at_);
  if (rest.size() <= kMagic) return std::nullopt;
  const auto size = load_be<std::int32_t>(rest.data() + sizeof(std::int64_t));
  LegacyMessage message;
  message.offset = load_be<std::int64_t>(rest.data());
  message.magic = load_be<std::int8_t>(rest.data() + kMagic);
  if (message.magic != 0 && message.magic != 1)
    return refuse_records(ErrorCode::kCorruptMessage,
                          fmt::format("messages must have magic 0 or 1, but this one has {}", message.magic));
  if (size < least_size(message.magic))
    return refuse_records(
        ErrorCode::kCorruptMessage,
        fmt::format("a message of magic {} must have a size of {} or more, but this one has {}",
                    message.magic, least_size(message.magic), size));
  if (static_cast<std::size_t>(size) > rest.size() - kOverhead) return std::nullopt;
  const auto whole = rest.first(kOverhead + static_cast<std::size_t>(size));
  const auto stored = load_be<std::uint32_t>(whole.data() + kCrc), actual = checksum(whole.subspan(kMagic));
  if (stored != actual)
    return refuse_records(
        ErrorCode::kCorruptMessage,
        fmt::format("a message's checksum is {:#010x}, not the stored {:#010x}", actual, stored));
  message.attributes = load_be<std::int8_t>(whole.data() + kAttributes);
  if (message.magic > 0) message.timestamp = load_be<std::int64_t>(whole.data() + kTimestamp);
  auto inner = header_size(message.magic);
  if (!take_field(whole, inner, message.key) || !take_field(whole, inner, message.value))
    return refuse_records(ErrorCode::kInvalidRecord, "a message's key or value is longer than the message");
  at_ += whole.size();
  return message;
}

void write_legacy_message(Bytes& out, const LegacyMessage& message) {
  const auto start = out.size(), size = message.size();
  out.resize(start + header_size(message.magic));
  auto* at = out.data() + start;
  store_be<std::int64_t>(at, message.offset);
  store_be<std::int32_t>(at + sizeof(std::int64_t), static_cast<std::int32_t>(size - kOverhead));
  store_be<std::int8_t>(at + kMagic, message.magic);
  store_be<std::int8_t>(at + kAttributes, message.attributes);
  if (message.magic > 0) store_be<std::int64_t>(at + kTimestamp, message.timestamp);
  put_field(out, message.key);
  put_field(out, message.value);
  store_be<std::uint32_t>(out.data() + start + kCrc, checksum(ByteView(out).subspan(start + kMagic)));
}

}  // namespace moldau::protocol
