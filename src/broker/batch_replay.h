#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "broker/partition.h"
#include "protocol/records/batch.h"

namespace moldau::broker {

/// Reading back what a coordinator wrote. Errors say what is wrong at which offset.
using Replayed = std::expected<void, std::string>;

/// Gives each batch that is committed, control batches too, `read_bytes` at a time. Blocks.
Replayed replay_batches(Partition& partition, std::size_t read_bytes,
                        const std::function<Replayed(ByteView, const protocol::BatchHeader&)>& batch);
/// Gives each record of a batch with its key and its value, nothing where it is a tombstone.
Replayed replay_records(ByteView batch, const protocol::BatchHeader& header,
                        const std::function<Replayed(ByteView, std::optional<ByteView>)>& record);

}  // namespace moldau::broker
