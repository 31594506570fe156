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

/// DescribeAcls, API key 29: what a client asks.
struct DescribeAclsRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeAclsRequest",
                                     .api_key = 29,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  std::int8_t resource_type_filter = 0;
  std::optional<std::string> resource_name_filter = "";
  std::int8_t pattern_type_filter = 3;
  std::optional<std::string> principal_filter = "";
  std::optional<std::string> host_filter = "";
  std::int8_t operation = 0;
  std::int8_t permission_type = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ResourceTypeFilter", m.resource_type_filter, since(0));
    visit("ResourceNameFilter", m.resource_name_filter, since(0).nullable_since(0));
    visit("PatternTypeFilter", m.pattern_type_filter, since(1));
    visit("PrincipalFilter", m.principal_filter, since(0).nullable_since(0));
    visit("HostFilter", m.host_filter, since(0).nullable_since(0));
    visit("Operation", m.operation, since(0));
    visit("PermissionType", m.permission_type, since(0));
  }
  friend bool operator==(const DescribeAclsRequest&, const DescribeAclsRequest&) = default;
};

/// DescribeAcls, API key 29: the answer.
struct DescribeAclsResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeAclsResponse",
                                     .api_key = 29,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  struct DescribeAclsResource {
    struct AclDescription {
      std::string principal;
      std::string host;
      std::int8_t operation = 0;
      std::int8_t permission_type = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Principal", m.principal, since(0));
        visit("Host", m.host, since(0));
        visit("Operation", m.operation, since(0));
        visit("PermissionType", m.permission_type, since(0));
      }
      friend bool operator==(const AclDescription&, const AclDescription&) = default;
    };

    std::int8_t resource_type = 0;
    std::string resource_name;
    std::int8_t pattern_type = 3;
    std::vector<AclDescription> acls;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ResourceType", m.resource_type, since(0));
      visit("ResourceName", m.resource_name, since(0));
      visit("PatternType", m.pattern_type, since(1));
      visit("Acls", m.acls, since(0));
    }
    friend bool operator==(const DescribeAclsResource&, const DescribeAclsResource&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";
  std::vector<DescribeAclsResource> resources;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("Resources", m.resources, since(0));
  }
  friend bool operator==(const DescribeAclsResponse&, const DescribeAclsResponse&) = default;
};

}  // namespace moldau::protocol
