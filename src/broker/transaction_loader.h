#pragma once

#include <cstddef>
#include <optional>

#include "broker/partition.h"
#include "coord/transactions/transaction_shard.h"

namespace moldau::broker {

/// Replays a partition of __transaction_state, all that is committed, into a new shard, `read_bytes` at a
/// time. Blocks. Nothing where the partition cannot be read; what is wrong is logged.
std::optional<coord::transactions::TransactionShard> load_transaction_shard(
    Partition& partition, const coord::transactions::TransactionConfig& config, std::size_t read_bytes);

}  // namespace moldau::broker
