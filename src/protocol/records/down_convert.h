#pragma once

#include <cstdint>
#include <expected>

#include "base/bytes.h"
#include "protocol/error_code.h"
#include "protocol/records/compression.h"

namespace moldau::protocol {

/// How batches become messages for a client that knows no batches.
struct DownConversion {
  /// The message format: 0 or 1.
  std::int8_t magic = 1;
  /// Records below are left out, but not of what is compressed together.
  std::int64_t first_offset = 0;
  /// Of all messages. Those of a first batch are written nevertheless, all of
  /// them.
  std::size_t max_bytes = 0;
  DecompressionLimits decompression;
};

/// Appends the records of whole batches of format 2 to `out`, which was empty, as messages. Headers, control
/// batches and what is known of producers are lost; what is compressed stays so, with the same codec. Returns
/// the offset to go on from, which lies further on although `out` may have stayed empty. Follows Kafka's
/// RecordsUtil.downConvert. Errors, where they are of the first batch: UNSUPPORTED_COMPRESSION_TYPE for zstd,
/// CORRUPT_MESSAGE where a batch is damaged. Later batches of that kind end the messages.
std::expected<std::int64_t, ErrorCode> down_convert(ByteView batches, const DownConversion& conversion,
                                                    Bytes& out);

}  // namespace moldau::protocol
