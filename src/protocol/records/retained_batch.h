#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "protocol/records/record.h"

namespace moldau::protocol {

/// Writes into `out`, which was empty, a batch with some of another one's records, at their offsets:
/// producer, sequence numbers, last offset, epoch, codec and kind stay (Kafka:
/// MemoryRecords.buildRetainedRecordsInto). `delete_horizon_ms`: from then on its tombstones and markers may
/// go; it takes the base timestamp's place. REQUIRES: `records` are of the batch, and there are some.
void write_retained_batch(const BatchHeader& original, std::span<const Record> records,
                          std::optional<std::int64_t> delete_horizon_ms, Bytes& out);

/// The same without records: what keeps the producer's sequence number, or the log's last offset.
void write_emptied_batch(const BatchHeader& original, Bytes& out);

}  // namespace moldau::protocol
