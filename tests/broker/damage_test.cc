#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

/// Segments that something changed behind the broker's back.
class Damage : public BrokerTest {
 protected:
  void SetUp() override {
    start();
    auto client = connect();
    create_topic(client, {.name = "t"});
    create_topic(client, {.name = "other"});
    for (int i = 0; i < 10; ++i) produce(client, {.batch = batch_of({"value-" + std::to_string(i)})});
    produce(client, {.topic = "other", .batch = batch_of({"kept"})});
  }
  void crash_and_flip_a_byte() {
    disk.cut();
    broker.reset();
    disk.mend();
    damaged = read_whole(segment("t-0"));
    damaged.at(position()) ^= 0x40;
    write_whole(segment("t-0"), damaged);
  }
  /// The last byte of the records in the fifth of ten batches.
  std::size_t position() const { return damaged.size() / 2 - 1; }
  void expect_offline(Client& client) {
    EXPECT_EQ(error_of(produce(client)), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(error_of(only_partition(fetch(client, {.max_wait_ms = kLong}))), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(error_of(list_offset(client)), ErrorCode::kKafkaStorageError);
  }

  Bytes damaged;
};

TEST_F(Damage, leaves_its_partition_offline_and_everything_on_the_disk) {
  crash_and_flip_a_byte();
  LogCapture log;

  start();

  EXPECT_EQ(count_lines_with(log.text(), "partition is offline partition=t-0"), 1u);
  auto client = connect();
  expect_offline(client);
  EXPECT_EQ(read_whole(segment("t-0")), damaged);
}

TEST_F(Damage, leaves_other_partitions_alone) {
  crash_and_flip_a_byte();
  start();

  auto client = connect();

  EXPECT_EQ(values_in(fetch(client, {.from = {{.topic = "other"}}})), std::vector<std::string>{"kept"});
  EXPECT_EQ(error_of(produce(client, {.topic = "other"})), ErrorCode::kNone);
  expect_healthy();
}

TEST_F(Damage, is_not_hidden_by_a_clean_shutdown) {
  crash_and_flip_a_byte();
  start();
  LogCapture log;

  restart();

  EXPECT_EQ(count_lines_with(log.text(), "partition is offline partition=t-0"), 1u);
  auto client = connect();
  expect_offline(client);
  EXPECT_EQ(read_whole(segment("t-0")), damaged);
}

TEST_F(Damage, is_over_once_the_bytes_are_back) {
  crash_and_flip_a_byte();
  start();
  stop();
  damaged.at(position()) ^= 0x40;
  write_whole(segment("t-0"), damaged);

  start();

  auto client = connect();
  EXPECT_EQ(values_in(fetch(client)).size(), 10u);
}

TEST_F(Damage, a_damaged_topic_can_be_deleted_and_made_again) {
  crash_and_flip_a_byte();
  start();
  auto client = connect();

  EXPECT_EQ(delete_topic(client), ErrorCode::kNone);
  create_topic(client);

  EXPECT_EQ(produce(client).base_offset, 0);
}

TEST_F(Damage, of_the_groups_leaves_only_them_without_a_coordinator) {
  auto client = connect();
  find_coordinator(client);
  for (int i = 0; i < 10; ++i) commit_offset(client, i);
  disk.cut();
  broker.reset();
  disk.mend();
  for (int i = 0; i < 3; ++i) {
    const auto file = segment("__consumer_offsets-" + std::to_string(i));
    auto content = read_whole(file);
    if (content.empty()) continue;
    content.at(protocol::BatchLayout::kHeaderSize) ^= 0x40;
    write_whole(file, content);
  }

  start();

  client = connect();
  auto error = offsets_error(client);
  while (error == ErrorCode::kCoordinatorLoadInProgress) error = offsets_error(client);
  EXPECT_EQ(error, ErrorCode::kNotCoordinator);
  EXPECT_EQ(error_of(produce(client)), ErrorCode::kNone);
}

TEST_F(Damage, a_torn_tail_is_cut_off) {
  disk.cut();
  broker.reset();
  disk.mend();
  auto content = read_whole(segment("t-0"));
  const auto half = batch_of({"torn"});
  content.insert(content.end(), half.begin(), half.begin() + static_cast<std::ptrdiff_t>(half.size() / 2));
  write_whole(segment("t-0"), content);

  start();

  auto client = connect();
  EXPECT_EQ(values_in(fetch(client)).size(), 10u);
  EXPECT_EQ(produce(client).base_offset, 10);
}

}  // namespace
}  // namespace moldau::broker::test
