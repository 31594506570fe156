#include <gmock/gmock.h>

#include "tests/metadata/controller_fixture.h"

namespace moldau::metadata {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using enum ConfigResourceType;

class SetConfigsTest : public ControllerTest {
 protected:
  ApiResult<void> set(const ConfigResource& resource, ConfigMap configs) {
    return controller->set_configs({{resource, std::move(configs)}}).at(0);
  }
};

TEST_F(SetConfigsTest, of_a_topic_are_replaced_as_a_whole_and_stay) {
  made({.name = "a", .configs = {{"retention.ms", "1"}}});

  ASSERT_TRUE(set({kTopic, "a"}, {{"cleanup.policy", "compact"}}));
  EXPECT_THAT(catalog().topic("a")->configs, ElementsAre(Pair("cleanup.policy", "compact")));

  restart();
  EXPECT_THAT(catalog().topic("a")->configs, ElementsAre(Pair("cleanup.policy", "compact")));
  EXPECT_EQ(&catalog().configs({kTopic, "a"}), &catalog().topic("a")->configs);
}

TEST_F(SetConfigsTest, of_an_unknown_topic_are_refused_and_others_are_set) {
  const auto results = controller->set_configs({{{kTopic, "a"}, {}}, {{kGroup, "g"}, {{"x", "1"}}}});

  EXPECT_EQ(results.at(0).error().code, ErrorCode::kUnknownTopicOrPartition);
  EXPECT_TRUE(results.at(1));
  EXPECT_THAT(catalog().configs({kGroup, "g"}), ElementsAre(Pair("x", "1")));
}

TEST_F(SetConfigsTest, of_brokers_are_kept_for_one_and_for_all) {
  ASSERT_TRUE(set({kBroker, ""}, {{"min.insync.replicas", "2"}}));
  ASSERT_TRUE(set({kBroker, "1"}, {{"log.cleaner.threads", "3"}}));
  ASSERT_TRUE(set({kBroker, "1"}, {{"log.cleaner.threads", "4"}}));
  restart();

  EXPECT_THAT(catalog().configs({kBroker, ""}), ElementsAre(Pair("min.insync.replicas", "2")));
  EXPECT_THAT(catalog().configs({kBroker, "1"}), ElementsAre(Pair("log.cleaner.threads", "4")));
  EXPECT_THAT(catalog().configs({kBroker, "2"}), IsEmpty());

  ASSERT_TRUE(set({kBroker, "1"}, {}));
  ASSERT_TRUE(set({kBroker, "2"}, {}));
  EXPECT_THAT(catalog().configs({kBroker, "1"}), IsEmpty());
  restart();
  EXPECT_THAT(catalog().configs({kBroker, "1"}), IsEmpty());
}

TEST_F(SetConfigsTest, belong_to_their_kind_and_name_whatever_the_name_is) {
  const std::vector<std::string> names = {"1",
                                          "default",
                                          "..",
                                          "/",
                                          "a/b c",
                                          "%41",
                                          "A",
                                          "gr\xc3\xbcn",
                                          "a-b",
                                          std::string("nul\0l", 5),
                                          std::string(1000, 'x')};
  for (const auto type : {kGroup, kClientMetrics})
    for (const auto& name : names) {
      const auto value = std::to_string(static_cast<int>(type)) + name;
      ASSERT_TRUE(set({type, name}, {{"key", value}})) << name;
    }
  restart();

  for (const auto type : {kGroup, kClientMetrics}) {
    for (const auto& name : names)
      EXPECT_THAT(catalog().configs({type, name}),
                  ElementsAre(Pair("key", std::to_string(static_cast<int>(type)) + name)));
    EXPECT_EQ(catalog().configured(type).size(), names.size());
  }
  EXPECT_THAT(catalog().configs({kBroker, "1"}), IsEmpty());
}

TEST_F(SetConfigsTest, that_are_too_large_are_refused_and_change_nothing) {
  ASSERT_TRUE(set({kGroup, "g"}, {{"key", "small"}}));

  ConfigMap large;
  for (int i = 0; i < 20; ++i) large["key-" + std::to_string(i)] = std::string(30'000, 'x');

  const auto results = controller->set_configs({{{kGroup, "g"}, large}, {{kGroup, "h"}, {{"key", "small"}}}});

  EXPECT_EQ(results.at(0).error().code, ErrorCode::kPolicyViolation);
  EXPECT_TRUE(results.at(1));
  EXPECT_THAT(catalog().configs({kGroup, "g"}), ElementsAre(Pair("key", "small")));
  EXPECT_THAT(catalog().configs({kGroup, "h"}), ElementsAre(Pair("key", "small")));
}

TEST_F(SetConfigsTest, leave_catalogs_as_they_were_that_somebody_keeps) {
  ASSERT_TRUE(set({kGroup, "g"}, {{"key", "old"}}));
  const auto before = controller->catalog();

  ASSERT_TRUE(set({kGroup, "g"}, {{"key", "new"}}));

  EXPECT_THAT(before->configs({kGroup, "g"}), ElementsAre(Pair("key", "old")));
  EXPECT_THAT(catalog().configs({kGroup, "g"}), ElementsAre(Pair("key", "new")));
}

}  // namespace
}  // namespace moldau::metadata
