#include <gmock/gmock.h>

#include "admin.h"
#include "consumer.h"
#include "producer.h"

namespace compat {
namespace {

using testing::ElementsAre;

/// A topic with ten records, a second apart from `first_ms` on.
struct TenRecords {
  std::string topic;
  std::int64_t first_ms;

  explicit TenRecords(const std::string& name) : topic(make_topic(name)) {
    first_ms = std::chrono::system_clock::now().time_since_epoch() / std::chrono::milliseconds(1) - 3'600'000;
    Producer producer;
    std::vector<Record> records;
    for (int i = 0; i < 10; ++i)
      records.push_back({.partition = 0, .value = std::to_string(i), .timestamp_ms = first_ms + 1000 * i});
    for (const auto& delivery : producer.send(topic, records))
      EXPECT_EQ(delivery.error, RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  std::int64_t at(rd_kafka_t* handle, std::int64_t time_ms) const {
    Partitions list = list_of(topic, {{0, time_ms}});
    EXPECT_EQ(rd_kafka_offsets_for_times(handle, list.get(), 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
    return list->elems[0].offset;
  }
};

std::vector<std::string> values(const std::vector<Record>& records) {
  std::vector<std::string> found;
  for (const Record& record : records) found.push_back(record.value.value_or("(null)"));
  return found;
}

TEST(Offsets, AreFoundByTime) {
  const TenRecords ten("by-time");
  Consumer consumer;

  EXPECT_EQ(ten.at(consumer.handle(), 0), 0);
  EXPECT_EQ(ten.at(consumer.handle(), ten.first_ms), 0);
  EXPECT_EQ(ten.at(consumer.handle(), ten.first_ms + 1), 1);
  EXPECT_EQ(ten.at(consumer.handle(), ten.first_ms + 4000), 4);
  EXPECT_EQ(ten.at(consumer.handle(), ten.first_ms + 9000), 9);
  EXPECT_EQ(ten.at(consumer.handle(), ten.first_ms + 9001), RD_KAFKA_OFFSET_END);
}

TEST(Offsets, AWatermarkIsTheStartAndTheEnd) {
  const TenRecords ten("watermarks");
  Consumer consumer;
  std::int64_t low = -1, high = -1;

  ASSERT_EQ(rd_kafka_query_watermark_offsets(consumer.handle(), ten.topic.c_str(), 0, &low, &high, 10'000),
            RD_KAFKA_RESP_ERR_NO_ERROR);

  EXPECT_EQ(low, 0);
  EXPECT_EQ(high, 10);
  EXPECT_EQ(rd_kafka_query_watermark_offsets(consumer.handle(), ten.topic.c_str(), 5, &low, &high, 3000),
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
}

TEST(Offsets, AConsumerStartsWhereItIsAssigned) {
  const TenRecords ten("assigned");
  Consumer consumer;

  consumer.assign(ten.topic, {{0, 7}});
  EXPECT_THAT(values(consumer.take(3)), ElementsAre("7", "8", "9"));
  consumer.assign(ten.topic, {{0, RD_KAFKA_OFFSET_TAIL(2)}});
  EXPECT_THAT(values(consumer.take(2)), ElementsAre("8", "9"));
  consumer.assign(ten.topic, {{0, RD_KAFKA_OFFSET_BEGINNING}});
  EXPECT_THAT(values(consumer.take(1)), ElementsAre("0"));
  consumer.assign(ten.topic, {{0, RD_KAFKA_OFFSET_END}});
  EXPECT_TRUE(consumer.take_for(std::chrono::milliseconds(500)).empty());
}

TEST(Offsets, AConsumerSeeksBackAndForth) {
  const TenRecords ten("sought");
  Consumer consumer;
  consumer.assign(ten.topic, {{0, 0}});
  EXPECT_EQ(consumer.take(10).size(), 10U);

  for (const std::int64_t offset : {3, 8, 0}) {
    Partitions list = list_of(ten.topic, {{0, offset}});
    rd_kafka_error_t* error = rd_kafka_seek_partitions(consumer.handle(), list.get(), 5000);
    ASSERT_EQ(error, nullptr) << rd_kafka_error_string(error);
    const auto records = consumer.take(1);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].offset, offset);
  }
}

TEST(Offsets, OutOfRangeGoesWhereTheResetPolicySays) {
  const TenRecords ten("out-of-range");
  Consumer earliest(Settings{{"auto.offset.reset", "earliest"}}),
      strict(Settings{{"auto.offset.reset", "error"}});

  earliest.assign(ten.topic, {{0, 500}});
  EXPECT_THAT(values(earliest.take(1)), ElementsAre("0"));
  strict.assign(ten.topic, {{0, 500}});
  EXPECT_TRUE(eventually(
      [&] { return strict.poll(std::chrono::milliseconds(100)).has_value() || strict.last_error() != 0; }));
  EXPECT_EQ(strict.last_error(), RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET);
}

TEST(Offsets, AnEndOfPartitionIsSeen) {
  const TenRecords ten("end");
  Consumer consumer(Settings{{"enable.partition.eof", "true"}});
  consumer.assign(ten.topic, {{0, 0}});

  EXPECT_EQ(consumer.take(10).size(), 10U);
  EXPECT_TRUE(eventually([&] {
    return consumer.poll(std::chrono::milliseconds(100)) ||
           consumer.last_error() == RD_KAFKA_RESP_ERR__PARTITION_EOF;
  }));
}

}  // namespace
}  // namespace compat
