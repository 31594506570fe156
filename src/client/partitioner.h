#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace moldau::client {

/// The partition that Kafka's Java client gives a key: murmur2, so that both agree.
std::int32_t partition_of_key(ByteView key, std::int32_t partition_count);

}  // namespace moldau::client
