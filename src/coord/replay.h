#pragma once

#include <expected>
#include <optional>

#include "base/bytes.h"
#include "coord/shard_state.h"

namespace moldau::coord {

/// Takes over one record: see GroupShard::replay.
std::expected<void, protocol::DecodeError> replay(ShardState& shard, ByteView key,
                                                  std::optional<ByteView> value);

}  // namespace moldau::coord
