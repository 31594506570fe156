#include "broker/partition_config.h"

#include <algorithm>

#include "metadata/config/topic_config.h"

namespace moldau::broker {
namespace {

/// Of what was let in once, whatever the limits and the topic said then, and however well the broker has
/// compressed it since: cleaned, or in the topic's own codec.
protocol::DecompressionLimits stored_limits(const metadata::ServerConfig& broker) {
  const auto most = std::max(protocol::DecompressionLimits().max_bytes,
                             static_cast<std::size_t>(broker.network.decompression_max_bytes));
  return {.max_bytes = most, .max_ratio = 0, .free_bytes = most};
}

}  // namespace

PartitionConfig partition_config(const metadata::ServerConfig& broker, const metadata::Topic& topic) {
  const auto config = metadata::make_topic_config(broker.configs, topic.configs, topic.replication_factor());
  protocol::ValidationOptions validation;
  validation.timestamp_type = config.log.message_timestamp_type;
  validation.timestamp_before_max_ms = config.message_timestamp_before_max_ms;
  validation.timestamp_after_max_ms = config.message_timestamp_after_max_ms;
  validation.compacted = config.log.cleanup_compact;
  validation.max_message_bytes = config.log.max_message_bytes;
  validation.compression = config.compression;
  validation.decompression = {
      .max_bytes = static_cast<std::size_t>(config.max_decompressed_message_bytes),
      .max_ratio = static_cast<std::size_t>(broker.network.decompression_max_ratio),
      .free_bytes = static_cast<std::size_t>(broker.network.decompression_free_bytes),
  };
  auto log = config.log;
  log.decompression = stored_limits(broker);
  return {log, validation, broker.transactions.transaction_partition_verification_enable};
}

}  // namespace moldau::broker
