#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

/// Commits whose disk a test stalls or breaks.
class Durability : public BrokerTest {
 protected:
  void SetUp() override {
    start();
    client = std::make_unique<Client>(connect());
    create_topic(*client, {.name = "t"});
    create_topic(*client, {.name = "other"});
  }
  void hold(const std::string& partition = "/t-0/") { disk.hold_syncs({partition, "sync"}); }

  std::unique_ptr<Client> client;
};

TEST_F(Durability, acks_all_is_answered_and_shown_only_after_the_sync) {
  hold();

  const auto first = send_produce(*client, {.batch = batch_of({"a"})});
  ASSERT_TRUE(disk.wait_until_held());
  const auto second = send_produce(*client, {.batch = batch_of({"b"})});
  auto reader = connect();
  EXPECT_EQ(only_partition(fetch(reader)).high_watermark, 0);
  EXPECT_TRUE(values_in(fetch(reader)).empty());
  auto asker = connect();
  const auto asked = asker.send(list_offsets_request(), kListOffsetsVersion);
  const auto polled = send_long_poll(reader, 0);
  EXPECT_FALSE(client->has_something());
  EXPECT_FALSE(asker.has_something());
  EXPECT_FALSE(reader.has_something());
  disk.release();

  EXPECT_EQ(receive_produced(*client, first).base_offset, 0);
  EXPECT_EQ(receive_produced(*client, second).base_offset, 1);
  const auto listed = asker.receive<protocol::ListOffsetsResponse>(kListOffsetsVersion, asked);
  EXPECT_GE(listed->topics.at(0).partitions.at(0).offset, 1);
  EXPECT_FALSE(values_in(reader.receive<protocol::FetchResponse>(kFetchVersion, polled)).empty());
}

TEST_F(Durability, acks_1_does_not_wait_for_the_sync_but_readers_do) {
  hold();

  EXPECT_EQ(produce(*client, {.acks = 1}).base_offset, 0);

  EXPECT_TRUE(values_in(fetch(*client)).empty());
}

TEST_F(Durability, a_slow_sync_stalls_no_other_partition_S18) {
  hold();
  send_produce(*client, {});
  ASSERT_TRUE(disk.wait_until_held());

  auto other = connect();

  for (int i = 0; i < 20; ++i) EXPECT_EQ(error_of(produce(other, {.topic = "other"})), ErrorCode::kNone);
  EXPECT_EQ(values_in(fetch(other, {.from = {{.topic = "other"}}})).size(), 20u);
  EXPECT_FALSE(client->has_something());
}

/// KAFKA-15046: whoever waits for the disk holds no lock that an append needs.
TEST_F(Durability, a_slow_sync_stalls_no_append_to_its_own_partition_S18) {
  hold();
  send_produce(*client, {});
  ASSERT_TRUE(disk.wait_until_held());

  auto other = connect();

  for (int i = 1; i <= 20; ++i) EXPECT_EQ(produce(other, {.acks = 1}).base_offset, i);
  EXPECT_FALSE(client->has_something());
}

TEST_F(Durability, the_answers_of_one_connection_stay_in_order_over_a_held_partition) {
  hold();
  const auto slow = send_produce(*client, {});
  ASSERT_TRUE(disk.wait_until_held());
  const auto quick = send_produce(*client, {.topic = "other"});
  auto reader = connect();
  const auto polled = send_long_poll(reader, 0, "other");
  reader.receive<protocol::FetchResponse>(kFetchVersion, polled);  // it is durable

  EXPECT_FALSE(client->has_something());
  disk.release();

  EXPECT_EQ(receive_produced(*client, slow).base_offset, 0);
  EXPECT_EQ(receive_produced(*client, quick).base_offset, 0);
}

TEST_F(Durability, many_producers_share_syncs_and_all_are_answered) {
  std::vector<Client> producers;
  for (int i = 0; i < 8; ++i) producers.push_back(connect());

  for (int round = 0; round < 10; ++round)
    for (auto& producer : producers) send_produce(producer, {});

  std::vector<bool> seen(80);
  for (int round = 0; round < 10; ++round)
    for (auto& producer : producers)
      seen.at(static_cast<std::size_t>(receive_produced(producer).base_offset)) = true;
  EXPECT_EQ(std::count(seen.begin(), seen.end(), true), 80);
}

TEST_F(Durability, a_power_cut_takes_nothing_that_was_answered) {
  for (int i = 0; i < 5; ++i) produce(*client, {.batch = batch_of({std::to_string(i)})});
  hold();
  send_produce(*client, {.batch = batch_of({"unsynced"})});
  ASSERT_TRUE(disk.wait_until_held());

  crash();

  auto reader = connect();
  EXPECT_EQ(values_in(fetch(reader)), (std::vector<std::string>{"0", "1", "2", "3", "4"}));
  EXPECT_EQ(produce(reader, {}).base_offset, 5);
}

TEST_F(Durability, a_client_that_leaves_while_its_produce_waits_harms_nobody) {
  hold();
  send_produce(*client, {});
  ASSERT_TRUE(disk.wait_until_held());

  client->close();
  disk.release();

  auto reader = connect();
  EXPECT_EQ(list_offset(reader).offset, 1);
  expect_healthy();
}

TEST_F(Durability, deleting_a_topic_answers_who_waits_for_its_sync) {
  hold();
  send_produce(*client, {});
  ASSERT_TRUE(disk.wait_until_held());

  auto other = connect();
  EXPECT_EQ(delete_topic(other), ErrorCode::kNone);

  EXPECT_EQ(error_of(receive_produced(*client)), ErrorCode::kUnknownTopicOrPartition);
}

TEST_F(Durability, a_stop_during_a_sync_waits_for_it) {
  hold();
  send_produce(*client, {});
  ASSERT_TRUE(disk.wait_until_held());
  disk.release();

  restart();

  auto reader = connect();
  EXPECT_EQ(list_offset(reader).offset, 1);
}

class Timeouts : public Durability {
 protected:
  void SetUp() override {
    clock = &manual_clock;
    Durability::SetUp();
  }
};

TEST_F(Timeouts, a_produce_whose_sync_hangs_is_answered_once_its_time_is_over) {
  hold();
  send_produce(*client, {.timeout_ms = 5'000});
  ASSERT_TRUE(disk.wait_until_held());

  do manual_clock.advance(5'000);  // again where the sync began before the request's time did
  while (!client->has_something(1'500));

  const auto produced = receive_produced(*client);
  EXPECT_EQ(error_of(produced), ErrorCode::kRequestTimedOut);
  EXPECT_EQ(produced.base_offset, -1);
  disk.release();
  EXPECT_EQ(produce(*client, {}).base_offset, 1);
}

TEST_F(Timeouts, a_produce_without_any_time_waits_for_its_sync_nevertheless) {
  hold();
  send_produce(*client, {.timeout_ms = 0});
  ASSERT_TRUE(disk.wait_until_held());
  manual_clock.advance(1'000);
  EXPECT_FALSE(client->has_something(1'500));

  disk.release();

  EXPECT_EQ(error_of(receive_produced(*client)), ErrorCode::kNone);
}

/// Two log directories, with a partition of a topic in each.
class TwoDirectories : public BrokerTest {
 protected:
  void SetUp() override {
    properties["log.dirs"] = folder + "/a," + folder + "/b";
    start();
    auto client = connect();
    create_topic(client, {.partitions = 4});
  }
  /// Which of the partitions lie in this directory.
  std::vector<std::int32_t> partitions_in(const std::string& directory) const {
    std::vector<std::int32_t> found;
    for (std::int32_t i = 0; i < 4; ++i)
      if (posix_file_system().exists(path(directory + "/t-" + std::to_string(i))).value()) found.push_back(i);
    return found;
  }
};

TEST_F(TwoDirectories, share_the_partitions) {
  EXPECT_EQ(partitions_in("a").size(), 2u);
  EXPECT_EQ(partitions_in("b").size(), 2u);
}

TEST_F(TwoDirectories, a_failed_sync_takes_its_directory_offline_and_no_other) {
  const auto lost = partitions_in("a"), kept = partitions_in("b");
  auto client = connect();
  for (const auto each : lost) produce(client, {.partition = each, .batch = batch_of({"before"})});
  disk.fail_syncs(folder + "/a/t-" + std::to_string(lost[0]));
  LogCapture log;

  const auto failed = produce(client, {.partition = lost[0]});

  EXPECT_EQ(error_of(failed), ErrorCode::kKafkaStorageError);
  EXPECT_EQ(failed.base_offset, -1);
  for (const auto each : lost) {
    EXPECT_EQ(error_of(produce(client, {.partition = each})), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(error_of(only_partition(fetch(client, {.from = {{.partition = each}}}))),
              ErrorCode::kKafkaStorageError);
    EXPECT_EQ(error_of(list_offset(client, "t", each)), ErrorCode::kKafkaStorageError);
  }
  for (const auto each : kept) EXPECT_EQ(error_of(produce(client, {.partition = each})), ErrorCode::kNone);
  EXPECT_EQ(count_lines_with(log.text(), "log directory is offline"), 1u);
}

TEST_F(TwoDirectories, a_failed_directory_is_checked_by_the_next_start_and_has_what_was_answered) {
  const auto lost = partitions_in("a");
  auto client = connect();
  for (const auto each : lost) produce(client, {.partition = each, .batch = batch_of({"before"})});
  disk.fail_syncs(folder + "/a/");
  produce(client, {.partition = lost[0], .batch = batch_of({"refused"})});

  stop();
  disk.mend();
  EXPECT_FALSE(posix_file_system().exists(folder + "/a/.kafka_cleanshutdown").value());
  EXPECT_TRUE(posix_file_system().exists(folder + "/b/.kafka_cleanshutdown").value());
  start();

  client = connect();
  for (const auto each : lost) {
    const auto values = values_in(fetch(client, {.from = {{.partition = each}}}));
    ASSERT_FALSE(values.empty());
    EXPECT_EQ(values[0], "before");
  }
}

TEST_F(TwoDirectories, a_checkpoint_that_cannot_be_written_takes_its_directory_offline) {
  stop();
  properties["log.flush.offset.checkpoint.interval.ms"] = "50";
  start();
  const auto lost = partitions_in("a"), kept = partitions_in("b");
  auto client = connect();
  disk.fail_syncs(folder + "/a/recovery-point-offset-checkpoint");

  const auto deadline = system_clock.steady_ms() + 10'000;
  while (error_of(produce(client, {.partition = lost[0]})) == ErrorCode::kNone &&
         system_clock.steady_ms() < deadline) {
  }

  for (const auto each : lost)
    EXPECT_EQ(error_of(produce(client, {.partition = each})), ErrorCode::kKafkaStorageError);
  for (const auto each : kept) EXPECT_EQ(error_of(produce(client, {.partition = each})), ErrorCode::kNone);
}

TEST_F(TwoDirectories, a_disk_that_fails_during_recovery_takes_its_directory_offline) {
  const auto lost = partitions_in("a"), kept = partitions_in("b");
  {
    auto client = connect();
    for (const auto each : {lost[0], kept[0]}) produce(client, {.partition = each});
  }
  disk.cut();
  stop();
  disk.mend();
  disk.fail_syncs(folder + "/a/t-" + std::to_string(lost[0]));

  start();

  auto client = connect();
  for (const auto each : lost)
    EXPECT_EQ(error_of(produce(client, {.partition = each})), ErrorCode::kKafkaStorageError);
  for (const auto each : kept) EXPECT_EQ(error_of(produce(client, {.partition = each})), ErrorCode::kNone);
}

TEST_F(TwoDirectories, metadata_shows_what_is_offline) {
  const auto lost = partitions_in("a");
  auto client = connect();
  disk.fail_syncs(folder + "/a/");
  produce(client, {.partition = lost[0]});

  const auto shown = metadata(client, {.topics = {{"t"}}});

  for (const auto& partition : shown->topics.at(0).partitions) {
    const bool is_lost = std::ranges::find(lost, partition.partition_index) != lost.end();
    EXPECT_EQ(error_of(partition), is_lost ? ErrorCode::kLeaderNotAvailable : ErrorCode::kNone);
    EXPECT_EQ(partition.offline_replicas.size(), is_lost ? 1u : 0u);
  }
}

TEST_F(TwoDirectories, new_partitions_go_where_the_disk_works) {
  auto client = connect();
  disk.fail_syncs(folder + "/a/");
  produce(client, {.partition = partitions_in("a")[0]});

  create_topic(client, {.name = "later", .partitions = 3});

  for (std::int32_t i = 0; i < 3; ++i)
    EXPECT_EQ(error_of(produce(client, {.topic = "later", .partition = i})), ErrorCode::kNone);
}

}  // namespace
}  // namespace moldau::broker::test
