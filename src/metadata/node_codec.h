#pragma once

#include <fmt/core.h>
#include <string_view>

#include "metadata/metadata_store.h"
#include "protocol/wire/decode.h"
#include "protocol/wire/encode.h"

namespace moldau::metadata {

/// A node's bytes: the message's newest version, and the message in it.
template <class M>
Bytes pack(const M& message) {
  Bytes bytes;
  protocol::Writer writer(bytes);
  writer.integer<std::int16_t>(M::kInfo.last_version);
  protocol::encode(message, M::kInfo.last_version, writer);
  return bytes;
}

/// kFailed where the bytes are no such message, or one of a newer program's.
template <class M>
StoreResult<M> unpack(std::string_view path, ByteView bytes) {
  const auto refuse = [&](std::string_view why) {
    return std::unexpected(
        StoreError{StoreErrorCode::kFailed, fmt::format("{}: this is no {}: {}", path, M::kInfo.name, why)});
  };
  if (bytes.size() < 2) return refuse("it ends too early");
  const auto version = load_be<std::int16_t>(bytes.data());
  if (version < M::kInfo.first_version || version > M::kInfo.last_version)
    return refuse(fmt::format("it has version {}, this program knows {} to {}", version,
                              M::kInfo.first_version, M::kInfo.last_version));
  auto message = protocol::decode<M>(bytes.subspan(2), version);
  if (!message) return refuse(message.error().to_string());
  return std::move(*message);
}

}  // namespace moldau::metadata
