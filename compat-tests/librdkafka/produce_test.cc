#include <gmock/gmock.h>

#include "admin.h"
#include "consumer.h"
#include "producer.h"

namespace compat {
namespace {

using testing::Each;
using testing::Field;

constexpr std::int64_t kMinute = 60'000;

std::int64_t an_hour_ago() {
  return std::chrono::system_clock::now().time_since_epoch() / std::chrono::milliseconds(1) - 60 * kMinute;
}

/// Records of every shape: with and without key, value, headers; text and bytes.
std::vector<Record> of_every_shape(int partition) {
  const std::int64_t at = an_hour_ago();
  std::vector<Record> records{
      {.partition = partition, .key = "key", .value = "value", .timestamp_ms = at},
      {.partition = partition, .key = std::nullopt, .value = "no key", .timestamp_ms = at + 1},
      {.partition = partition, .key = "no value", .value = std::nullopt, .timestamp_ms = at + 2},
      {.partition = partition, .key = "", .value = "", .timestamp_ms = at + 3},
      {.partition = partition,
       .key = std::string("\0\xff", 2),
       .value = std::string(10'000, '\0'),
       .timestamp_ms = at + 1},
      {.partition = partition,
       .key = "headers",
       .value = "x",
       .headers = {{"a", "1"}, {"a", "2"}, {"empty", ""}, {"null", std::nullopt}},
       .timestamp_ms = at + 4},
  };
  for (int i = 0; i < 200; ++i) {
    records.push_back({.partition = partition,
                       .key = "key " + std::to_string(i),
                       .value = std::string(static_cast<std::size_t>(i), 'v'),
                       .timestamp_ms = at + 5});
  }
  return records;
}

/// The codec and acks of one run.
struct How {
  std::string codec, acks;
  bool idempotent = false;
};

void PrintTo(const How& how, std::ostream* out) {
  *out << how.codec << ", acks=" << how.acks << (how.idempotent ? ", idempotent" : "");
}

class Produce : public testing::TestWithParam<How> {};

TEST_P(Produce, KeepsEveryRecordAsItWas) {
  const auto& [codec, acks, idempotent] = GetParam();
  const std::string topic = make_topic("shapes-" + codec + "-" + acks + (idempotent ? "-idempotent" : ""), 2);
  Producer producer(Settings{
      {"compression.codec", codec}, {"acks", acks}, {"enable.idempotence", idempotent ? "true" : "false"}});
  std::vector<Record> sent = of_every_shape(1);

  const auto deliveries = producer.send(topic, sent);

  EXPECT_THAT(deliveries, Each(Field(&Delivery::error, RD_KAFKA_RESP_ERR_NO_ERROR)));
  Consumer consumer;
  consumer.assign(topic, {{0, 0}, {1, 0}});
  for (std::size_t i = 0; i < sent.size(); ++i) sent[i].offset = static_cast<std::int64_t>(i);
  EXPECT_EQ(consumer.take(sent.size()), sent);
}

INSTANTIATE_TEST_SUITE_P(Codecs, Produce,
                         testing::Values(How{"none", "all", true}, How{"gzip", "all", true},
                                         How{"snappy", "all", true}, How{"lz4", "all", true},
                                         How{"zstd", "all", true}, How{"none", "1"}, How{"none", "0"},
                                         How{"gzip", "0"}, How{"lz4", "1"}, How{"zstd", "1"}),
                         [](const auto& test) {
                           return test.param.codec + "_acks_" + test.param.acks +
                                  (test.param.idempotent ? "_idempotent" : "");
                         });

TEST(Partitioning, PutsEqualKeysTogetherAndSpreadsTheRest) {
  const std::string topic = make_topic("partitioned", 4);
  Producer producer(Settings{{"partitioner", "murmur2_random"}});
  std::vector<Record> records;
  for (int i = 0; i < 400; ++i)
    records.push_back({.key = "key " + std::to_string(i % 20), .value = std::to_string(i)});

  const auto deliveries = producer.send(topic, records);

  std::map<std::string, int> partition_of;
  std::vector<int> counts(4);
  for (std::size_t i = 0; i < records.size(); ++i) {
    ASSERT_EQ(deliveries[i].error, RD_KAFKA_RESP_ERR_NO_ERROR);
    ++counts[static_cast<std::size_t>(deliveries[i].partition)];
    EXPECT_EQ(partition_of.emplace(*records[i].key, deliveries[i].partition).first->second,
              deliveries[i].partition);
  }
  EXPECT_THAT(counts, Each(testing::Gt(0)));
}

TEST(Limits, ARecordJustBelowAMegabytePasses) {
  const std::string topic = make_topic("large");
  Producer producer;
  const Record large{.partition = 0, .key = "large", .value = std::string(999'000, 'x')};

  const auto deliveries = producer.send(topic, {large});

  ASSERT_EQ(deliveries[0].error, RD_KAFKA_RESP_ERR_NO_ERROR);
  Consumer consumer;
  consumer.assign(topic, {{0, 0}});
  const auto seen = consumer.take(1);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].value, large.value);
}

TEST(Limits, ARecordBeyondTheTopicsLimitIsRefused) {
  const std::string topic = make_topic("small", 1, {{"max.message.bytes", "10000"}});
  Producer producer(Settings{{"message.max.bytes", "3000000"}});
  Consumer consumer;

  EXPECT_EQ(producer.send(topic, {{.partition = 0, .value = std::string(20'000, 'x')}})[0].error,
            RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  EXPECT_EQ(producer.send(topic, {{.partition = 0, .value = std::string(9'000, 'x')}})[0].error,
            RD_KAFKA_RESP_ERR_NO_ERROR);

  consumer.assign(topic, {{0, 0}});
  EXPECT_EQ(consumer.take(1).size(), 1U);
}

TEST(Limits, ATopicThatAllowsMoreTakesMore) {
  const std::string topic = make_topic("huge", 1, {{"max.message.bytes", "5000000"}});
  Producer producer(Settings{{"message.max.bytes", "5000000"}});
  const std::string huge(4'000'000, 'y');

  ASSERT_EQ(producer.send(topic, {{.partition = 0, .value = huge}})[0].error, RD_KAFKA_RESP_ERR_NO_ERROR);

  Consumer consumer(Settings{
      {"fetch.message.max.bytes", "1000"}, {"fetch.max.bytes", "1000000"}, {"message.max.bytes", "1000000"}});
  consumer.assign(topic, {{0, 0}});
  const auto seen = consumer.take(1);
  ASSERT_EQ(seen.size(), 1U) << "a batch larger than all of the consumer's limits must come all the same";
  EXPECT_EQ(seen[0].value, huge);
}

TEST(Errors, AnUnknownTopicIsNotCreatedByAConsumer) {
  const std::string topic = unique("nowhere");
  Consumer consumer(
      Settings{{"allow.auto.create.topics", "false"}, {"topic.metadata.propagation.max.ms", "100"}});
  consumer.subscribe({topic});

  EXPECT_TRUE(eventually(
      [&] { return consumer.poll(std::chrono::milliseconds(100)) || consumer.last_error() != 0; }));

  EXPECT_EQ(consumer.last_error(), RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  EXPECT_EQ(Admin().partition_count(topic), std::nullopt);
}

TEST(Errors, AnUnknownPartitionIsRefused) {
  const std::string topic = make_topic("few");
  Producer producer(Settings{{"message.timeout.ms", "5000"}});

  EXPECT_EQ(producer.send(topic, {{.partition = 7, .value = "x"}})[0].error,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
}

TEST(Topics, AreCreatedByProducing) {
  const std::string topic = unique("created-by-producing");
  Producer producer;

  EXPECT_EQ(producer.send(topic, {{.value = "first"}})[0].error, RD_KAFKA_RESP_ERR_NO_ERROR);

  EXPECT_EQ(Admin().partition_count(topic), 1);
}

}  // namespace
}  // namespace compat
