#include <cerrno>

#include "broker/log_manager.h"
#include "tests/broker/broker_fixture.h"
#include "tests/support/memory_file_system.h"

namespace moldau::broker::test {
namespace {

constexpr int kRequests = 500;

/// Requests that come faster than they are served, to a topic that is acknowledged from the page cache.
class Gathering : public BrokerTest {
 protected:
  void SetUp() override {
    properties["num.network.threads"] = "1";
    properties["log.flush.interval.messages"] = "9223372036854775807";
    start();
    client = std::make_unique<Client>(connect());
    create_topic(*client, {.name = "t"});
    create_topic(*client, {.name = "other"});
  }
  /// All at once.
  void send_all(std::int16_t acks, const std::function<std::string(int)>& topic_of) {
    Bytes all;
    for (int i = 0; i < kRequests; ++i) {
      const auto frame = produce_frame(
          *client, {.topic = topic_of(i), .batch = batch_of({std::to_string(i)}), .acks = acks});
      all.insert(all.end(), frame.begin(), frame.end());
    }
    ASSERT_TRUE(client->send_bytes(all));
  }
  std::size_t batches_on_disk(const std::string& partition) {
    return values_in(protocol::Records(ByteView(read_whole(segment(partition))))).size();
  }

  std::unique_ptr<Client> client;
};

TEST_F(Gathering, what_is_acknowledged_has_left_the_process) {
  send_all(1, [](int) { return "t"; });

  for (int i = 0; i < kRequests; ++i) {
    EXPECT_EQ(receive_produced(*client).base_offset, i);
    EXPECT_GT(batches_on_disk("t-0"), static_cast<std::size_t>(i));
  }
  EXPECT_EQ(values_in(fetch(*client, {.from = {{.max_bytes = 1 << 24}}})).size(), kRequests);
}

TEST_F(Gathering, requests_that_want_no_answer_leave_it_as_well) {
  send_all(0, [](int) { return "t"; });

  auto reader = connect();
  for (int seen = 0; seen < kRequests;) {
    const auto polled = send_long_poll(reader, seen);
    seen +=
        static_cast<int>(values_in(reader.receive<protocol::FetchResponse>(kFetchVersion, polled)).size());
  }
  EXPECT_EQ(batches_on_disk("t-0"), kRequests);
}

TEST_F(Gathering, two_partitions_in_turn_keep_their_orders) {
  send_all(1, [](int i) { return i % 5 == 0 ? "other" : "t"; });
  int offset = 0, other = 0;
  for (int i = 0; i < kRequests; ++i)
    EXPECT_EQ(receive_produced(*client).base_offset, i % 5 == 0 ? other++ : offset++);

  EXPECT_EQ(batches_on_disk("other-0"), kRequests / 5);
  EXPECT_EQ(batches_on_disk("t-0"), kRequests - kRequests / 5);
}

TEST_F(Gathering, with_other_requests_between_them_answers_come_in_order) {
  std::vector<std::int32_t> asked;
  for (int i = 0; i < kRequests; ++i) {
    send_produce(*client, {.batch = batch_of({std::to_string(i)}), .acks = 1});
    if (i % 7 == 0) asked.push_back(client->send(list_offsets_request(), kListOffsetsVersion));
  }

  for (int i = 0; i < kRequests; ++i) {
    EXPECT_EQ(receive_produced(*client).base_offset, i);
    if (i % 7 != 0) continue;
    const auto listed = client->receive<protocol::ListOffsetsResponse>(kListOffsetsVersion, asked.at(i / 7));
    EXPECT_EQ(listed->topics.at(0).partitions.at(0).offset, i + 1);
  }
}

/// Whoever waits for what this connection gathered must not wait for itself.
TEST_F(Gathering, nobody_waits_for_what_its_own_connection_gathered) {
  Bytes all;
  for (const auto* topic : {"t", "t", "t", "other"}) {
    const auto frame = produce_frame(*client, {.topic = topic, .acks = 0});
    all.insert(all.end(), frame.begin(), frame.end());
  }
  const auto ask = client->frame_of(protocol::ListOffsetsRequest::kInfo.api_key, kListOffsetsVersion, true,
                                    protocol::encode(list_offsets_request(), kListOffsetsVersion));
  all.insert(all.end(), ask.begin(), ask.end());

  ASSERT_TRUE(client->send_bytes(all));

  const auto listed = client->receive<protocol::ListOffsetsResponse>(kListOffsetsVersion);
  EXPECT_EQ(listed->topics.at(0).partitions.at(0).offset, 3);
}

TEST_F(Gathering, to_a_partition_that_is_offline_each_request_is_answered) {
  create_topic(*client, {.name = "synced", .configs = {{"flush.messages", "1"}}});
  disk.fail_syncs("/synced-0/");
  EXPECT_EQ(error_of(produce(*client, {.topic = "synced"})), ErrorCode::kKafkaStorageError);

  send_all(1, [](int) { return "t"; });

  for (int i = 0; i < kRequests; ++i)
    EXPECT_EQ(error_of(receive_produced(*client)), ErrorCode::kKafkaStorageError);
}

class GatheringPartition : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(logs_.open_directories());
    partition = logs_.open({{{"t", {}, 0, false}, 1, config()}}, false).at(0);
  }
  ~GatheringPartition() override {
    partition.reset();
    syncs_.stop();
  }
  static PartitionConfig config(std::int64_t flush_messages = log::LogConfig::kNever) {
    PartitionConfig config;
    config.log.flush_messages = flush_messages;
    return config;
  }
  std::expected<Partition::Appended, Refusal> append(bool gather) {
    auto batch = batch_of({"a"}, {.producer_id = 5, .producer_epoch = 0, .base_sequence = 0});
    return partition->append(batch, kProduceVersion, log::kNoGuard, gather);
  }

  moldau::testing::MemoryFileSystem disk;
  std::shared_ptr<Partition> partition;

 private:
  SystemClock clock_;
  BlockingPool syncs_{"sync", 1};
  LogManager logs_{disk, clock_, syncs_, {.directories = {"/data"}}};
};

TEST_F(GatheringPartition, shows_what_is_settled) {
  const auto appended = append(true);
  ASSERT_TRUE(appended);
  EXPECT_TRUE(appended->gathered);
  EXPECT_EQ(partition->high_watermark(), 0);

  EXPECT_TRUE(partition->settle());

  EXPECT_EQ(partition->high_watermark(), 1);
}

TEST_F(GatheringPartition, settles_for_whoever_sends_it_again) {
  ASSERT_TRUE(append(true));

  const auto again = append(false);

  ASSERT_TRUE(again);
  EXPECT_TRUE(again->committed);
  EXPECT_EQ(partition->high_watermark(), 1);
}

TEST_F(GatheringPartition, settles_before_its_configuration_changes) {
  ASSERT_TRUE(append(true));

  partition->configure(config(1));

  EXPECT_EQ(partition->high_watermark(), 1);
}

TEST_F(GatheringPartition, gathers_nothing_that_waits_for_a_sync) {
  partition->configure(config(1));

  const auto appended = append(true);

  ASSERT_TRUE(appended);
  EXPECT_FALSE(appended->gathered);
}

TEST_F(GatheringPartition, that_cannot_write_is_offline) {
  ASSERT_TRUE(append(true));
  disk.fail_nth(0, {ENOSPC});

  EXPECT_FALSE(partition->settle());

  EXPECT_TRUE(partition->offline());
  EXPECT_FALSE(partition->settle());
}

TEST_F(GatheringPartition, that_was_deleted_ends_nobodys_connection) {
  ASSERT_TRUE(append(true));

  partition->retire("a test");

  EXPECT_TRUE(partition->settle());
}

}  // namespace
}  // namespace moldau::broker::test
