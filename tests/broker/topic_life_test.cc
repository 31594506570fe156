#include <algorithm>

#include "protocol/messages/37_create_partitions.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

/// How a broker comes back.
enum class Comeback { kNone, kRestart, kCrash };

class TopicLife : public BrokerTest {
 protected:
  void SetUp() override { start(); }
  void come_back(Comeback how) {
    if (how == Comeback::kRestart) restart();
    if (how == Comeback::kCrash) crash();
  }
};

class TopicLifeAcross : public TopicLife, public ::testing::WithParamInterface<Comeback> {};

TEST_P(TopicLifeAcross, topics_keep_their_id_records_and_configs) {
  auto client = connect();
  const auto id = create_topic(client, {.partitions = 3, .configs = {{"max.message.bytes", "100"}}});
  produce(client, {.partition = 2, .batch = batch_of({"a"})});

  come_back(GetParam());

  client = connect();
  const auto shown = metadata(client, {.topics = {{"t"}}});
  EXPECT_EQ(shown->topics.at(0).topic_id, id);
  EXPECT_EQ(shown->topics[0].partitions.size(), 3u);
  EXPECT_EQ(values_in(fetch(client, {.from = {{.partition = 2}}})), std::vector<std::string>{"a"});
  EXPECT_EQ(error_of(produce(client, {.batch = batch_of({std::string(200, 'x')})})),
            ErrorCode::kMessageTooLarge);
}

TEST_P(TopicLifeAcross, a_topic_made_again_has_a_new_id_and_never_old_records) {
  auto client = connect();
  const auto old_id = create_topic(client);
  produce(client, {.batch = batch_of({"old"})});

  EXPECT_EQ(delete_topic(client), ErrorCode::kNone);
  const auto new_id = create_topic(client);
  EXPECT_NE(new_id, old_id);
  come_back(GetParam());

  client = connect();
  EXPECT_EQ(list_offset(client).offset, 0);
  EXPECT_TRUE(values_in(fetch(client)).empty());
  EXPECT_EQ(
      error_of(only_partition(fetch(client, {.from = {{.topic = "", .topic_id = old_id}}, .version = 18}))),
      ErrorCode::kUnknownTopicId);
  EXPECT_EQ(produce(client, {.batch = batch_of({"new"})}).base_offset, 0);
  EXPECT_EQ(values_in(fetch(client)), std::vector<std::string>{"new"});
}

TEST_P(TopicLifeAcross, a_deleted_topic_stays_deleted) {
  auto client = connect();
  create_topic(client);
  produce(client, {.batch = batch_of({"old"})});
  delete_topic(client);

  come_back(GetParam());

  client = connect();
  EXPECT_TRUE(metadata(client)->topics.empty());
  create_topic(client);
  EXPECT_EQ(list_offset(client).offset, 0);
}

TEST_P(TopicLifeAcross, added_partitions_stay) {
  auto client = connect();
  create_topic(client);
  protocol::CreatePartitionsRequest request;
  request.topics.push_back({.name = "t", .count = 3, .assignments = std::nullopt});
  EXPECT_EQ(error_of(client.ask<protocol::CreatePartitionsResponse>(request, 3)->results.at(0)),
            ErrorCode::kNone);
  EXPECT_EQ(error_of(produce(client, {.partition = 2, .batch = batch_of({"a"})})), ErrorCode::kNone);

  come_back(GetParam());

  client = connect();
  EXPECT_EQ(values_in(fetch(client, {.from = {{.partition = 2}}})), std::vector<std::string>{"a"});
}

std::string name_of(const ::testing::TestParamInfo<Comeback>& each) {
  switch (each.param) {
    case Comeback::kRestart: return "a_restart";
    case Comeback::kCrash: return "a_crash";
    default: return "nothing";
  }
}

INSTANTIATE_TEST_SUITE_P(Every, TopicLifeAcross,
                         ::testing::Values(Comeback::kNone, Comeback::kRestart, Comeback::kCrash), name_of);

TEST_F(TopicLife, made_and_deleted_again_and_again_leaves_nothing_behind) {
  auto client = connect();

  for (int i = 0; i < 10; ++i) {
    create_topic(client, {.partitions = 2});
    EXPECT_EQ(produce(client, {.partition = 1}).base_offset, 0);
    EXPECT_EQ(delete_topic(client), ErrorCode::kNone);
  }

  EXPECT_FALSE(posix_file_system().exists(path("t-0")).value());
  EXPECT_FALSE(posix_file_system().exists(path("t-1")).value());
}

TEST_F(TopicLife, a_topic_is_made_once) {
  auto client = connect();
  create_topic(client);

  EXPECT_THROW(create_topic(client), std::runtime_error);
}

TEST_F(TopicLife, deleting_what_is_not_there_is_an_error) {
  auto client = connect();

  EXPECT_EQ(delete_topic(client, "missing"), ErrorCode::kUnknownTopicOrPartition);
}

TEST_F(TopicLife, producer_ids_never_repeat) {
  std::vector<std::int64_t> ids;
  auto client = connect();
  for (const auto how : {Comeback::kNone, Comeback::kRestart, Comeback::kCrash, Comeback::kRestart}) {
    come_back(how);
    client = connect();
    for (int i = 0; i < 5; ++i) ids.push_back(init_producer_id(client));
  }

  std::ranges::sort(ids);
  EXPECT_GE(ids.front(), 0);
  EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
}

}  // namespace
}  // namespace moldau::broker::test
