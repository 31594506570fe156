#include "metadata/features.h"

#include <gmock/gmock.h>

#include "tests/metadata/controller_fixture.h"

namespace moldau::metadata {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr std::int8_t kUpgrade = 1, kSafeDowngrade = 2, kUnsafeDowngrade = 3;
constexpr std::string_view kAllFailed =
    "The update failed for all features since the following feature had an error: ";

class FeaturesTest : public ControllerTest {
 protected:
  void SetUp() override {
    options.features = {{"a.version", 0, 2, 1},
                        {"kraft.version", 0, 1, 1},
                        {"later.version", 0, 1, 0},
                        {"metadata.version", 7, 33, 33}};
    ControllerTest::SetUp();
  }

  struct Update {
    std::string feature;
    std::int16_t level = 0;
    std::int8_t type = kUpgrade;
  };
  ApiResult<bool> update(const std::vector<Update>& updates, bool validate_only = false) {
    protocol::UpdateFeaturesRequest request;
    request.validate_only = validate_only;
    for (const auto& [feature, level, type] : updates)
      request.feature_updates.push_back(
          {.feature = feature, .max_version_level = level, .upgrade_type = type});
    return controller->update_features(request);
  }
  std::string refusal(const Update& asked) {
    const auto updated = update({asked});
    if (updated) return "it was not refused";
    EXPECT_EQ(updated.error().code, ErrorCode::kInvalidUpdateVersion);
    EXPECT_EQ(updated.error().message.substr(0, kAllFailed.size()), kAllFailed);
    return updated.error().message.substr(kAllFailed.size());
  }
  const FeatureLevels& levels() const { return catalog().features().levels; }
};

TEST_F(FeaturesTest, a_new_cluster_has_the_initial_levels_above_0) {
  EXPECT_THAT(levels(),
              ElementsAre(Pair("a.version", 1), Pair("kraft.version", 1), Pair("metadata.version", 33)));
}

TEST_F(FeaturesTest, levels_and_a_rising_epoch_outlive_the_process) {
  const auto epoch = catalog().features().epoch;

  EXPECT_TRUE(update({{"a.version", 2}, {"later.version", 1}}).value());
  EXPECT_GT(catalog().features().epoch, epoch);
  const auto features = catalog().features();
  restart();

  EXPECT_EQ(catalog().features(), features);
  EXPECT_EQ(levels().at("a.version"), 2);
}

TEST_F(FeaturesTest, level_0_is_the_end_of_a_feature) {
  EXPECT_TRUE(update({{"a.version", 0, kSafeDowngrade}}).value());

  EXPECT_FALSE(levels().contains("a.version"));
  EXPECT_FALSE(update({{"a.version", 0}}).value());
}

TEST_F(FeaturesTest, of_one_feature_the_last_level_counts_and_each_is_judged_by_the_first) {
  EXPECT_FALSE(update({{"later.version", 1}, {"later.version", 0}}).value());
  EXPECT_TRUE(update({{"later.version", 0}, {"later.version", 1}}).value());

  EXPECT_EQ(levels().at("later.version"), 1);
}

TEST_F(FeaturesTest, one_wrong_update_changes_nothing_at_all) {
  const auto before = catalog().features();

  EXPECT_FALSE(update({{"a.version", 2}, {"bogus", 1}}));

  EXPECT_EQ(catalog().features(), before);
}

TEST_F(FeaturesTest, what_is_validated_only_changes_nothing) {
  const auto before = catalog().features();

  EXPECT_FALSE(update({{"a.version", 2}}, true).value());

  EXPECT_EQ(catalog().features(), before);
}

TEST_F(FeaturesTest, each_refusal_has_kafkas_words) {
  EXPECT_EQ(refusal({"bogus", 1}),
            "Invalid update version 1 for feature bogus. Local controller 1 does not support this feature.");
  EXPECT_EQ(refusal({"bogus", 0}), "Invalid update version 0 for feature bogus. Feature bogus not found.");
  EXPECT_EQ(refusal({"a.version", 3}),
            "Invalid update version 3 for feature a.version. Local controller 1 only supports versions 0-2");
  EXPECT_EQ(refusal({"a.version", -1}),
            "Invalid update version -1 for feature a.version. A feature version cannot be less than 0.");
  EXPECT_EQ(refusal({"a.version", -1, 4}),
            "Invalid update version -1 for feature a.version. The controller does not support the given "
            "upgrade type.");
  EXPECT_EQ(refusal({"a.version", 0}),
            "Invalid update version 0 for feature a.version. Can't downgrade the version of this feature "
            "without setting the upgrade type to either safe or unsafe downgrade.");
  EXPECT_EQ(refusal({"a.version", 2, kSafeDowngrade}),
            "Invalid update version 2 for feature a.version. Can't downgrade to a newer version.");
  EXPECT_EQ(refusal({"kraft.version", 0, kUnsafeDowngrade}),
            "Invalid update version 0 for feature kraft.version. Can't downgrade the version of this "
            "feature.");
  EXPECT_EQ(refusal({"metadata.version", 32, kSafeDowngrade}),
            "Unsupported metadata.version downgrade from 33 to 32. Refusing to perform the requested "
            "downgrade because it might delete metadata information.");
  EXPECT_EQ(refusal({"metadata.version", 32, kUnsafeDowngrade}),
            "Unsupported metadata.version downgrade from 33 to 32. Unsafe metadata downgrade is not "
            "supported in this version.");
}

TEST_F(FeaturesTest, a_store_from_before_features_gets_the_initial_ones) {
  const std::vector<StoreOperation> steps{DeleteNode{kFeaturesPath}};
  ASSERT_TRUE(store->multi(steps));

  restart();

  EXPECT_EQ(levels().at("a.version"), 1);
}

TEST_F(FeaturesTest, a_program_that_cannot_work_at_a_level_does_not_start) {
  ASSERT_TRUE(update({{"a.version", 2}}));
  controller.reset();
  store.reset();
  store = std::move(*open_embedded_store(directory.file("metadata.db")));
  options.features[0].last_level = 1;
  Controller older(*store, options);

  const auto started = older.start();

  ASSERT_FALSE(started);
  EXPECT_THAT(started.error(), HasSubstr("a.version=2"));
}

}  // namespace
}  // namespace moldau::metadata
