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

/// ApiVersions, API key 18: what a client asks.
struct ApiVersionsRequest {
  static constexpr MessageInfo kInfo{.name = "ApiVersionsRequest",
                                     .api_key = 18,
                                     .first_version = 0,
                                     .last_version = 5,
                                     .first_flexible = 3};

  std::string client_software_name;
  std::string client_software_version;
  std::optional<std::string> cluster_id;
  std::int32_t node_id = -1;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClientSoftwareName", m.client_software_name, since(3));
    visit("ClientSoftwareVersion", m.client_software_version, since(3));
    visit("ClusterId", m.cluster_id, since(5).nullable_since(5));
    visit("NodeId", m.node_id, since(5));
  }
  friend bool operator==(const ApiVersionsRequest&, const ApiVersionsRequest&) = default;
};

/// ApiVersions, API key 18: the answer.
struct ApiVersionsResponse {
  static constexpr MessageInfo kInfo{.name = "ApiVersionsResponse",
                                     .api_key = 18,
                                     .first_version = 0,
                                     .last_version = 5,
                                     .first_flexible = 3};

  struct ApiVersion {
    std::int16_t api_key = 0;
    std::int16_t min_version = 0;
    std::int16_t max_version = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ApiKey", m.api_key, since(0));
      visit("MinVersion", m.min_version, since(0));
      visit("MaxVersion", m.max_version, since(0));
    }
    friend bool operator==(const ApiVersion&, const ApiVersion&) = default;
  };

  struct SupportedFeatureKey {
    std::string name;
    std::int16_t min_version = 0;
    std::int16_t max_version = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(3));
      visit("MinVersion", m.min_version, since(3));
      visit("MaxVersion", m.max_version, since(3));
    }
    friend bool operator==(const SupportedFeatureKey&, const SupportedFeatureKey&) = default;
  };

  struct FinalizedFeatureKey {
    std::string name;
    std::int16_t max_version_level = 0;
    std::int16_t min_version_level = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(3));
      visit("MaxVersionLevel", m.max_version_level, since(3));
      visit("MinVersionLevel", m.min_version_level, since(3));
    }
    friend bool operator==(const FinalizedFeatureKey&, const FinalizedFeatureKey&) = default;
  };

  std::int16_t error_code = 0;
  std::vector<ApiVersion> api_keys;
  std::int32_t throttle_time_ms = 0;
  std::vector<SupportedFeatureKey> supported_features;
  std::int64_t finalized_features_epoch = -1;
  std::vector<FinalizedFeatureKey> finalized_features;
  bool zk_migration_ready = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("ApiKeys", m.api_keys, since(0));
    visit("ThrottleTimeMs", m.throttle_time_ms, since(1));
    visit("SupportedFeatures", m.supported_features, since(3).tagged_as(0, 3));
    visit("FinalizedFeaturesEpoch", m.finalized_features_epoch, since(3).tagged_as(1, 3), std::int64_t{-1});
    visit("FinalizedFeatures", m.finalized_features, since(3).tagged_as(2, 3));
    visit("ZkMigrationReady", m.zk_migration_ready, since(3).tagged_as(3, 3));
  }
  friend bool operator==(const ApiVersionsResponse&, const ApiVersionsResponse&) = default;
};

}  // namespace moldau::protocol
