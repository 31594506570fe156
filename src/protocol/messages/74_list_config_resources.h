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

/// ListConfigResources, API key 74: what a client asks.
struct ListConfigResourcesRequest {
  static constexpr MessageInfo kInfo{.name = "ListConfigResourcesRequest",
                                     .api_key = 74,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  std::vector<std::int8_t> resource_types;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ResourceTypes", m.resource_types, since(1));
  }
  friend bool operator==(const ListConfigResourcesRequest&, const ListConfigResourcesRequest&) = default;
};

/// ListConfigResources, API key 74: the answer.
struct ListConfigResourcesResponse {
  static constexpr MessageInfo kInfo{.name = "ListConfigResourcesResponse",
                                     .api_key = 74,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct ConfigResource {
    std::string resource_name;
    std::int8_t resource_type = 16;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ResourceName", m.resource_name, since(0));
      visit("ResourceType", m.resource_type, since(1));
    }
    friend bool operator==(const ConfigResource&, const ConfigResource&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<ConfigResource> config_resources;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ConfigResources", m.config_resources, since(0));
  }
  friend bool operator==(const ListConfigResourcesResponse&, const ListConfigResourcesResponse&) = default;
};

}  // namespace moldau::protocol
