#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace moldau {

struct Hash128 {
  std::uint64_t low = 0, high = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};

/// SipHash-2-4 with 128 bits (Aumasson and Bernstein): two inputs with the same hash cannot be found by
/// somebody who does not know the key.
Hash128 sip_hash(const Hash128& key, ByteView bytes);

}  // namespace moldau
