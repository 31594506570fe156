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

/// SyncGroup, API key 14: what a client asks.
struct SyncGroupRequest {
  static constexpr MessageInfo kInfo{
      .name = "SyncGroupRequest", .api_key = 14, .first_version = 0, .last_version = 5, .first_flexible = 4};

  struct SyncGroupRequestAssignment {
    std::string member_id;
    Bytes assignment;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("MemberId", m.member_id, since(0));
      visit("Assignment", m.assignment, since(0));
    }
    friend bool operator==(const SyncGroupRequestAssignment&, const SyncGroupRequestAssignment&) = default;
  };

  std::string group_id;
  std::int32_t generation_id = 0;
  std::string member_id;
  std::optional<std::string> group_instance_id;
  std::optional<std::string> protocol_type;
  std::optional<std::string> protocol_name;
  std::vector<SyncGroupRequestAssignment> assignments;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("GenerationId", m.generation_id, since(0));
    visit("MemberId", m.member_id, since(0));
    visit("GroupInstanceId", m.group_instance_id, since(3).nullable_since(3));
    visit("ProtocolType", m.protocol_type, since(5).nullable_since(5));
    visit("ProtocolName", m.protocol_name, since(5).nullable_since(5));
    visit("Assignments", m.assignments, since(0));
  }
  friend bool operator==(const SyncGroupRequest&, const SyncGroupRequest&) = default;
};

/// SyncGroup, API key 14: the answer.
struct SyncGroupResponse {
  static constexpr MessageInfo kInfo{
      .name = "SyncGroupResponse", .api_key = 14, .first_version = 0, .last_version = 5, .first_flexible = 4};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> protocol_type;
  std::optional<std::string> protocol_name;
  Bytes assignment;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(1));
    visit("ErrorCode", m.error_code, since(0));
    visit("ProtocolType", m.protocol_type, since(5).nullable_since(5));
    visit("ProtocolName", m.protocol_name, since(5).nullable_since(5));
    visit("Assignment", m.assignment, since(0));
  }
  friend bool operator==(const SyncGroupResponse&, const SyncGroupResponse&) = default;
};

}  // namespace moldau::protocol
