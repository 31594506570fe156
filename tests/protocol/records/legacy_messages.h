#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "protocol/records/compression.h"
#include "protocol/records/legacy_message.h"

namespace moldau::protocol::test {

/// A message with its bytes, for comparisons.
struct Message {
  std::int64_t offset = 0, timestamp = -1;
  std::optional<std::string> key, value;
  std::int8_t magic = 1, attributes = 0;
  friend bool operator==(const Message&, const Message&) = default;
};

inline std::optional<std::string> text_of(std::optional<ByteView> bytes) {
  return bytes ? std::optional<std::string>(as_text(*bytes)) : std::nullopt;
}

inline void write(Bytes& out, const Message& message) {
  LegacyMessage legacy{.offset = message.offset,
                       .magic = message.magic,
                       .attributes = message.attributes,
                       .timestamp = message.timestamp};
  if (message.key) legacy.key = as_bytes(*message.key);
  if (message.value) legacy.value = as_bytes(*message.value);
  write_legacy_message(out, legacy);
}

inline Bytes bytes_of(const std::vector<Message>& messages) {
  Bytes out;
  for (const auto& message : messages) write(out, message);
  return out;
}

inline Message wrapper_of(Codec codec, const std::vector<Message>& inner) {
  Bytes packed;
  compress(codec, bytes_of(inner), packed);
  return {.offset = inner.back().offset,
          .timestamp = inner.back().timestamp,
          .key = std::nullopt,
          .value = std::string(as_text(packed)),
          .magic = inner.back().magic,
          .attributes = static_cast<std::int8_t>(codec)};
}

/// Whole messages; stops where they do.
inline std::vector<Message> messages_in(ByteView bytes) {
  std::vector<Message> found;
  LegacyReader reader(bytes);
  while (const auto next = reader.next()) {
    if (!*next) break;
    found.push_back({.offset = (*next)->offset,
                     .timestamp = (*next)->timestamp,
                     .key = text_of((*next)->key),
                     .value = text_of((*next)->value),
                     .magic = (*next)->magic,
                     .attributes = (*next)->attributes});
  }
  return found;
}

}  // namespace moldau::protocol::test
