#include <gmock/gmock.h>

#include "broker/features.h"
#include "protocol/messages/18_api_versions.h"
#include "protocol/messages/57_update_features.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using protocol::ApiVersionsRequest;
using protocol::ApiVersionsResponse;
using protocol::UpdateFeaturesRequest;
using protocol::UpdateFeaturesResponse;
using ::testing::Contains;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Supported = ApiVersionsResponse::SupportedFeatureKey;
using Finalized = ApiVersionsResponse::FinalizedFeatureKey;

class UpdateFeatures : public BrokerTest {
 protected:
  void SetUp() override { start(); }
  ApiVersionsResponse shown(std::int16_t version = 4) {
    auto client = connect();
    return client
        .ask<ApiVersionsResponse>(
            ApiVersionsRequest{.client_software_name = "test", .client_software_version = "1"}, version)
        .response;
  }
  UpdateFeaturesResponse update(const std::string& feature, std::int16_t level, std::int16_t version,
                                std::int8_t type = 1) {
    UpdateFeaturesRequest request;
    request.feature_updates.push_back({.feature = feature, .max_version_level = level, .upgrade_type = type});
    auto client = connect();
    return client.ask<UpdateFeaturesResponse>(request, version).response;
  }
};

TEST_F(UpdateFeatures, clients_see_what_is_supported_and_what_is_finalized) {
  const auto features = shown();
  EXPECT_THAT(features.supported_features, Contains(Supported{"metadata.version", 7, 33}));
  EXPECT_THAT(features.supported_features, Contains(Supported{"kraft.version", 0, 0}));
  EXPECT_THAT(features.finalized_features, Contains(Finalized{"metadata.version", 33, 33}));
  EXPECT_THAT(features.finalized_features, Not(Contains(Field(&Finalized::name, "kraft.version"))));
  EXPECT_GT(features.finalized_features_epoch, 0);
}

TEST_F(UpdateFeatures, older_clients_see_no_feature_whose_first_level_is_0) {
  EXPECT_THAT(shown(3).supported_features, Not(Contains(Field(&Supported::min_version, 0))));
}

TEST_F(UpdateFeatures, results_are_told_one_by_one_before_version_2) {
  const auto fine = update("metadata.version", 33, 1);
  ASSERT_THAT(fine.results, SizeIs(1));
  EXPECT_EQ(fine.results[0].error_code, 0);
  EXPECT_EQ(fine.results[0].error_message, "NONE");
  EXPECT_EQ(fine.error_message, std::nullopt);
  EXPECT_THAT(update("metadata.version", 33, 2).results, IsEmpty());
}

TEST_F(UpdateFeatures, a_refusal_is_the_whole_requests) {
  const auto refused = update("metadata.version", 34, 1);
  EXPECT_EQ(error_of(refused), ErrorCode::kInvalidUpdateVersion);
  EXPECT_THAT(refused.results, IsEmpty());
  EXPECT_EQ(refused.error_message,
            "The update failed for all features since the following feature had an error: Invalid update "
            "version 34 for feature metadata.version. Local controller 1 only supports versions 7-33");
}

TEST_F(UpdateFeatures, levels_outlive_a_crash) {
  const auto before = shown();
  crash();
  const auto after = shown();
  EXPECT_EQ(after.finalized_features, before.finalized_features);
  EXPECT_GE(after.finalized_features_epoch, before.finalized_features_epoch);
}

}  // namespace
}  // namespace moldau::broker::test
