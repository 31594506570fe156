#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "broker/request_context.h"
#include "broker/request_memory.h"
#include "log/fetch_slice.h"
#include "protocol/error_code.h"
#include "protocol/records/down_convert.h"

namespace moldau::broker {

/// What batches became for a client that knows none.
struct Messages {
  protocol::ErrorCode error = protocol::ErrorCode::kNone;
  Bytes bytes;
  /// Where to look on; past what has no form as a message, so that `bytes` may be empty.
  std::int64_t next_offset = -1;
};

/// Reads and converts batches on the broker's threads for that. What it takes of memory is charged to
/// `memory`: ahead by what was read, afterwards by what it became. A request that holds none waits for some
/// where others hold it all; nothing where there is none. KAFKA_STORAGE_ERROR, and what down_convert tells.
boost::asio::awaitable<std::optional<Messages>> convert(const RequestContext& context,
                                                        const log::FetchSlice& slice,
                                                        const protocol::DownConversion& conversion,
                                                        MemoryCharge& memory);

}  // namespace moldau::broker
