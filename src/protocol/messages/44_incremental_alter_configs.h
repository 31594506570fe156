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

/// IncrementalAlterConfigs, API key 44: what a client asks.
struct IncrementalAlterConfigsRequest {
  static constexpr MessageInfo kInfo{.name = "IncrementalAlterConfigsRequest",
                                     .api_key = 44,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 1};

  struct AlterConfigsResource {
    struct AlterableConfig {
      std::string name;
      std::int8_t config_operation = 0;
      std::optional<std::string> value = "";

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(0));
        visit("ConfigOperation", m.config_operation, since(0));
        visit("Value", m.value, since(0).nullable_since(0));
      }
      friend bool operator==(const AlterableConfig&, const AlterableConfig&) = default;
    };

    std::int8_t resource_type = 0;
    std::string resource_name;
    std::vector<AlterableConfig> configs;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ResourceType", m.resource_type, since(0));
      visit("ResourceName", m.resource_name, since(0));
      visit("Configs", m.configs, since(0));
    }
    friend bool operator==(const AlterConfigsResource&, const AlterConfigsResource&) = default;
  };

  std::vector<AlterConfigsResource> resources;
  bool validate_only = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Resources", m.resources, since(0));
    visit("ValidateOnly", m.validate_only, since(0));
  }
  friend bool operator==(const IncrementalAlterConfigsRequest&,
                         const IncrementalAlterConfigsRequest&) = default;
};

/// IncrementalAlterConfigs, API key 44: the answer.
struct IncrementalAlterConfigsResponse {
  static constexpr MessageInfo kInfo{.name = "IncrementalAlterConfigsResponse",
                                     .api_key = 44,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 1};

  struct AlterConfigsResourceResponse {
    std::int16_t error_code = 0;
    std::optional<std::string> error_message = "";
    std::int8_t resource_type = 0;
    std::string resource_name;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      visit("ResourceType", m.resource_type, since(0));
      visit("ResourceName", m.resource_name, since(0));
    }
    friend bool operator==(const AlterConfigsResourceResponse&,
                           const AlterConfigsResourceResponse&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<AlterConfigsResourceResponse> responses;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Responses", m.responses, since(0));
  }
  friend bool operator==(const IncrementalAlterConfigsResponse&,
                         const IncrementalAlterConfigsResponse&) = default;
};

}  // namespace moldau::protocol
