#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace moldau {

/// CRC-32C (Castagnoli) of `bytes`, going on from `before`, the CRC of what came earlier. Uses the
/// processor's instruction where it has one.
std::uint32_t crc32c(ByteView bytes, std::uint32_t before = 0);

/// The same without the instruction.
std::uint32_t crc32c_portable(ByteView bytes, std::uint32_t before = 0);

}  // namespace moldau
