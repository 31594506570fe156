#include "metadata/config/topic_config.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/check.h"

namespace moldau::metadata {
namespace {

/// The values of one topic, typed.
class TopicValues {
 public:
  TopicValues(const BrokerConfigs& broker, const ConfigMap& topic, std::int32_t replication_factor)
      : broker_(broker), topic_(topic), replication_factor_(replication_factor) {}

  ConfigValue value(std::string_view name) const {
    const auto* key = find_topic_key(name);
    MOLDAU_CHECK(key);
    const auto found = effective_topic_config(broker_, topic_, replication_factor_, name);
    if (!found.value) return {};
    auto parsed = parse_config_value(*key, *found.value);
    MOLDAU_CHECK(parsed);
    return std::move(*parsed);
  }
  std::int64_t int64(std::string_view name) const { return std::get<std::int64_t>(value(name)); }
  std::int32_t int32(std::string_view name) const { return static_cast<std::int32_t>(int64(name)); }
  bool boolean(std::string_view name) const { return std::get<bool>(value(name)); }
  double number(std::string_view name) const { return std::get<double>(value(name)); }
  std::string text(std::string_view name) const { return std::get<std::string>(value(name)); }
  bool lists(std::string_view name, std::string_view word) const {
    const auto words = std::get<std::vector<std::string>>(value(name));
    return std::ranges::find(words, word) != words.end();
  }

 private:
  const BrokerConfigs& broker_;
  const ConfigMap& topic_;
  const std::int32_t replication_factor_;
};

std::optional<protocol::Compression> compression(const TopicValues& values) {
  using protocol::Codec;
  const auto type = values.text("compression.type");
  if (type == "uncompressed") return protocol::Compression{};
  if (type == "gzip") return protocol::Compression{Codec::kGzip, values.int32("compression.gzip.level")};
  if (type == "snappy") return protocol::Compression{Codec::kSnappy};
  if (type == "lz4") return protocol::Compression{Codec::kLz4, values.int32("compression.lz4.level")};
  if (type == "zstd") return protocol::Compression{Codec::kZstd, values.int32("compression.zstd.level")};
  return std::nullopt;
}

log::LogConfig log_config(const TopicValues& values, const BrokerConfigs& broker, const ConfigMap& topic) {
  const bool below_minimum = topic.contains("internal.segment.bytes");
  return {
      .segment_bytes = values.int64(below_minimum ? "internal.segment.bytes" : "segment.bytes"),
      .segment_ms = values.int64("segment.ms"),
      .segment_jitter_ms = values.int64("segment.jitter.ms"),
      .index_interval_bytes = values.int32("index.interval.bytes"),
      .segment_index_bytes = values.int32("segment.index.bytes"),
      .retention_bytes = values.int64("retention.bytes"),
      .retention_ms = values.int64("retention.ms"),
      .file_delete_delay_ms = values.int64("file.delete.delay.ms"),
      .preallocate = values.boolean("preallocate"),
      .max_message_bytes = values.int32("max.message.bytes"),
      .message_timestamp_type = values.text("message.timestamp.type") == "LogAppendTime"
                                    ? protocol::TimestampType::kLogAppendTime
                                    : protocol::TimestampType::kCreateTime,
      .flush_messages = values.int64("flush.messages"),
      .flush_ms = values.int64("flush.ms"),
      .cleanup_delete = values.lists("cleanup.policy", "delete"),
      .cleanup_compact = values.lists("cleanup.policy", "compact"),
      .min_compaction_lag_ms = values.int64("min.compaction.lag.ms"),
      .max_compaction_lag_ms = values.int64("max.compaction.lag.ms"),
      .min_cleanable_dirty_ratio = values.number("min.cleanable.dirty.ratio"),
      .delete_retention_ms = values.int64("delete.retention.ms"),
      .producer_id_expiration_ms = broker.integer("producer.id.expiration.ms"),
  };
}

}  // namespace

SourcedValue effective_topic_config(const BrokerConfigs& broker, const ConfigMap& topic,
                                    std::int32_t replication_factor, std::string_view name) {
  const auto* key = find_topic_key(name);
  MOLDAU_CHECK(key);
  if (const auto own = topic.find(name); own != topic.end())
    return {own->first, canonical_config_value(*key, own->second), ConfigSource::kDynamicTopic};
  const auto synonyms = synonyms_of_topic_key(name);
  if (!synonyms.empty()) {
    auto found = broker.first_set(synonyms);
    if (name == "flush.messages" && found.source == ConfigSource::kDefault && replication_factor == 1)
      found.value = std::string("1");
    if (found.value) found.value = canonical_config_value(*key, *found.value);
    return found;
  }
  const auto value = key->default_value ? std::optional<std::string>(*key->default_value) : std::nullopt;
  return {std::string(name), value, ConfigSource::kDefault};
}

TopicConfig make_topic_config(const BrokerConfigs& broker, const ConfigMap& topic,
                              std::int32_t replication_factor) {
  const TopicValues values(broker, topic, replication_factor);
  return {
      .log = log_config(values, broker, topic),
      .compression = compression(values),
      .message_timestamp_before_max_ms = values.int64("message.timestamp.before.max.ms"),
      .message_timestamp_after_max_ms = values.int64("message.timestamp.after.max.ms"),
      .max_decompressed_message_bytes = std::min(values.int64("max.decompressed.message.bytes"),
                                                 broker.integer("moldau.decompression.max.bytes")),
      .min_insync_replicas = values.int32("min.insync.replicas"),
      .unclean_leader_election_enable = values.boolean("unclean.leader.election.enable"),
  };
}

std::optional<std::string> check_topic_config(std::string_view name, std::string_view value) {
  const auto* key = find_topic_key(name);
  if (!key) return fmt::format("Unknown topic config name: {}", name);
  const auto parsed = parse_config_value(*key, value);
  if (!parsed) return parsed.error();
  if (name == "remote.storage.enable" && std::get<bool>(*parsed))
    return "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote "
           "log "
           "storage.";
  if (name == "internal.segment.bytes" && std::get<std::int64_t>(*parsed) < 1)
    return fmt::format("Invalid value {} for configuration {}: Value must be at least 1", value, name);
  return std::nullopt;
}

std::optional<std::string> check_topic_configs(const BrokerConfigs& broker, const ConfigMap& topic) {
  for (const auto& [name, value] : topic)
    if (!find_topic_key(name)) return check_topic_config(name, value);
  for (const auto& [name, value] : topic)
    if (auto complaint = check_topic_config(name, value)) return complaint;
  const TopicValues values(broker, topic, 1);
  const auto min = values.int64("min.compaction.lag.ms"), max = values.int64("max.compaction.lag.ms");
  if (min > max)
    return fmt::format(
        "conflict topic config setting min.compaction.lag.ms ({}) > max.compaction.lag.ms ({})", min, max);
  return std::nullopt;
}

}  // namespace moldau::metadata
