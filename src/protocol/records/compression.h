#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "protocol/records/batch.h"

namespace moldau::protocol {

/// How much may come out of a compressed batch: at most `max_bytes`, and at most `max_ratio` times what went
/// in plus `free_bytes`. Looked at before memory is taken.
struct DecompressionLimits {
  std::size_t max_bytes = 128 * 1024 * 1024;
  std::size_t max_ratio = 2'000;
  std::size_t free_bytes = 16 * 1024 * 1024;

  std::size_t allowed(std::size_t compressed) const;
  friend bool operator==(const DecompressionLimits&, const DecompressionLimits&) = default;
};

/// Appends what `in` expands to. The error says what is wrong with it.
std::expected<void, std::string> decompress(Codec codec, ByteView in, Bytes& out,
                                            const DecompressionLimits& limits);

/// A codec and how hard it tries; the level means something to gzip, lz4 and zstd alone.
struct Compression {
  Codec codec = Codec::kNone;
  std::int32_t level = 0;
  friend bool operator==(const Compression&, const Compression&) = default;
};

/// The level that Kafka takes where nobody says one.
std::int32_t default_level(Codec codec);

/// Appends `in` compressed, in the form that Kafka's Java client writes.
void compress(const Compression& compression, ByteView in, Bytes& out);
inline void compress(Codec codec, ByteView in, Bytes& out) {
  compress({codec, default_level(codec)}, in, out);
}

std::string_view name(Codec codec);

}  // namespace moldau::protocol
