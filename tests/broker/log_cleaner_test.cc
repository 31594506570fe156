#include <chrono>
#include <optional>

#include "broker/broker.h"
#include "protocol/messages/20_delete_topics.h"
#include "protocol/messages/42_delete_groups.h"
#include "protocol/messages/44_incremental_alter_configs.h"
#include "protocol/records/batch.h"
#include "tests/broker/broker_fixture.h"
#include "tests/support/eventually.h"

namespace moldau::broker::test {
namespace {

using moldau::testing::eventually;
using Pairs = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// A broker whose cleaner rests for a moment only, and topics with a segment for every batch.
class LogCleaning : public BrokerTest {
 protected:
  LogCleaning() { properties["log.cleaner.backoff.ms"] = "10"; }

  void create(Client& client, const std::string& topic = "t", const std::string& policy = "compact") {
    create_topic(client, {.name = topic,
                          .configs = {{"cleanup.policy", policy},
                                      {"segment.ms", "1"},
                                      {"min.cleanable.dirty.ratio", "0.01"},
                                      {"file.delete.delay.ms", "0"}}});
  }
  Produced send(Client& client, const Pairs& pairs, const std::string& topic = "t") {
    protocol::BatchBuilder builder;
    time_ms_ += 1000;
    for (const auto& [key, value] : pairs)
      builder.add(time_ms_, as_bytes(key), value ? std::optional(as_bytes(*value)) : std::nullopt);
    return produce(client, {.topic = topic, .batch = builder.build()});
  }
  Produced put(Client& client, const Pairs& pairs, const std::string& topic = "t") {
    const auto produced = send(client, pairs, topic);
    EXPECT_EQ(error_of(produced), ErrorCode::kNone);
    return produced;
  }
  std::vector<std::string> values(Client& client, const std::string& topic = "t") {
    std::vector<std::string> all;
    for (std::int64_t next = 0;;) {  // an answer has one segment's records
      const auto fetched = fetch(client, {.from = {{.topic = topic, .offset = next}}});
      for (auto& value : values_in(fetched)) all.push_back(std::move(value));
      auto bytes = only_partition(fetched).records.bytes();
      if (bytes.empty()) return all;
      while (const auto header = protocol::read_batch_header(bytes)) {
        next = header->next_offset();
        bytes = bytes.subspan(header->size());
      }
    }
  }
  bool becomes(Client& client, const std::vector<std::string>& wanted, const std::string& topic = "t") {
    const bool is_so = eventually([&] { return values(client, topic) == wanted; });
    if (!is_so) EXPECT_EQ(values(client, topic), wanted);
    return is_so;
  }
  ErrorCode alter_topic(Client& client, const std::string& name, const std::string& value) {
    protocol::IncrementalAlterConfigsRequest request;
    auto& each = request.resources.emplace_back();
    each.resource_type = 2;
    each.resource_name = "t";
    each.configs.push_back({.name = name, .config_operation = 0, .value = value});
    return error_of(client.ask<protocol::IncrementalAlterConfigsResponse>(request, 1)->responses.at(0));
  }
  std::string checkpoint() {
    const auto file = path("cleaner-offset-checkpoint");
    if (!posix_file_system().exists(file).value()) return {};  // not yet
    const auto content = read_whole(file);
    return std::string(as_text(content));
  }
  LogCleaner::Report report() { return broker->broker().cleaner().report(); }
  LogManager::Uncleanable uncleanable() { return broker->broker().logs().uncleanable().at(0); }
  /// The cleaner comes to its first read of a topic with a1 and a2 of one key, and is stopped there.
  Client start_with_held_cleaner() {
    start();
    auto client = connect();
    disk.hold_reads({"t-0/", "cleaner"});
    create(client);
    put(client, {{"a", "a1"}});
    put(client, {{"a", "a2"}});
    return client;
  }

 private:
  std::int64_t time_ms_ = 1'700'000'000'000;
};

TEST_F(LogCleaning, leaves_the_last_value_of_each_key_and_notes_how_far_it_got) {
  start();
  auto client = connect();
  create(client);
  put(client, {{"a", "a1"}, {"b", "b1"}});
  put(client, {{"a", "a2"}});
  put(client, {{"c", "c1"}});

  ASSERT_TRUE(becomes(client, {"b1", "a2", "c1"}));

  EXPECT_TRUE(eventually([&] { return checkpoint() == "0\n1\nt 0 3\n"; })) << checkpoint();
  restart();
  client = connect();
  EXPECT_EQ(values(client), (std::vector<std::string>{"b1", "a2", "c1"}));
  put(client, {{"b", "b2"}});
  put(client, {{"d", "d1"}});
  ASSERT_TRUE(becomes(client, {"a2", "c1", "b2", "d1"}));
  crash();
  client = connect();
  EXPECT_EQ(values(client), (std::vector<std::string>{"a2", "c1", "b2", "d1"}));
  EXPECT_EQ(list_offset(client).offset, 6);
}

TEST_F(LogCleaning, does_not_run_where_it_is_disabled) {
  properties["log.cleaner.enable"] = "false";
  start();
  auto client = connect();
  create(client);
  put(client, {{"a", "a1"}});
  put(client, {{"a", "a2"}});
  put(client, {{"c", "c1"}});
  restart();

  client = connect();

  EXPECT_EQ(values(client), (std::vector<std::string>{"a1", "a2", "c1"}));
  EXPECT_EQ(report().threads, 0);
  EXPECT_EQ(report().looked_ms, 0);
}

TEST_F(LogCleaning, tells_what_it_did_and_that_nothing_is_left_to_do) {
  start();
  auto client = connect();
  create(client);
  put(client, {{"a", "a1"}});
  put(client, {{"a", "a2"}});
  put(client, {{"b", "b1"}});
  ASSERT_TRUE(becomes(client, {"a2", "b1"}));

  EXPECT_TRUE(eventually([&] { return report().due == 0 && report().running == 0; }));

  const auto done = report();
  EXPECT_EQ(done.threads, 1);
  EXPECT_GT(done.cleanings.count(), 0);
  EXPECT_EQ(done.given_up, 0);
  EXPECT_GT(done.bytes_read, done.bytes_written);
  EXPECT_GT(done.bytes_written, 0);
  EXPECT_EQ(done.max_dirty_ratio, 0);
  EXPECT_TRUE(eventually([&] { return report().looked_ms > done.looked_ms; }));
}

TEST_F(LogCleaning, that_is_stuck_shows_as_one_that_does_not_look_any_more_C3) {
  auto client = start_with_held_cleaner();
  ASSERT_TRUE(disk.wait_until_held());
  const auto stuck = report();

  EXPECT_EQ(stuck.running, 1);
  EXPECT_EQ(stuck.due, 1);
  EXPECT_EQ(stuck.max_dirty_ratio, 1);
  EXPECT_EQ(stuck.bytes_read, 0);
  EXPECT_GT(stuck.looked_ms, 0);
  put(client, {{"b", "b1"}});
  EXPECT_EQ(report().looked_ms, stuck.looked_ms);

  disk.release();
  EXPECT_TRUE(eventually([&] { return report().looked_ms > stuck.looked_ms && report().bytes_read > 0; }));
}

TEST_F(LogCleaning, refuses_records_without_a_key_C7) {
  start();
  auto client = connect();
  create(client);

  EXPECT_EQ(error_of(produce(client)), ErrorCode::kInvalidRecord);
}

TEST_F(LogCleaning, keeps_nobody_waiting_who_writes_or_reads) {
  auto client = start_with_held_cleaner();
  ASSERT_TRUE(disk.wait_until_held());

  put(client, {{"b", "b1"}});
  EXPECT_EQ(values(client), (std::vector<std::string>{"a1", "a2", "b1"}));

  disk.release();
  EXPECT_TRUE(becomes(client, {"a2", "b1"}));
}

TEST_F(LogCleaning, ends_before_its_topics_files_go) {
  auto client = start_with_held_cleaner();
  ASSERT_TRUE(disk.wait_until_held());
  protocol::DeleteTopicsRequest request;
  request.topic_names = {"t"};
  request.timeout_ms = 20'000;
  const auto correlation = client.send(request, 5);
  auto other = connect();
  EXPECT_TRUE(eventually([&] { return error_of(produce(other)) != ErrorCode::kInvalidRecord; }));
  EXPECT_FALSE(client.has_something(50)) << "the files are in use";

  disk.release();

  const auto deleted = client.receive<protocol::DeleteTopicsResponse>(5, correlation);
  EXPECT_EQ(error_of(deleted->responses.at(0)), ErrorCode::kNone);
  create(client);
  put(client, {{"a", "new"}});
  EXPECT_EQ(values(client), std::vector<std::string>{"new"});
  expect_healthy();
}

TEST_F(LogCleaning, is_given_up_where_the_topic_is_not_to_be_compacted_any_more_C4) {
  auto client = start_with_held_cleaner();
  ASSERT_TRUE(disk.wait_until_held());

  EXPECT_EQ(alter_topic(client, "cleanup.policy", "delete"), ErrorCode::kNone);
  EXPECT_EQ(alter_topic(client, "retention.ms", "-1"), ErrorCode::kNone);
  LogCapture log;
  disk.release();
  create(client, "other");  // what is cleaned next
  put(client, {{"a", "a1"}}, "other");
  put(client, {{"a", "a2"}}, "other");
  put(client, {{"b", "b1"}}, "other");
  ASSERT_TRUE(becomes(client, {"a2", "b1"}, "other"));

  EXPECT_EQ(count_lines_with(log.text(), "cleaning is given up partition=t-0"), 1u);
  EXPECT_EQ(values(client), (std::vector<std::string>{"a1", "a2"}));
  EXPECT_EQ(error_of(produce(client)), ErrorCode::kNone);
}

TEST_F(LogCleaning, begins_where_a_topic_is_altered_to_be_compacted) {
  start();
  auto client = connect();
  create(client, "t", "delete");
  EXPECT_EQ(alter_topic(client, "retention.ms", "-1"), ErrorCode::kNone);
  put(client, {{"a", "a1"}});
  put(client, {{"a", "a2"}});
  put(client, {{"b", "b1"}});

  EXPECT_EQ(alter_topic(client, "cleanup.policy", "compact"), ErrorCode::kNone);

  EXPECT_TRUE(becomes(client, {"a2", "b1"}));
}

TEST_F(LogCleaning, leaves_a_damaged_log_alone_and_goes_on_elsewhere) {
  auto client = start_with_held_cleaner();
  ASSERT_TRUE(disk.wait_until_held());
  auto bytes = read_whole(segment("t-0"));
  bytes.back() ^= 1;
  write_whole(segment("t-0"), bytes);
  LogCapture log;

  disk.release();
  create(client, "other");
  put(client, {{"a", "a1"}}, "other");
  put(client, {{"a", "a2"}}, "other");
  put(client, {{"b", "b1"}}, "other");

  EXPECT_TRUE(becomes(client, {"a2", "b1"}, "other"));
  EXPECT_EQ(count_lines_with(log.text(), "log cannot be cleaned"), 1u);
  EXPECT_EQ(read_whole(segment("t-0")), bytes);
  put(client, {{"a", "a3"}});
  EXPECT_EQ(report().given_up, 1);
  EXPECT_EQ(uncleanable().partitions, 1);
  EXPECT_GT(uncleanable().bytes, bytes.size());
  EXPECT_EQ(alter_topic(client, "cleanup.policy", "delete"), ErrorCode::kNone);
  EXPECT_EQ(uncleanable().partitions, 0);
}

TEST_F(LogCleaning, takes_its_directory_offline_where_the_disk_fails) {
  start();
  auto client = connect();
  create(client);
  disk.fail_syncs(".cleaned");
  for (const auto* value : {"a1", "a2", "a3"}) send(client, {{"a", value}});  // some may come too late

  EXPECT_TRUE(
      eventually([&] { return error_of(only_partition(fetch(client))) == ErrorCode::kKafkaStorageError; }));
}

TEST_F(LogCleaning, slowed_down_to_nothing_holds_up_no_shutdown) {
  properties["log.cleaner.io.max.bytes.per.second"] = "1";
  start();
  auto client = connect();
  create(client);
  for (int i = 0; i < 5; ++i) put(client, {{"a", "a" + std::to_string(i)}});
  const auto began = std::chrono::steady_clock::now();

  restart();

  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(15));
  client = connect();
  EXPECT_EQ(values(client).size(), 5);
}

TEST_F(LogCleaning, of_group_state_leaves_groups_what_they_were_G4) {
  properties["offsets.topic.num.partitions"] = "1";
  properties["log.roll.ms"] = "1";
  properties["log.cleaner.min.cleanable.ratio"] = "0.01";
  properties["log.cleaner.delete.retention.ms"] = "0";
  start();
  auto client = connect();
  create_topic(client);
  find_coordinator(client);
  for (int i = 1; i <= 40; ++i) {
    EXPECT_EQ(commit_offset(client, i), ErrorCode::kNone);
    EXPECT_EQ(commit_offset(client, i, "t", "gone"), ErrorCode::kNone);
  }
  protocol::DeleteGroupsRequest request;
  request.groups_names = {"gone"};
  EXPECT_EQ(error_of(client.ask<protocol::DeleteGroupsResponse>(request, 2)->results.at(0)),
            ErrorCode::kNone);
  for (int i = 41; i <= 60; ++i) EXPECT_EQ(commit_offset(client, i), ErrorCode::kNone);
  const auto cleaned = [&] {
    const auto offsets = fetch(client, {.from = {{.topic = "__consumer_offsets"}}});
    return values_in(offsets).size() < 20;
  };
  ASSERT_TRUE(eventually(cleaned));

  for (int round = 0; round < 2; ++round) {
    round == 0 ? restart() : crash();
    client = connect();
    find_coordinator(client);
    EXPECT_EQ(committed_offset(client), 60);
    EXPECT_EQ(committed_offset(client, "t", "gone"), -1);
  }
}

}  // namespace
}  // namespace moldau::broker::test
