#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/uuid.h"
#include "protocol/wire/field.h"
#include "protocol/wire/records.h"

namespace moldau::protocol {

/// UpdateFeatures, API key 57: what a client asks.
struct UpdateFeaturesRequest {
  static constexpr MessageInfo kInfo{.name = "UpdateFeaturesRequest",
                                     .api_key = 57,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  struct FeatureUpdateKey {
    std::string feature;
    std::int16_t max_version_level = 0;
    bool allow_downgrade = false;
    std::int8_t upgrade_type = 1;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Feature", m.feature, since(0));
      visit("MaxVersionLevel", m.max_version_level, since(0));
      visit("AllowDowngrade", m.allow_downgrade, since(0).until(0));
      visit("UpgradeType", m.upgrade_type, since(1));
    }
    friend bool operator==(const FeatureUpdateKey&, const FeatureUpdateKey&) = default;
  };

  std::int32_t timeout_ms = 60000;
  std::vector<FeatureUpdateKey> feature_updates;
  bool validate_only = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("timeoutMs", m.timeout_ms, since(0));
    visit("FeatureUpdates", m.feature_updates, since(0));
    visit("ValidateOnly", m.validate_only, since(1));
  }
  friend bool operator==(const UpdateFeaturesRequest&, const UpdateFeaturesRequest&) = default;
};

/// UpdateFeatures, API key 57: the answer.
struct UpdateFeaturesResponse {
  static constexpr MessageInfo kInfo{.name = "UpdateFeaturesResponse",
                                     .api_key = 57,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  struct UpdatableFeatureResult {
    std::string feature;
    std::int16_t error_code = 0;
    std::optional<std::string> error_message = "";

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Feature", m.feature, since(0));
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    }
    friend bool operator==(const UpdatableFeatureResult&, const UpdatableFeatureResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";
  std::vector<UpdatableFeatureResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("Results", m.results, since(0).until(1));
  }
  friend bool operator==(const UpdateFeaturesResponse&, const UpdateFeaturesResponse&) = default;
};

}  // namespace moldau::protocol
