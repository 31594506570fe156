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

/// DeleteGroups, API key 42: what a client asks.
struct DeleteGroupsRequest {
  static constexpr MessageInfo kInfo{.name = "DeleteGroupsRequest",
                                     .api_key = 42,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  std::vector<std::string> groups_names;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupsNames", m.groups_names, since(0));
  }
  friend bool operator==(const DeleteGroupsRequest&, const DeleteGroupsRequest&) = default;
};

/// DeleteGroups, API key 42: the answer.
struct DeleteGroupsResponse {
  static constexpr MessageInfo kInfo{.name = "DeleteGroupsResponse",
                                     .api_key = 42,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  struct DeletableGroupResult {
    std::string group_id;
    std::int16_t error_code = 0;
    std::optional<std::string> error_message;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("GroupId", m.group_id, since(0));
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(3).nullable_since(3));
    }
    friend bool operator==(const DeletableGroupResult&, const DeletableGroupResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeletableGroupResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const DeleteGroupsResponse&, const DeleteGroupsResponse&) = default;
};

}  // namespace moldau::protocol
