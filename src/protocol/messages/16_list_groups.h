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

/// ListGroups, API key 16: what a client asks.
struct ListGroupsRequest {
  static constexpr MessageInfo kInfo{
      .name = "ListGroupsRequest", .api_key = 16, .first_version = 0, .last_version = 5, .first_flexible = 3};

  std::vector<std::string> states_filter;
  std::vector<std::string> types_filter;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("StatesFilter", m.states_filter, since(4));
    visit("TypesFilter", m.types_filter, since(5));
  }
  friend bool operator==(const ListGroupsRequest&, const ListGroupsRequest&) = default;
};

/// ListGroups, API key 16: the answer.
struct ListGroupsResponse {
  static constexpr MessageInfo kInfo{.name = "ListGroupsResponse",
                                     .api_key = 16,
                                     .first_version = 0,
                                     .last_version = 5,
                                     .first_flexible = 3};

  struct ListedGroup {
    std::string group_id;
    std::string protocol_type;
    std::string group_state;
    std::string group_type;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("GroupId", m.group_id, since(0));
      visit("ProtocolType", m.protocol_type, since(0));
      visit("GroupState", m.group_state, since(4));
      visit("GroupType", m.group_type, since(5));
    }
    friend bool operator==(const ListedGroup&, const ListedGroup&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<ListedGroup> groups;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(1));
    visit("ErrorCode", m.error_code, since(0));
    visit("Groups", m.groups, since(0));
  }
  friend bool operator==(const ListGroupsResponse&, const ListGroupsResponse&) = default;
};

}  // namespace moldau::protocol
