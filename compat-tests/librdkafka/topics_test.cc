#include <gmock/gmock.h>

#include "admin.h"

namespace compat {
namespace {

using testing::Contains;
using testing::Not;

TEST(Topics, AreCreatedWithTheirConfigsAndDescribed) {
  Admin admin;
  const std::string topic =
      make_topic("configs", 3,
                 {{"retention.ms", "123456"}, {"cleanup.policy", "compact"}, {"max.message.bytes", "5000"}});

  const auto configs = admin.describe_configs(RD_KAFKA_RESOURCE_TOPIC, topic);

  EXPECT_EQ(configs.at("retention.ms").value, "123456");
  EXPECT_EQ(configs.at("retention.ms").source, RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG);
  EXPECT_EQ(configs.at("cleanup.policy").value, "compact");
  EXPECT_EQ(configs.at("max.message.bytes").value, "5000");
  EXPECT_EQ(configs.at("segment.bytes").source, RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG);
  EXPECT_TRUE(configs.at("segment.bytes").is_default);
}

TEST(Topics, GetMorePartitionsButNeverFewer) {
  Admin admin;
  const std::string topic = make_topic("growing", 2);

  EXPECT_EQ(admin.create_partitions(topic, 5), RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_TRUE(eventually([&] { return admin.partition_count(topic) == 5; }));
  EXPECT_EQ(admin.create_partitions(topic, 3), RD_KAFKA_RESP_ERR_INVALID_PARTITIONS);
  EXPECT_EQ(admin.create_partitions(topic, 5), RD_KAFKA_RESP_ERR_INVALID_PARTITIONS);
  EXPECT_EQ(admin.create_partitions(unique("nowhere"), 5), RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
}

TEST(Topics, AreDeletedAndCanComeBack) {
  Admin admin;
  const std::string topic = make_topic("deleted");

  EXPECT_EQ(admin.delete_topic(topic), RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_TRUE(eventually([&] { return !admin.partition_count(topic); }));
  EXPECT_EQ(admin.delete_topic(topic), RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  EXPECT_EQ(admin.create_topic(topic, 2), RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_TRUE(eventually([&] { return admin.partition_count(topic) == 2; }));
}

TEST(Topics, AreRefusedWhenTheyCannotBe) {
  Admin admin;
  const std::string existing = make_topic("existing");

  EXPECT_EQ(admin.create_topic(existing, 1), RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS);
  EXPECT_EQ(admin.create_topic("not a name", 1), RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION);
  EXPECT_EQ(admin.create_topic(std::string(250, 'x'), 1), RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION);
  EXPECT_EQ(admin.create_topic(unique("bad"), 0), RD_KAFKA_RESP_ERR_INVALID_PARTITIONS);
  EXPECT_EQ(admin.create_topic(unique("bad"), 1, {}, 3), RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR);
  EXPECT_EQ(admin.create_topic(unique("bad"), 1, {{"no.such.config", "1"}}),
            RD_KAFKA_RESP_ERR_INVALID_CONFIG);
  EXPECT_EQ(admin.create_topic(unique("bad"), 1, {{"retention.ms", "soon"}}),
            RD_KAFKA_RESP_ERR_INVALID_CONFIG);
  EXPECT_THAT(admin.topics(), Not(Contains(testing::StartsWith("bad-"))));
}

TEST(Topics, AreNotCreatedByAValidation) {
  Admin admin;
  const std::string topic = unique("validated");

  EXPECT_EQ(admin.create_topic(topic, 1, {}, 1, true), RD_KAFKA_RESP_ERR_NO_ERROR);

  EXPECT_THAT(admin.topics(), Not(Contains(topic)));
}

TEST(Configs, OfTheBrokerAreDescribed) {
  Admin admin;
  const rd_kafka_metadata_t* metadata = nullptr;
  ASSERT_EQ(rd_kafka_metadata(admin.handle(), 0, nullptr, &metadata, 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  const std::string node = std::to_string(metadata->brokers[0].id);
  rd_kafka_metadata_destroy(metadata);

  const auto configs = admin.describe_configs(RD_KAFKA_RESOURCE_BROKER, node);

  EXPECT_EQ(configs.at("num.partitions").value, "1");
  EXPECT_EQ(configs.at("message.max.bytes").value, "1048588");
  EXPECT_TRUE(configs.at("log.dirs").read_only);
  EXPECT_FALSE(configs.at("log.dirs").is_default);
}

TEST(Configs, OfAnUnknownTopicAreAnError) {
  Admin admin;
  rd_kafka_resp_err_t error{};

  EXPECT_TRUE(admin.describe_configs(RD_KAFKA_RESOURCE_TOPIC, unique("nowhere"), &error).empty());

  EXPECT_EQ(error, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
}

}  // namespace
}  // namespace compat
