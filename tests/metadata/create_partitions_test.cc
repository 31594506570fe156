#include <gmock/gmock.h>

#include "tests/metadata/controller_fixture.h"

namespace moldau::metadata {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(ControllerTest, a_grown_topic_keeps_its_partitions_and_its_id) {
  const auto before = made({"a", 2});

  const auto outcome = grow({{"a", 5}});

  EXPECT_EQ(error(outcome.response.results.at(0)), ErrorCode::kNone);
  EXPECT_EQ(outcome.response.results[0].error_message, std::nullopt);
  ASSERT_EQ(outcome.grown.size(), 1u);
  EXPECT_EQ(outcome.grown[0].first_new_partition, 2);
  EXPECT_EQ(outcome.grown[0].topic, catalog().topic("a"));
  EXPECT_EQ(catalog().topic("a")->partition_count(), 5);
  EXPECT_EQ(catalog().topic("a")->id, before->id);
  EXPECT_EQ(catalog().topic(before->id), catalog().topic("a"));
  EXPECT_EQ(catalog().partition_count(), 5u);
}

TEST_F(ControllerTest, growth_over_the_borders_of_packed_nodes_is_loaded_again) {
  made({"a", 100});
  for (const auto count : {127, 128, 129, 256, 600}) {
    ASSERT_EQ(error(grow({{"a", count}}).response.results.at(0)), ErrorCode::kNone);
    restart();
    EXPECT_EQ(catalog().topic("a")->partition_count(), count);
  }
  EXPECT_EQ(catalog().topic("a")->partitions[0].leader_epoch, 10);
  EXPECT_EQ(catalog().topic("a")->partitions[599].leader_epoch, 2);
}

TEST_F(ControllerTest, growth_to_the_same_or_fewer_is_refused_with_the_count) {
  made({"a", 2});

  for (const auto count : {2, 1, 0, -1}) {
    const auto result = grow({{"a", count}}).response.results.at(0);
    EXPECT_EQ(error(result), ErrorCode::kInvalidPartitions);
    EXPECT_THAT(*result.error_message, HasSubstr("2 partition(s)"));
  }
}

TEST_F(ControllerTest, an_unknown_topic_does_not_grow) {
  EXPECT_EQ(error(grow({{"nope", 3}}).response.results.at(0)), ErrorCode::kUnknownTopicOrPartition);
}

TEST_F(ControllerTest, a_topic_that_comes_twice_is_answered_once_and_does_not_grow) {
  made({"a"});
  made({"b"});

  const auto outcome = grow({{"a", 3}, {"b", 3}, {"a", 4}});

  ASSERT_EQ(outcome.response.results.size(), 2u);
  EXPECT_EQ(error(outcome.response.results[0]), ErrorCode::kInvalidRequest);
  EXPECT_EQ(error(outcome.response.results[1]), ErrorCode::kNone);
  EXPECT_EQ(catalog().topic("a")->partition_count(), 1);
}

TEST_F(ControllerTest, new_partitions_take_a_replica_assignment_of_their_number_and_factor) {
  register_brokers({{.id = 2}});
  made({"a", 1, 1});
  const auto result = [&](std::vector<std::vector<std::int32_t>> assignment) {
    return error(grow({{"a", 3, std::move(assignment)}}).response.results.at(0));
  };

  EXPECT_EQ(result({}), ErrorCode::kInvalidReplicaAssignment);
  EXPECT_EQ(result({{1}}), ErrorCode::kInvalidReplicaAssignment);
  EXPECT_EQ(result({{1}, {1}, {1}}), ErrorCode::kInvalidReplicaAssignment);
  EXPECT_EQ(result({{1}, {9}}), ErrorCode::kInvalidReplicaAssignment);
  EXPECT_EQ(result({{1}, {}}), ErrorCode::kInvalidReplicaAssignment);
  EXPECT_EQ(result({{1}, {1, 1}}), ErrorCode::kInvalidReplicaAssignment);
  EXPECT_EQ(result({{1}, {1, 2}}), ErrorCode::kInvalidReplicaAssignment);
  EXPECT_EQ(result({{2}, {1}}), ErrorCode::kNone);
  EXPECT_THAT(catalog().topic("a")->partitions[1].replicas, ElementsAre(2));
}

TEST_F(ControllerTest, validating_a_growth_only_changes_nothing) {
  made({"a"});

  const auto outcome = grow({{"a", 3}}, true);

  EXPECT_EQ(error(outcome.response.results.at(0)), ErrorCode::kNone);
  EXPECT_TRUE(outcome.grown.empty());
  EXPECT_EQ(catalog().topic("a")->partition_count(), 1);
}

TEST_F(ControllerTest, one_request_adds_at_most_10000_partitions) {
  made({"a"});
  made({"b"});

  for (const auto& result : grow({{"a", 5001}, {"b", 5002}}).response.results)
    EXPECT_EQ(error(result), ErrorCode::kPolicyViolation);
  EXPECT_EQ(error(grow({{"a", INT32_MAX}}).response.results.at(0)), ErrorCode::kPolicyViolation);
  EXPECT_EQ(error(grow({{"a", 10'001}}).response.results.at(0)), ErrorCode::kNone);
}

}  // namespace
}  // namespace moldau::metadata
