#include "metadata/config/topic_config.h"

#include <gtest/gtest.h>

#include "tests/metadata/config/reference_data.h"

namespace moldau::metadata {
namespace {

ConfigMap parse_overrides(std::string_view text) {
  ConfigMap overrides;
  while (!text.empty()) {
    const auto end = text.find(';');
    const auto entry = text.substr(0, end);
    overrides.emplace(entry.substr(0, entry.find('=')), entry.substr(entry.find('=') + 1));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return overrides;
}

TEST(TopicConfigs, are_refused_with_kafkas_words) {
  constexpr std::string_view kError = "InvalidConfigurationException: ";
  for (const auto& row : testing::read_rows("kafka-4.4.0-topic-answers.tsv")) {
    const auto overrides = parse_overrides(std::string_view(row[0]).substr(2));
    const auto answer = check_topic_configs({}, overrides);
    auto expected = row[1].starts_with(kError) ? std::optional(row[1].substr(kError.size())) : std::nullopt;

    // Kafka takes a ratio that is no number, and checks several values in an order of its own.
    if (overrides == ConfigMap{{"min.cleanable.dirty.ratio", "NaN"}})
      expected = "Invalid value NaN for configuration min.cleanable.dirty.ratio: Not a number of type DOUBLE";
    if (overrides == ConfigMap{{"retention.ms", "x"}, {"segment.bytes", "1"}})
      expected = "Invalid value x for configuration retention.ms: Not a number of type LONG";
    EXPECT_EQ(answer, expected) << row[0];
  }
}

TEST(TopicConfigs, are_checked_together_with_the_brokers_values) {
  const BrokerConfigs broker{.static_broker = {{"log.cleaner.max.compaction.lag.ms", "5"}}};

  EXPECT_EQ(check_topic_configs(broker, {{"min.compaction.lag.ms", "10"}}),
            "conflict topic config setting min.compaction.lag.ms (10) > max.compaction.lag.ms (5)");
}

TEST(TopicConfig, has_kafkas_defaults) {
  const auto config = make_topic_config({}, {}, 3);

  EXPECT_EQ(config.log, log::LogConfig());
  EXPECT_EQ(config.compression, std::nullopt);
  EXPECT_EQ(config.message_timestamp_after_max_ms, 3'600'000);
  EXPECT_EQ(config.min_insync_replicas, 1);
  EXPECT_EQ(config.max_decompressed_message_bytes, 134'217'728);
}

TEST(TopicConfig, syncs_every_record_of_a_lone_replica_unless_somebody_set_otherwise) {
  const BrokerConfigs set{.static_broker = {{"log.flush.interval.messages", "9223372036854775807"}}};

  EXPECT_EQ(make_topic_config({}, {}, 1).log.flush_messages, 1);
  EXPECT_EQ(make_topic_config({}, {}, 2).log.flush_messages, log::LogConfig::kNever);
  EXPECT_EQ(make_topic_config(set, {}, 1).log.flush_messages, log::LogConfig::kNever);
  EXPECT_EQ(make_topic_config({}, {{"flush.messages", "10"}}, 1).log.flush_messages, 10);
}

TEST(TopicConfig, takes_the_topics_value_before_the_brokers) {
  const BrokerConfigs broker{.static_broker = {{"log.retention.hours", "1"},
                                               {"log.cleanup.policy", "compact"},
                                               {"compression.type", "lz4"},
                                               {"producer.id.expiration.ms", "5"}}};

  const auto config = make_topic_config(
      broker, {{"cleanup.policy", "compact,delete"}, {"compression.type", "uncompressed"}}, 1);

  EXPECT_EQ(config.log.retention_ms, 3'600'000);
  EXPECT_TRUE(config.log.cleanup_compact);
  EXPECT_TRUE(config.log.cleanup_delete);
  EXPECT_EQ(config.compression, protocol::Compression{});
  EXPECT_EQ(config.log.producer_id_expiration_ms, 5);
  EXPECT_FALSE(make_topic_config(broker, {}, 1).log.cleanup_delete);
}

TEST(TopicConfig, may_have_segments_below_the_minimum_for_tests) {
  EXPECT_EQ(make_topic_config({}, {{"internal.segment.bytes", "5000"}}, 1).log.segment_bytes, 5'000);
}

TEST(TopicConfig, syncs_by_the_schedulers_interval_where_no_other_is_given) {
  const BrokerConfigs broker{.static_broker = {{"log.flush.scheduler.interval.ms", "50"}}};

  EXPECT_EQ(make_topic_config(broker, {}, 1).log.flush_ms, 50);
}

TEST(TopicConfig, stamps_records_as_it_is_told) {
  EXPECT_EQ(
      make_topic_config({}, {{"message.timestamp.type", "LogAppendTime"}}, 1).log.message_timestamp_type,
      protocol::TimestampType::kLogAppendTime);
}

}  // namespace
}  // namespace moldau::metadata
