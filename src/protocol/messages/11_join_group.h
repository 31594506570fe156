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

/// JoinGroup, API key 11: what a client asks.
struct JoinGroupRequest {
  static constexpr MessageInfo kInfo{
      .name = "JoinGroupRequest", .api_key = 11, .first_version = 0, .last_version = 9, .first_flexible = 6};

  struct JoinGroupRequestProtocol {
    std::string name;
    Bytes metadata;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Metadata", m.metadata, since(0));
    }
    friend bool operator==(const JoinGroupRequestProtocol&, const JoinGroupRequestProtocol&) = default;
  };

  std::string group_id;
  std::int32_t session_timeout_ms = 0;
  std::int32_t rebalance_timeout_ms = -1;
  std::string member_id;
  std::optional<std::string> group_instance_id;
  std::string protocol_type;
  std::vector<JoinGroupRequestProtocol> protocols;
  std::optional<std::string> reason;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("SessionTimeoutMs", m.session_timeout_ms, since(0));
    visit("RebalanceTimeoutMs", m.rebalance_timeout_ms, since(1));
    visit("MemberId", m.member_id, since(0));
    visit("GroupInstanceId", m.group_instance_id, since(5).nullable_since(5));
    visit("ProtocolType", m.protocol_type, since(0));
    visit("Protocols", m.protocols, since(0));
    visit("Reason", m.reason, since(8).nullable_since(8));
  }
  friend bool operator==(const JoinGroupRequest&, const JoinGroupRequest&) = default;
};

/// JoinGroup, API key 11: the answer.
struct JoinGroupResponse {
  static constexpr MessageInfo kInfo{
      .name = "JoinGroupResponse", .api_key = 11, .first_version = 0, .last_version = 9, .first_flexible = 6};

  struct JoinGroupResponseMember {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    Bytes metadata;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("MemberId", m.member_id, since(0));
      visit("GroupInstanceId", m.group_instance_id, since(5).nullable_since(5));
      visit("Metadata", m.metadata, since(0));
    }
    friend bool operator==(const JoinGroupResponseMember&, const JoinGroupResponseMember&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::int32_t generation_id = -1;
  std::optional<std::string> protocol_type;
  std::optional<std::string> protocol_name = "";
  std::string leader;
  bool skip_assignment = false;
  std::string member_id;
  std::vector<JoinGroupResponseMember> members;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(2));
    visit("ErrorCode", m.error_code, since(0));
    visit("GenerationId", m.generation_id, since(0));
    visit("ProtocolType", m.protocol_type, since(7).nullable_since(7));
    visit("ProtocolName", m.protocol_name, since(0).nullable_since(7));
    visit("Leader", m.leader, since(0));
    visit("SkipAssignment", m.skip_assignment, since(9));
    visit("MemberId", m.member_id, since(0));
    visit("Members", m.members, since(0));
  }
  friend bool operator==(const JoinGroupResponse&, const JoinGroupResponse&) = default;
};

}  // namespace moldau::protocol
