#pragma once

#include <cstdint>
#include <string_view>

#include "metadata/topic.h"
#include "protocol/messages/19_create_topics.h"

namespace moldau::metadata {

inline constexpr std::string_view kConsumerOffsetsTopic = "__consumer_offsets";
inline constexpr std::string_view kTransactionStateTopic = "__transaction_state";
inline constexpr std::string_view kShareGroupStateTopic = "__share_group_state";
/// Kafka's own log of metadata. No topic here, and nobody may create one of its name.
inline constexpr std::string_view kClusterMetadataTopic = "__cluster_metadata";

/// One of the topics that brokers keep their own records in.
bool is_internal_topic(std::string_view name);

/// What of server.properties shapes __consumer_offsets when it is made.
struct OffsetsTopicConfig {
  std::int32_t num_partitions = 50;                // offsets.topic.num.partitions
  std::int16_t replication_factor = 3;             // offsets.topic.replication.factor
  std::int32_t segment_bytes = 100 * 1024 * 1024;  // offsets.topic.segment.bytes
};

/// The same for __transaction_state.
struct TransactionTopicConfig {
  std::int32_t num_partitions = 50;                // transaction.state.log.num.partitions
  std::int16_t replication_factor = 3;             // transaction.state.log.replication.factor
  std::int32_t min_insync_replicas = 2;            // transaction.state.log.min.isr
  std::int32_t segment_bytes = 100 * 1024 * 1024;  // transaction.state.log.segment.bytes
};

/// The requests that a broker makes for itself when a coordinator is first looked for.
protocol::CreateTopicsRequest create_offsets_topic(const OffsetsTopicConfig& config);
protocol::CreateTopicsRequest create_transaction_topic(const TransactionTopicConfig& config);

}  // namespace moldau::metadata
