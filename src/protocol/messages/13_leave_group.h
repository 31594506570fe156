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

/// LeaveGroup, API key 13: what a client asks.
struct LeaveGroupRequest {
  static constexpr MessageInfo kInfo{
      .name = "LeaveGroupRequest", .api_key = 13, .first_version = 0, .last_version = 5, .first_flexible = 4};

  struct MemberIdentity {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    std::optional<std::string> reason;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("MemberId", m.member_id, since(3));
      visit("GroupInstanceId", m.group_instance_id, since(3).nullable_since(3));
      visit("Reason", m.reason, since(5).nullable_since(5));
    }
    friend bool operator==(const MemberIdentity&, const MemberIdentity&) = default;
  };

  std::string group_id;
  std::string member_id;
  std::vector<MemberIdentity> members;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("MemberId", m.member_id, since(0).until(2));
    visit("Members", m.members, since(3));
  }
  friend bool operator==(const LeaveGroupRequest&, const LeaveGroupRequest&) = default;
};

/// LeaveGroup, API key 13: the answer.
struct LeaveGroupResponse {
  static constexpr MessageInfo kInfo{.name = "LeaveGroupResponse",
                                     .api_key = 13,
                                     .first_version = 0,
                                     .last_version = 5,
                                     .first_flexible = 4};

  struct MemberResponse {
    std::string member_id;
    std::optional<std::string> group_instance_id = "";
    std::int16_t error_code = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("MemberId", m.member_id, since(3));
      visit("GroupInstanceId", m.group_instance_id, since(3).nullable_since(3));
      visit("ErrorCode", m.error_code, since(3));
    }
    friend bool operator==(const MemberResponse&, const MemberResponse&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<MemberResponse> members;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(1));
    visit("ErrorCode", m.error_code, since(0));
    visit("Members", m.members, since(3));
  }
  friend bool operator==(const LeaveGroupResponse&, const LeaveGroupResponse&) = default;
};

}  // namespace moldau::protocol
