#pragma once

#include "base/bytes.h"
#include "protocol/records/compression.h"
#include "protocol/records/validator.h"

namespace moldau::protocol {

/// Writes a batch with its records compressed in another way into `out`, which was empty: the header but for
/// codec, length and checksum stays, and so does every record.
void recompress(const ValidBatch& batch, const Compression& compression, Bytes& out);

}  // namespace moldau::protocol
