#include "metadata/internal_topics.h"

#include <initializer_list>
#include <utility>

namespace moldau::metadata {
namespace {

protocol::CreateTopicsRequest create(std::string_view name, std::int32_t num_partitions,
                                     std::int16_t replication_factor,
                                     std::initializer_list<std::pair<const char*, std::string>> configs) {
  protocol::CreateTopicsRequest request;
  auto& topic = request.topics.emplace_back();
  topic.name = name;
  topic.num_partitions = num_partitions;
  topic.replication_factor = replication_factor;
  for (const auto& [config, value] : configs) topic.configs.push_back({config, value});
  return request;
}

}  // namespace

bool is_internal_topic(std::string_view name) {
  return name == kConsumerOffsetsTopic || name == kTransactionStateTopic || name == kShareGroupStateTopic;
}

protocol::CreateTopicsRequest create_offsets_topic(const OffsetsTopicConfig& config) {
  return create(kConsumerOffsetsTopic, config.num_partitions, config.replication_factor,
                {{"cleanup.policy", "compact"},
                 {"compression.type", "producer"},
                 {"segment.bytes", std::to_string(config.segment_bytes)}});
}

protocol::CreateTopicsRequest create_transaction_topic(const TransactionTopicConfig& config) {
  return create(kTransactionStateTopic, config.num_partitions, config.replication_factor,
                {{"cleanup.policy", "compact"},
                 {"compression.type", "uncompressed"},
                 {"min.insync.replicas", std::to_string(config.min_insync_replicas)},
                 {"segment.bytes", std::to_string(config.segment_bytes)},
                 {"unclean.leader.election.enable", "false"}});
}

}  // namespace moldau::metadata
