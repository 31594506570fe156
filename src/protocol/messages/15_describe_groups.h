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

/// DescribeGroups, API key 15: what a client asks.
struct DescribeGroupsRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeGroupsRequest",
                                     .api_key = 15,
                                     .first_version = 0,
                                     .last_version = 6,
                                     .first_flexible = 5};

  std::vector<std::string> groups;
  bool include_authorized_operations = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Groups", m.groups, since(0));
    visit("IncludeAuthorizedOperations", m.include_authorized_operations, since(3));
  }
  friend bool operator==(const DescribeGroupsRequest&, const DescribeGroupsRequest&) = default;
};

/// DescribeGroups, API key 15: the answer.
struct DescribeGroupsResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeGroupsResponse",
                                     .api_key = 15,
                                     .first_version = 0,
                                     .last_version = 6,
                                     .first_flexible = 5};

  struct DescribedGroup {
    struct DescribedGroupMember {
      std::string member_id;
      std::optional<std::string> group_instance_id;
      std::string client_id;
      std::string client_host;
      Bytes member_metadata;
      Bytes member_assignment;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("MemberId", m.member_id, since(0));
        visit("GroupInstanceId", m.group_instance_id, since(4).nullable_since(4));
        visit("ClientId", m.client_id, since(0));
        visit("ClientHost", m.client_host, since(0));
        visit("MemberMetadata", m.member_metadata, since(0));
        visit("MemberAssignment", m.member_assignment, since(0));
      }
      friend bool operator==(const DescribedGroupMember&, const DescribedGroupMember&) = default;
    };

    std::int16_t error_code = 0;
    std::optional<std::string> error_message;
    std::string group_id;
    std::string group_state;
    std::string protocol_type;
    std::string protocol_data;
    std::vector<DescribedGroupMember> members;
    std::int32_t authorized_operations = std::numeric_limits<std::int32_t>::min();

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(6).nullable_since(6));
      visit("GroupId", m.group_id, since(0));
      visit("GroupState", m.group_state, since(0));
      visit("ProtocolType", m.protocol_type, since(0));
      visit("ProtocolData", m.protocol_data, since(0));
      visit("Members", m.members, since(0));
      visit("AuthorizedOperations", m.authorized_operations, since(3));
    }
    friend bool operator==(const DescribedGroup&, const DescribedGroup&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribedGroup> groups;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(1));
    visit("Groups", m.groups, since(0));
  }
  friend bool operator==(const DescribeGroupsResponse&, const DescribeGroupsResponse&) = default;
};

}  // namespace moldau::protocol
