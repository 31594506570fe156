#pragma once

#include <cstdint>
#include <string_view>

#include "metadata/topic.h"
#include "protocol/messages/19_create_topics.h"

namespace moldau::metadata {

inline constexpr std::string_view kConsumerOffsetsTopic = "__consumer_offsets";
inline constexpr std::string_view kTransactionStateTopic = "__transaction_state";
inline constexpr std::string_view kShareGroupStateTopic = "__share_group_state";

/// One of the topics that the cluster keeps its own records in.
bool is_internal_topic(std::string_view name);

/// What of server.properties shapes __consumer_offsets when it is made.
struct OffsetsTopicConfig {
  std::int32_t num_partitions = 50;        // offsets.topic.num.partitions
  std::int16_t replication_factor = 3;     // offsets.topic.replication.factor
  std::int32_t segment_bytes = 104857600;  // offsets.topic.segment.bytes
};

/// The request that a broker makes for itself when a group first needs the topic.
protocol::CreateTopicsRequest create_offsets_topic(const OffsetsTopicConfig& config);

}  // namespace moldau::metadata
