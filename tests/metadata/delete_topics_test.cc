#include <gmock/gmock.h>

#include "tests/metadata/controller_fixture.h"

namespace moldau::metadata {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(ControllerTest, a_topic_is_deleted_by_name_in_old_and_new_versions) {
  const auto a = made({"a", 300}), b = made({"b"});

  const auto old = remove_names({"a"});
  const auto now = remove({{"b", {}}});

  EXPECT_EQ(error(old.response.responses.at(0)), ErrorCode::kNone);
  EXPECT_EQ(old.response.responses[0].name, "a");
  EXPECT_EQ(old.response.responses[0].topic_id, a->id);
  EXPECT_EQ(old.response.responses[0].error_message, std::nullopt);
  EXPECT_THAT(old.deleted, ElementsAre(a));
  EXPECT_THAT(now.deleted, ElementsAre(b));
  restart();
  EXPECT_THAT(topic_names(), IsEmpty());
  EXPECT_EQ(catalog().partition_count(), 0u);
}

TEST_F(ControllerTest, a_topic_is_deleted_by_id_and_named_in_the_answer) {
  const auto a = made({"a"});

  const auto outcome = remove({{std::nullopt, a->id}});

  EXPECT_EQ(error(outcome.response.responses.at(0)), ErrorCode::kNone);
  EXPECT_EQ(outcome.response.responses[0].name, "a");
  EXPECT_FALSE(catalog().topic("a"));
  EXPECT_FALSE(catalog().topic(a->id));
}

TEST_F(ControllerTest, a_topic_made_again_has_a_new_id_and_the_old_id_is_unknown) {
  const auto first = made({"a"});
  remove_names({"a"});
  const auto second = made({"a"});

  EXPECT_NE(first->id, second->id);
  const auto outcome = remove({{std::nullopt, first->id}});
  EXPECT_EQ(error(outcome.response.responses.at(0)), ErrorCode::kUnknownTopicId);
  EXPECT_TRUE(catalog().topic("a"));
}

TEST_F(ControllerTest, unknown_names_and_ids_have_their_own_errors) {
  const auto id = Uuid::random();

  const auto outcome = remove({{"nope", {}}, {std::nullopt, id}});

  EXPECT_EQ(error(outcome.response.responses.at(0)), ErrorCode::kUnknownTopicOrPartition);
  EXPECT_EQ(error(outcome.response.responses.at(1)), ErrorCode::kUnknownTopicId);
  EXPECT_EQ(outcome.response.responses[1].name, std::nullopt);
  EXPECT_EQ(outcome.response.responses[1].topic_id, id);
}

TEST_F(ControllerTest, a_deletion_by_both_name_and_id_or_by_neither_is_refused) {
  const auto a = made({"a"});

  const auto outcome = remove({{"a", a->id}, {std::nullopt, {}}});

  ASSERT_EQ(outcome.response.responses.size(), 2u);
  EXPECT_EQ(error(outcome.response.responses[0]), ErrorCode::kInvalidRequest);
  EXPECT_EQ(outcome.response.responses[0].topic_id, a->id);
  EXPECT_EQ(error(outcome.response.responses[1]), ErrorCode::kInvalidRequest);
  EXPECT_TRUE(catalog().topic("a"));
}

TEST_F(ControllerTest, names_and_ids_that_come_twice_are_answered_once_and_stay) {
  const auto a = made({"a"}), b = made({"b"});

  const auto outcome =
      remove({{"a", {}}, {std::nullopt, b->id}, {"a", {}}, {std::nullopt, b->id}, {"x", {}}, {"x", {}}});

  ASSERT_EQ(outcome.response.responses.size(), 3u);
  for (const auto& result : outcome.response.responses) EXPECT_EQ(error(result), ErrorCode::kInvalidRequest);
  EXPECT_THAT(topic_names(), ElementsAre("a", "b"));
}

TEST_F(ControllerTest, one_topic_by_name_and_by_id_is_answered_once_and_stays_in_either_order) {
  const auto a = made({"a"}), b = made({"b"});

  const auto outcome = remove({{"a", {}}, {std::nullopt, a->id}, {std::nullopt, b->id}, {"b", {}}});

  ASSERT_EQ(outcome.response.responses.size(), 2u);
  EXPECT_EQ(error(outcome.response.responses[0]), ErrorCode::kInvalidRequest);
  EXPECT_EQ(error(outcome.response.responses[1]), ErrorCode::kInvalidRequest);
  EXPECT_EQ(outcome.response.responses[0].topic_id, a->id);
  EXPECT_EQ(outcome.response.responses[1].topic_id, b->id);
  EXPECT_THAT(topic_names(), ElementsAre("a", "b"));
}

TEST_F(ControllerTest, a_repeated_name_does_not_save_the_topic_from_its_id) {
  const auto a = made({"a"});

  const auto outcome = remove({{"a", {}}, {"a", {}}, {std::nullopt, a->id}});

  ASSERT_EQ(outcome.response.responses.size(), 2u);
  EXPECT_EQ(error(outcome.response.responses[0]), ErrorCode::kInvalidRequest);
  EXPECT_EQ(error(outcome.response.responses[1]), ErrorCode::kNone);
  EXPECT_THAT(topic_names(), IsEmpty());
}

TEST_F(ControllerTest, deletion_can_be_disabled_with_the_code_that_each_version_knows) {
  made({"a"});
  options.delete_topic_enable = false;
  restart();

  EXPECT_EQ(error(remove_names({"a"}, 2).response.responses.at(0)), ErrorCode::kInvalidRequest);
  EXPECT_EQ(error(remove_names({"nope"}, 3).response.responses.at(0)), ErrorCode::kTopicDeletionDisabled);
  EXPECT_EQ(error(remove({{"a", {}}}).response.responses.at(0)), ErrorCode::kTopicDeletionDisabled);
  EXPECT_TRUE(catalog().topic("a"));
}

}  // namespace
}  // namespace moldau::metadata
