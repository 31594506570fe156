#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "broker/transaction_partition.h"
#include "protocol/error_code.h"

namespace moldau::broker {

class Broker;

/// The end of one producer's transaction, for partitions of this broker.
struct Marker {
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  std::int32_t coordinator_epoch = 0;
  bool commit = false;
  std::vector<TransactionPartition> partitions;
  /// Since 2 the epoch is one that the transaction itself did not use, which keeps late markers out.
  std::int8_t transaction_version = 0;
};

/// For each marker, the result of each of its partitions, in order.
using MarkersWritten = std::move_only_function<void(std::vector<std::vector<protocol::ErrorCode>>)>;

/// Appends the markers, has the groups apply those of __consumer_offsets, and calls back, once and on any
/// thread, when all of them are committed or have failed: UNKNOWN_TOPIC_OR_PARTITION, INVALID_PRODUCER_EPOCH,
/// TRANSACTION_COORDINATOR_FENCED, KAFKA_STORAGE_ERROR, and NOT_LEADER_OR_FOLLOWER while the groups are
/// loading. A marker that is written twice does no harm.
void write_markers(Broker& broker, std::vector<Marker> markers, MarkersWritten then);

}  // namespace moldau::broker
