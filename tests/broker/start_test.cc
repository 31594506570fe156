#include <gmock/gmock.h>

#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using ::testing::HasSubstr;

class Start : public BrokerTest {
 protected:
  std::string error_of_start() {
    const auto started = try_start();
    return started ? "it started" : started.error();
  }
  void put_stranger(const std::string& name) {
    posix_file_system().create_directories(path(name)).value();
    write_whole(path(name + "/00000000000000000000.log"), as_bytes("precious"));
  }
  /// The directories that were set aside, by name.
  std::vector<std::string> strays() const {
    std::vector<std::string> found;
    const auto entries = posix_file_system().list(folder);
    for (const auto& entry : *entries)
      if (entry.name.ends_with("-stray")) found.push_back(entry.name);
    return found;
  }
};

TEST_F(Start, a_second_broker_on_the_same_folder_is_told_who_holds_it) {
  start();
  const auto first = std::move(broker);

  EXPECT_THAT(error_of_start(), HasSubstr("log.dirs=" + folder));

  auto client = Client(first->port(0));
  EXPECT_EQ(metadata(client)->brokers.size(), 1u);
}

TEST_F(Start, a_port_in_use_is_told_before_a_file_is_touched) {
  start();
  const auto first = std::move(broker);
  const auto taken = std::to_string(first->port(0));
  properties["listeners"] = "PLAINTEXT://127.0.0.1:" + taken;
  properties["log.dirs"] = folder + "-second";

  const auto error = error_of_start();

  EXPECT_THAT(error, HasSubstr("PLAINTEXT://127.0.0.1:" + taken));
  EXPECT_THAT(error, HasSubstr("in use"));
  EXPECT_FALSE(posix_file_system().exists(folder + "-second").value());
}

TEST_F(Start, a_host_that_is_nobody_is_told) {
  properties["listeners"] = "PLAINTEXT://203.0.113.7:0";

  EXPECT_THAT(error_of_start(), HasSubstr("cannot listen on PLAINTEXT://203.0.113.7:0"));
}

TEST_F(Start, a_limit_on_connections_of_an_unknown_host_is_told) {
  properties["max.connections.per.ip.overrides"] = "nowhere.invalid:5";

  const auto error = error_of_start();

  EXPECT_THAT(error, HasSubstr("max.connections.per.ip.overrides"));
  EXPECT_THAT(error, HasSubstr("nowhere.invalid"));
}

TEST_F(Start, an_internal_topic_that_could_not_be_made_is_told) {
  properties["offsets.topic.segment.bytes"] = "1000";
  LogCapture log;

  start();

  const auto text = log.text();
  EXPECT_EQ(count_lines_with(text, "topic=__consumer_offsets reason=\"Invalid value 1000"), 1u);
  EXPECT_EQ(count_lines_with(text, "topic=__transaction_state"), 0u);
}

TEST_F(Start, the_folder_of_another_cluster_is_told) {
  cluster_id = "AAAAAAAAQACAAAAAAAAAAA";
  start();
  stop();
  cluster_id = "BAAAAAAAQACAAAAAAAAAAA";

  const auto error = error_of_start();

  EXPECT_THAT(error, HasSubstr("meta.properties"));
  EXPECT_THAT(error, HasSubstr("AAAAAAAAQACAAAAAAAAAAA"));
  EXPECT_THAT(error, HasSubstr("BAAAAAAAQACAAAAAAAAAAA"));
}

TEST_F(Start, a_folder_that_lost_its_metadata_is_no_new_cluster) {
  start();
  auto client = connect();
  create_topic(client);
  stop();
  ASSERT_TRUE(posix_file_system().remove(folder + "/moldau-metadata.db"));

  for (int round = 0; round < 2; ++round) {
    const auto error = error_of_start();
    EXPECT_THAT(error, HasSubstr("log.dirs=" + folder));
    EXPECT_THAT(error, HasSubstr("moldau-metadata.db"));
    EXPECT_THAT(error, HasSubstr("meta.properties"));
  }
  ASSERT_TRUE(posix_file_system().remove(folder + "/meta.properties"));
  start();
}

TEST_F(Start, the_folder_of_another_node_is_told) {
  properties["node.id"] = "1";
  start();
  stop();
  properties["node.id"] = "2";

  EXPECT_THAT(error_of_start(), HasSubstr("meta.properties"));
}

TEST_F(Start, the_cluster_id_is_made_once) {
  start();
  auto client = connect();
  const auto id = metadata(client)->cluster_id;

  restart();

  client = connect();
  EXPECT_EQ(metadata(client)->cluster_id, id);
  EXPECT_TRUE(id.has_value());
}

TEST_F(Start, a_garbled_checkpoint_is_told) {
  start();
  stop();
  write_whole(path("recovery-point-offset-checkpoint"), as_bytes("nonsense"));

  EXPECT_THAT(error_of_start(), HasSubstr("recovery-point-offset-checkpoint"));
}

TEST_F(Start, a_garbled_metadata_store_is_told_and_left_alone) {
  start();
  stop();
  const Bytes garbage(8192, 0x5a);
  write_whole(path("moldau-metadata.db"), garbage);

  EXPECT_THAT(error_of_start(), HasSubstr("moldau-metadata.db"));
  EXPECT_EQ(read_whole(path("moldau-metadata.db")), garbage);
}

TEST_F(Start, after_a_failed_start_the_folder_is_free) {
  start();
  stop();
  properties["listeners"] = "PLAINTEXT://203.0.113.7:0";
  EXPECT_FALSE(try_start());
  properties["listeners"] = "PLAINTEXT://127.0.0.1:0";

  start();

  expect_healthy();
}

TEST_F(Start, partitions_that_the_cluster_does_not_know_are_reported_and_left_alone) {
  start();
  stop();
  put_stranger("stranger-0");
  LogCapture log;

  start();

  EXPECT_EQ(count_lines_with(log.text(), "its files are left alone path=" + path("stranger-0")), 1u);
  EXPECT_EQ(as_text(read_whole(path("stranger-0/00000000000000000000.log"))), "precious");
}

/// Before the cluster knows of the topic, so that no power cut lets the next start take it for the topic's.
TEST_F(Start, what_bears_the_name_of_a_topic_to_be_made_is_set_aside) {
  start();
  stop();
  for (const auto* name : {"t-0", "t-5", "tt-0"}) put_stranger(name);
  write_whole(path("recovery-point-offset-checkpoint"), as_bytes("0\n1\nt 0 7\n"));
  start();

  auto client = connect();
  create_topic(client);

  EXPECT_EQ(list_offset(client).offset, 0);
  const auto aside = strays();
  ASSERT_EQ(aside.size(), 2u);
  for (const auto& name : aside)
    EXPECT_EQ(as_text(read_whole(path(name + "/00000000000000000000.log"))), "precious");
  EXPECT_EQ(as_text(read_whole(path("recovery-point-offset-checkpoint"))), "0\n0\n");
  EXPECT_EQ(as_text(read_whole(path("tt-0/00000000000000000000.log"))), "precious");
}

TEST_F(Start, a_topic_made_under_a_strangers_name_sets_it_aside) {
  start();
  stop();
  posix_file_system().create_directories(path("t-0")).value();
  write_whole(path("t-0/partition.metadata"), as_bytes("version: 0\ntopic_id: AAAAAAAAQACAAAAAAAAAAA\n"));
  write_whole(segment("t-0"), batch_of({"strange"}));
  start();

  auto client = connect();
  create_topic(client);

  EXPECT_EQ(list_offset(client).offset, 0);
  EXPECT_TRUE(values_in(fetch(client)).empty());
}

TEST_F(Start, a_topic_that_is_made_does_not_meet_a_directory_that_lost_its_id) {
  start();
  posix_file_system().create_directories(path("t-0")).value();
  write_whole(segment("t-0"), batch_of({"strange"}));

  auto client = connect();
  create_topic(client);

  EXPECT_EQ(list_offset(client).offset, 0);
  EXPECT_TRUE(values_in(fetch(client)).empty());
  EXPECT_EQ(strays().size(), 1u);
}

}  // namespace
}  // namespace moldau::broker::test
