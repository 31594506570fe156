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

/// Heartbeat, API key 12: what a client asks.
struct HeartbeatRequest {
  static constexpr MessageInfo kInfo{
      .name = "HeartbeatRequest", .api_key = 12, .first_version = 0, .last_version = 4, .first_flexible = 4};

  std::string group_id;
  std::int32_t generation_id = 0;
  std::string member_id;
  std::optional<std::string> group_instance_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("GenerationId", m.generation_id, since(0));
    visit("MemberId", m.member_id, since(0));
    visit("GroupInstanceId", m.group_instance_id, since(3).nullable_since(3));
  }
  friend bool operator==(const HeartbeatRequest&, const HeartbeatRequest&) = default;
};

/// Heartbeat, API key 12: the answer.
struct HeartbeatResponse {
  static constexpr MessageInfo kInfo{
      .name = "HeartbeatResponse", .api_key = 12, .first_version = 0, .last_version = 4, .first_flexible = 4};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(1));
    visit("ErrorCode", m.error_code, since(0));
  }
  friend bool operator==(const HeartbeatResponse&, const HeartbeatResponse&) = default;
};

}  // namespace moldau::protocol
