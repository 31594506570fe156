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

/// DeleteAcls, API key 31: what a client asks.
struct DeleteAclsRequest {
  static constexpr MessageInfo kInfo{
      .name = "DeleteAclsRequest", .api_key = 31, .first_version = 0, .last_version = 3, .first_flexible = 2};

  struct DeleteAclsFilter {
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
    friend bool operator==(const DeleteAclsFilter&, const DeleteAclsFilter&) = default;
  };

  std::vector<DeleteAclsFilter> filters;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Filters", m.filters, since(0));
  }
  friend bool operator==(const DeleteAclsRequest&, const DeleteAclsRequest&) = default;
};

/// DeleteAcls, API key 31: the answer.
struct DeleteAclsResponse {
  static constexpr MessageInfo kInfo{.name = "DeleteAclsResponse",
                                     .api_key = 31,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  struct DeleteAclsFilterResult {
    struct DeleteAclsMatchingAcl {
      std::int16_t error_code = 0;
      std::optional<std::string> error_message = "";
      std::int8_t resource_type = 0;
      std::string resource_name;
      std::int8_t pattern_type = 3;
      std::string principal;
      std::string host;
      std::int8_t operation = 0;
      std::int8_t permission_type = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
        visit("ResourceType", m.resource_type, since(0));
        visit("ResourceName", m.resource_name, since(0));
        visit("PatternType", m.pattern_type, since(1));
        visit("Principal", m.principal, since(0));
        visit("Host", m.host, since(0));
        visit("Operation", m.operation, since(0));
        visit("PermissionType", m.permission_type, since(0));
      }
      friend bool operator==(const DeleteAclsMatchingAcl&, const DeleteAclsMatchingAcl&) = default;
    };

    std::int16_t error_code = 0;
    std::optional<std::string> error_message = "";
    std::vector<DeleteAclsMatchingAcl> matching_acls;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      visit("MatchingAcls", m.matching_acls, since(0));
    }
    friend bool operator==(const DeleteAclsFilterResult&, const DeleteAclsFilterResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeleteAclsFilterResult> filter_results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("FilterResults", m.filter_results, since(0));
  }
  friend bool operator==(const DeleteAclsResponse&, const DeleteAclsResponse&) = default;
};

}  // namespace moldau::protocol
