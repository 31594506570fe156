#pragma once

#include <optional>

#include "broker/partition.h"
#include "coord/group_shard.h"

namespace moldau::broker {

/// Replays a partition of __consumer_offsets, all that is committed, into a new shard. Blocks. Nothing where
/// the partition cannot be read; what is wrong is logged.
std::optional<coord::GroupShard> load_group_shard(Partition& partition, const coord::GroupConfig& config);

}  // namespace moldau::broker
