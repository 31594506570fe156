#include "broker/partition_config.h"

#include "metadata/config/topic_config.h"

namespace moldau::broker {

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
  log.decompression = validation.decompression;
  return {log, validation, broker.transactions.transaction_partition_verification_enable};
}

}  // namespace moldau::broker
