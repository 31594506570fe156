#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "coord/effects.h"
#include "coord/shard_state.h"

namespace moldau::coord {

/// Takes over one record: see GroupShard::replay.
std::expected<void, protocol::DecodeError> replay(ShardState& shard, ByteView key,
                                                  std::optional<ByteView> value, std::int64_t producer_id);
/// Takes over the end of a transaction: see GroupShard::replay_end.
void replay_end(ShardState& shard, std::int64_t producer_id, bool commit);
/// Whether replay() will take all of them.
std::expected<void, protocol::DecodeError> check_replayable(const std::vector<Record>& records);

}  // namespace moldau::coord
