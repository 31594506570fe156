#include <chrono>
#include <gmock/gmock.h>

#include "metadata/internal_topics.h"
#include "tests/metadata/controller_fixture.h"

namespace moldau::metadata {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST_F(ControllerTest, a_created_topic_is_in_the_catalog_by_name_and_id_and_stays) {
  const auto topic = made({.name = "a", .num_partitions = 3, .configs = {{"retention.ms", "7"}}});

  EXPECT_EQ(catalog().topic("a"), topic);
  EXPECT_EQ(catalog().topic(topic->id), topic);
  restart();
  ASSERT_TRUE(catalog().topic(topic->id));
  const auto& loaded = *catalog().topic("a");
  EXPECT_EQ(loaded.id, topic->id);
  EXPECT_EQ(loaded.partition_count(), 3);
  EXPECT_THAT(loaded.configs, ElementsAre(Pair("retention.ms", "7")));
  EXPECT_FALSE(loaded.is_internal);
}

TEST_F(ControllerTest, a_created_topic_is_led_by_its_first_replica_from_epoch_0) {
  const auto topic = made({"a"});

  EXPECT_EQ(topic->partitions, (std::vector<PartitionState>{{1, 0, 0, {1}, {1}}}));
}

TEST_F(ControllerTest, the_answer_has_id_counts_and_configs) {
  options.configs.describe = [](const ConfigMap& overrides) {
    return std::vector<TopicConfigRules::Described>{
        {"retention.ms", overrides.at("retention.ms"), false, 1, false}};
  };
  restart();

  const auto result = create_one({.name = "a", .num_partitions = 3, .configs = {{"retention.ms", "7"}}});

  EXPECT_EQ(result.topic_id, catalog().topic("a")->id);
  EXPECT_EQ(result.error_message, std::nullopt);
  EXPECT_EQ(result.num_partitions, 3);
  EXPECT_EQ(result.replication_factor, 1);
  EXPECT_EQ(result.configs->at(0).value, "7");
  const auto old =
      create({{.name = "b", .configs = {{"retention.ms", "7"}}}}, false, 4).response.topics.at(0);
  EXPECT_THAT(*old.configs, IsEmpty());
}

TEST_F(ControllerTest, a_refusal_has_no_counts_and_no_id) {
  const auto result = create_one({"a b"});

  EXPECT_TRUE(result.topic_id.is_zero());
  EXPECT_EQ(result.num_partitions, -1);
  EXPECT_EQ(result.replication_factor, -1);
  EXPECT_THAT(*result.configs, IsEmpty());
}

TEST_F(ControllerTest, names_are_refused_as_in_kafka) {
  const std::string longest(249, 'x');
  for (const std::string name : {"", ".", "..", "a b", "a/b", "caf\xc3\xa9"}) {
    const auto result = create_one({name});
    EXPECT_EQ(error(result), ErrorCode::kInvalidTopicException) << name;
    EXPECT_FALSE(result.error_message->empty());
  }
  EXPECT_EQ(error(create_one({longest + "x"})), ErrorCode::kInvalidTopicException);
  EXPECT_EQ(error(create_one({longest})), ErrorCode::kNone);
  EXPECT_EQ(error(create_one({"A-z_0.9"})), ErrorCode::kNone);
}

TEST_F(ControllerTest, an_existing_name_is_refused_before_anything_else_is_looked_at) {
  made({"a"});

  EXPECT_EQ(error(create_one({"a", 0, 0})), ErrorCode::kTopicAlreadyExists);
  EXPECT_THAT(*create_one({"a"}).error_message, HasSubstr("'a'"));
}

TEST_F(ControllerTest, dots_and_underscores_collide_with_existing_topics_but_not_within_a_request) {
  made({"a.b"});

  const auto result = create_one({"a_b"});
  EXPECT_EQ(error(result), ErrorCode::kInvalidTopicException);
  EXPECT_THAT(*result.error_message, HasSubstr("a.b"));
  EXPECT_EQ(create({{"c.d"}, {"c_d"}}).created.size(), 2u);
}

TEST_F(ControllerTest, a_deleted_topic_collides_no_more_and_a_loaded_one_still_does) {
  made({"a.b"});
  restart();
  EXPECT_EQ(error(create_one({"a_b"})), ErrorCode::kInvalidTopicException);

  remove_names({"a.b"});

  EXPECT_EQ(error(create_one({"a_b"})), ErrorCode::kNone);
}

TEST_F(ControllerTest, minus_one_stands_for_the_defaults_in_every_version) {
  options.num_partitions = 5;
  restart();

  EXPECT_EQ(create({{"a", -1, -1}}, false, 2).created.at(0)->partition_count(), 5);
  EXPECT_EQ(made({"b", -1, 1})->partition_count(), 5);
  EXPECT_EQ(made({"c", 2, -1})->partition_count(), 2);
}

TEST_F(ControllerTest, counts_that_mean_nothing_are_refused_the_replication_factor_first) {
  EXPECT_EQ(error(create_one({"a", 0, 1})), ErrorCode::kInvalidPartitions);
  EXPECT_EQ(error(create_one({"a", -2, 1})), ErrorCode::kInvalidPartitions);
  EXPECT_EQ(error(create_one({"a", 1, 0})), ErrorCode::kInvalidReplicationFactor);
  EXPECT_EQ(error(create_one({"a", 1, -2})), ErrorCode::kInvalidReplicationFactor);
  EXPECT_EQ(error(create_one({"a", 0, 0})), ErrorCode::kInvalidReplicationFactor);
}

TEST_F(ControllerTest, more_replicas_than_brokers_are_refused_with_both_numbers) {
  const auto result = create_one({"a", 1, 3});

  EXPECT_EQ(error(result), ErrorCode::kInvalidReplicationFactor);
  EXPECT_THAT(*result.error_message, HasSubstr("3"));
  EXPECT_THAT(*result.error_message, HasSubstr("only 1 broker(s)"));
}

TEST_F(ControllerTest, a_replica_assignment_is_taken_in_the_order_of_its_partitions) {
  register_brokers({{.id = 2}, {.id = 3}});

  const auto topic = made({.name = "a",
                           .num_partitions = -1,
                           .replication_factor = -1,
                           .assignment = {{1, {3, 1}}, {0, {2, 3}}}});

  EXPECT_THAT(topic->partitions[0].replicas, ElementsAre(2, 3));
  EXPECT_EQ(topic->partitions[0].leader, 2);
  EXPECT_THAT(topic->partitions[1].replicas, ElementsAre(3, 1));
}

TEST_F(ControllerTest, a_replica_assignment_excludes_counts) {
  EXPECT_EQ(error(create_one({"a", 1, -1, {{0, {1}}}})), ErrorCode::kInvalidRequest);
  EXPECT_EQ(error(create_one({"a", -1, 1, {{0, {1}}}})), ErrorCode::kInvalidRequest);
}

TEST_F(ControllerTest, replica_assignments_that_do_not_work_are_refused) {
  register_brokers({{.id = 2}});
  const auto refused = [&](decltype(Ask::assignment) assignment) {
    const auto result = create_one({"a", -1, -1, std::move(assignment)});
    return error(result) == ErrorCode::kInvalidReplicaAssignment && !result.error_message->empty();
  };

  EXPECT_TRUE(refused({{0, {}}}));
  EXPECT_TRUE(refused({{0, {9}}}));
  EXPECT_TRUE(refused({{0, {-1}}}));
  EXPECT_TRUE(refused({{0, {1, 1}}}));
  EXPECT_TRUE(refused({{1, {1}}}));
  EXPECT_TRUE(refused({{-1, {1}}}));
  EXPECT_TRUE(refused({{0, {1}}, {2, {1}}}));
  EXPECT_TRUE(refused({{0, {1}}, {0, {1}}}));
  EXPECT_TRUE(refused({{0, {1}}, {1, {1, 2}}}));
  EXPECT_FALSE(catalog().topic("a"));
}

TEST_F(ControllerTest, leaders_and_replicas_are_spread_over_brokers_evenly) {
  register_brokers({{.id = 2}, {.id = 3}});

  const auto topic = made({"a", 30, 2});

  std::map<std::int32_t, int> leads, holds;
  for (const auto& partition : topic->partitions) {
    ++leads[partition.leader];
    for (const auto id : partition.replicas) ++holds[id];
    EXPECT_EQ(partition.isr, partition.replicas);
  }
  EXPECT_THAT(leads, ElementsAre(Pair(1, 10), Pair(2, 10), Pair(3, 10)));
  EXPECT_THAT(holds, ElementsAre(Pair(1, 20), Pair(2, 20), Pair(3, 20)));
}

TEST_F(ControllerTest, a_fenced_broker_holds_replicas_only_where_it_must_and_never_leads) {
  register_brokers({{.id = 2}, {.id = 3, .fenced = true}});

  const auto topic = made({"a", 6, 3});

  for (const auto& partition : topic->partitions) {
    EXPECT_EQ(partition.replicas.back(), 3);
    EXPECT_EQ(partition.isr.size(), 2u);
    EXPECT_NE(partition.leader, 3);
  }
  EXPECT_EQ(error(create_one({"b", -1, -1, {{0, {3}}}})), ErrorCode::kInvalidReplicaAssignment);
}

TEST_F(ControllerTest, a_name_that_comes_twice_is_answered_once_and_not_created) {
  const auto outcome = create({{"a"}, {"b"}, {"a"}, {"a"}});

  ASSERT_EQ(outcome.response.topics.size(), 2u);
  EXPECT_EQ(error(outcome.response.topics[0]), ErrorCode::kInvalidRequest);
  EXPECT_EQ(outcome.response.topics[0].name, "a");
  EXPECT_EQ(error(outcome.response.topics[1]), ErrorCode::kNone);
  EXPECT_THAT(topic_names(), ElementsAre("b"));
}

TEST_F(ControllerTest, one_topics_refusal_does_not_stop_the_others) {
  const auto outcome = create({{"a b"}, {"c"}});

  EXPECT_EQ(error(outcome.response.topics[0]), ErrorCode::kInvalidTopicException);
  EXPECT_EQ(error(outcome.response.topics[1]), ErrorCode::kNone);
  EXPECT_EQ(outcome.created.size(), 1u);
}

TEST_F(ControllerTest, configs_are_asked_about_before_counts) {
  options.configs.refuse = [](std::string_view name, std::string_view value) -> std::optional<std::string> {
    if (name == "nope") return "unknown nope " + std::string(value);
    return std::nullopt;
  };
  restart();

  const auto result = create_one({.name = "a", .num_partitions = 0, .configs = {{"nope", "x"}}});
  EXPECT_EQ(error(result), ErrorCode::kInvalidConfig);
  EXPECT_EQ(result.error_message, "unknown nope x");
}

TEST_F(ControllerTest, a_null_config_is_refused_and_the_last_of_two_values_holds) {
  const auto result = create_one({.name = "a", .configs = {{"retention.ms", std::nullopt}}});
  EXPECT_EQ(error(result), ErrorCode::kInvalidConfig);
  EXPECT_THAT(*result.error_message, HasSubstr("retention.ms"));

  const auto topic = made({.name = "a", .configs = {{"retention.ms", "1"}, {"retention.ms", "2"}}});
  EXPECT_THAT(topic->configs, ElementsAre(Pair("retention.ms", "2")));
}

TEST_F(ControllerTest, validating_only_answers_the_same_and_creates_nothing) {
  const auto outcome = create({{"a", 3}, {"b", 0}}, true);

  EXPECT_EQ(error(outcome.response.topics[0]), ErrorCode::kNone);
  EXPECT_EQ(outcome.response.topics[0].num_partitions, 3);
  EXPECT_EQ(error(outcome.response.topics[1]), ErrorCode::kInvalidPartitions);
  EXPECT_TRUE(outcome.created.empty());
  EXPECT_FALSE(catalog().topic("a"));
}

TEST_F(ControllerTest, one_request_creates_at_most_10000_partitions) {
  const auto outcome = create({{"a", 5000}, {"b", 5001}, {"c"}});

  for (const auto& result : outcome.response.topics) EXPECT_EQ(error(result), ErrorCode::kPolicyViolation);
  EXPECT_TRUE(outcome.created.empty());
  EXPECT_EQ(error(create_one({"d", 10'001})), ErrorCode::kPolicyViolation);
  EXPECT_EQ(error(create_one({"d", INT32_MAX})), ErrorCode::kPolicyViolation);
}

TEST_F(ControllerTest, ten_thousand_partitions_of_one_topic_are_created_and_loaded) {
  EXPECT_EQ(made({"a", 10'000})->partition_count(), 10'000);

  restart();

  EXPECT_EQ(catalog().topic("a")->partition_count(), 10'000);
  EXPECT_EQ(catalog().partition_count(), 10'000u);
}

TEST_F(ControllerTest, ten_thousand_topics_of_one_request_are_created_and_loaded) {
  std::vector<Ask> asks;
  for (int i = 0; i < 10'000; ++i) asks.push_back({"topic-with-a-name-" + std::to_string(i)});

  EXPECT_EQ(create(asks).created.size(), 10'000u);

  restart();
  EXPECT_EQ(catalog().topics().size(), 10'000u);
}

TEST_F(ControllerTest, a_new_catalog_shares_the_topics_that_did_not_change) {
  const auto a = made({"a"});
  const auto before = controller->catalog();

  made({"b"});

  EXPECT_EQ(catalog().topic("a"), a);
  EXPECT_FALSE(before->topic("b"));
  EXPECT_EQ(before->topics().size(), 1u);
}

TEST_F(ControllerTest, the_offsets_topic_is_internal_and_configured_as_in_kafka) {
  const auto request = create_offsets_topic({.num_partitions = 4, .replication_factor = 1});

  const auto outcome = controller->create_topics(request, 7);

  ASSERT_EQ(outcome.created.size(), 1u);
  const auto& topic = *outcome.created[0];
  EXPECT_EQ(topic.name, "__consumer_offsets");
  EXPECT_TRUE(topic.is_internal);
  EXPECT_EQ(topic.partition_count(), 4);
  EXPECT_THAT(topic.configs,
              ElementsAre(Pair("cleanup.policy", "compact"), Pair("compression.type", "producer"),
                          Pair("segment.bytes", "104857600")));
  restart();
  EXPECT_TRUE(catalog().topic("__consumer_offsets")->is_internal);
}

TEST_F(ControllerTest, the_transaction_topic_is_internal_and_configured_as_in_kafka) {
  const auto outcome = controller->create_topics(
      create_transaction_topic({.num_partitions = 50, .replication_factor = 1, .min_insync_replicas = 1}), 7);

  ASSERT_EQ(outcome.created.size(), 1u);
  EXPECT_TRUE(outcome.created[0]->is_internal);
  EXPECT_THAT(outcome.created[0]->configs,
              ElementsAre(Pair("cleanup.policy", "compact"), Pair("compression.type", "uncompressed"),
                          Pair("min.insync.replicas", "1"), Pair("segment.bytes", "104857600"),
                          Pair("unclean.leader.election.enable", "false")));
}

TEST_F(ControllerTest, kafkas_own_metadata_topic_is_nobodys_to_create) {
  EXPECT_EQ(error(create_one({"__cluster_metadata", 0, 0})), ErrorCode::kInvalidRequest);
}

}  // namespace
}  // namespace moldau::metadata
