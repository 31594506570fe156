#include <gmock/gmock.h>

#include "tests/metadata/controller_fixture.h"

namespace moldau::metadata {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(ControllerTest, a_new_store_gets_a_cluster_id_and_has_no_topics) {
  EXPECT_EQ(catalog().cluster_id().size(), 22u);
  EXPECT_EQ(catalog().controller_id(), 1);
  EXPECT_EQ(catalog().controller_epoch(), 1);
  EXPECT_TRUE(catalog().topics().empty());
}

TEST_F(ControllerTest, the_cluster_id_stays_and_both_epochs_rise_with_each_start) {
  const auto id = catalog().cluster_id();
  const auto broker_epoch = catalog().broker(1)->epoch;

  restart();

  EXPECT_EQ(catalog().cluster_id(), id);
  EXPECT_EQ(catalog().controller_epoch(), 2);
  EXPECT_EQ(catalog().broker(1)->epoch, broker_epoch + 1);
}

TEST_F(ControllerTest, a_given_cluster_id_is_taken_by_a_new_store) {
  const auto fresh = open_embedded_store(directory.file("fresh.db"));
  options.cluster_id = "my-cluster";
  Controller other(**fresh, options);

  ASSERT_TRUE(other.start());

  EXPECT_EQ(other.catalog()->cluster_id(), "my-cluster");
}

TEST_F(ControllerTest, a_store_of_another_cluster_is_refused_by_both_names) {
  options.cluster_id = "my-cluster";
  Controller other(*store, options);

  const auto started = other.start();

  ASSERT_FALSE(started);
  EXPECT_THAT(started.error(), HasSubstr("my-cluster"));
  EXPECT_THAT(started.error(), HasSubstr(catalog().cluster_id()));
}

TEST_F(ControllerTest, this_broker_is_in_the_catalog_with_its_endpoints) {
  const auto* broker = catalog().broker(1);

  ASSERT_TRUE(broker);
  ASSERT_TRUE(broker->endpoint("PLAINTEXT"));
  EXPECT_EQ(broker->endpoint("PLAINTEXT")->host, "localhost");
  EXPECT_EQ(broker->endpoint("PLAINTEXT")->port, 9092);
  EXPECT_FALSE(broker->endpoint("SSL"));
  EXPECT_FALSE(catalog().broker(2));
}

TEST_F(ControllerTest, a_restart_raises_leader_epochs_by_two_as_in_kraft) {
  made({"a", 200});
  EXPECT_EQ(catalog().topic("a")->partitions[199].leader_epoch, 0);

  restart();
  EXPECT_EQ(catalog().topic("a")->partitions[0].leader_epoch, 2);
  EXPECT_EQ(catalog().topic("a")->partitions[199].leader_epoch, 2);
  EXPECT_EQ(catalog().topic("a")->partitions[199].partition_epoch, 2);

  restart();
  EXPECT_EQ(catalog().topic("a")->partitions[199].leader_epoch, 4);
}

TEST_F(ControllerTest, a_topic_that_grew_beyond_one_multi_is_led_again) {
  constexpr std::int32_t kPartitions = 50'000, kAtOnce = 5'000;
  made({"a", kAtOnce});
  for (auto count = 2 * kAtOnce; count <= kPartitions; count += kAtOnce)
    ASSERT_EQ(error(grow({{"a", count}}).response.results.at(0)), ErrorCode::kNone);

  restart();

  ASSERT_EQ(catalog().topic("a")->partition_count(), kPartitions);
  EXPECT_EQ(catalog().topic("a")->partitions[0].leader_epoch, 2);
  EXPECT_EQ(catalog().topic("a")->partitions[kPartitions - 1].leader_epoch, 2);
}

TEST_F(ControllerTest, a_replaced_controller_writes_nothing) {
  made({"a"});
  auto replaced = std::move(controller);
  take_over();

  CreateTopicsRequest request;
  request.topics.push_back(creatable({"b"}));
  const auto outcome = replaced->create_topics(request, 7);

  EXPECT_EQ(error(outcome.response.topics.at(0)), ErrorCode::kNotController);
  EXPECT_TRUE(outcome.created.empty());
  EXPECT_FALSE(replaced->catalog()->topic("b"));
  EXPECT_EQ(replaced->allocate_producer_ids().error().code, ErrorCode::kNotController);
  const auto changed = replaced->set_configs({{{ConfigResourceType::kTopic, "a"}, {{"retention.ms", "1"}}}});
  EXPECT_EQ(changed.at(0).error().code, ErrorCode::kNotController);
  restart();
  EXPECT_THAT(topic_names(), ElementsAre("a"));
}

TEST_F(ControllerTest, there_is_one_controller_at_a_time) {
  Controller second(*store, options);

  EXPECT_FALSE(second.start());
  EXPECT_TRUE(controller->allocate_producer_ids());
}

TEST_F(ControllerTest, producer_ids_come_in_blocks_that_are_never_given_twice) {
  EXPECT_EQ(controller->allocate_producer_ids()->first, 0);
  EXPECT_EQ(controller->allocate_producer_ids()->first, 1000);

  restart();

  const auto block = controller->allocate_producer_ids();
  EXPECT_EQ(block->first, 2000);
  EXPECT_EQ(block->count, 1000);
}

TEST_F(ControllerTest, producer_ids_end_with_an_error) {
  const std::vector<StoreOperation> steps{SetNode{kProducerIdsPath, counter_bytes(INT64_MAX - 1500)}};
  ASSERT_TRUE(store->multi(steps));
  restart();

  EXPECT_TRUE(controller->allocate_producer_ids());
  EXPECT_FALSE(controller->allocate_producer_ids());
}

TEST_F(ControllerTest, a_damaged_node_stops_the_start_and_is_named) {
  made({"a"});
  const std::vector<StoreOperation> steps{SetNode{"/topics/a/0", {0, 0, 1}}};
  ASSERT_TRUE(store->multi(steps));
  const std::vector<StoreOperation> away{DeleteNode{kControllerPath}, DeleteNode{broker_path(1)}};
  ASSERT_TRUE(store->multi(away));

  const auto started = Controller(*store, options).start();

  ASSERT_FALSE(started);
  EXPECT_THAT(started.error(), HasSubstr("/topics/a/0"));
}

}  // namespace
}  // namespace moldau::metadata
