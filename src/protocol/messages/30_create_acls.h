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

/// CreateAcls, API key 30: what a client asks.
struct CreateAclsRequest {
  static constexpr MessageInfo kInfo{
      .name = "CreateAclsRequest", .api_key = 30, .first_version = 0, .last_version = 3, .first_flexible = 2};

  struct AclCreation {
    std::int8_t resource_type = 0;
    std::string resource_name;
    std::int8_t resource_pattern_type = 3;
    std::string principal;
    std::string host;
    std::int8_t operation = 0;
    std::int8_t permission_type = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ResourceType", m.resource_type, since(0));
      visit("ResourceName", m.resource_name, since(0));
      visit("ResourcePatternType", m.resource_pattern_type, since(1));
      visit("Principal", m.principal, since(0));
      visit("Host", m.host, since(0));
      visit("Operation", m.operation, since(0));
      visit("PermissionType", m.permission_type, since(0));
    }
    friend bool operator==(const AclCreation&, const AclCreation&) = default;
  };

  std::vector<AclCreation> creations;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Creations", m.creations, since(0));
  }
  friend bool operator==(const CreateAclsRequest&, const CreateAclsRequest&) = default;
};

/// CreateAcls, API key 30: the answer.
struct CreateAclsResponse {
  static constexpr MessageInfo kInfo{.name = "CreateAclsResponse",
                                     .api_key = 30,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  struct AclCreationResult {
    std::int16_t error_code = 0;
    std::optional<std::string> error_message = "";

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    }
    friend bool operator==(const AclCreationResult&, const AclCreationResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<AclCreationResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const CreateAclsResponse&, const CreateAclsResponse&) = default;
};

}  // namespace moldau::protocol
