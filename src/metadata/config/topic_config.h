#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "log/log_config.h"
#include "metadata/config/broker_configs.h"
#include "protocol/records/compression.h"

namespace moldau::metadata {

/// A topic's configuration as the data path uses it, under Kafka's names.
struct TopicConfig {
  /// What its logs follow.
  log::LogConfig log;

  /// How to compress on append; nothing is "producer": batches stay as they come.
  std::optional<protocol::Compression> compression;
  std::int64_t message_timestamp_before_max_ms = 0, message_timestamp_after_max_ms = 0;
  /// The smaller one of max.decompressed.message.bytes and moldau.decompression.max.bytes.
  std::int64_t max_decompressed_message_bytes = 0;
  std::int32_t min_insync_replicas = 1;
  bool unclean_leader_election_enable = false;

  friend bool operator==(const TopicConfig&, const TopicConfig&) = default;
};

/// The value of a topic key that is in force: the topic's own, else that of the broker's keys behind it, else
/// the default. flush.messages that nobody sets is 1 where the replication factor is 1: a lone replica must
/// not lose what it acknowledged. REQUIRES: `name` is a topic key, and every value set has been checked.
SourcedValue effective_topic_config(const BrokerConfigs& broker, const ConfigMap& topic,
                                    std::int32_t replication_factor, std::string_view name);

/// REQUIRES: `topic` and `broker` have been checked.
TopicConfig make_topic_config(const BrokerConfigs& broker, const ConfigMap& topic,
                              std::int32_t replication_factor);

/// Why a topic may not have this value, in Kafka's words; nothing where it may.
std::optional<std::string> check_topic_config(std::string_view name, std::string_view value);
/// The same for all of a topic's overrides, each and together with the broker's values.
std::optional<std::string> check_topic_configs(const BrokerConfigs& broker, const ConfigMap& topic);

}  // namespace moldau::metadata
