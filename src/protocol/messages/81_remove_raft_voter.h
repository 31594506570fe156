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

/// RemoveRaftVoter, API key 81: what a client asks.
struct RemoveRaftVoterRequest {
  static constexpr MessageInfo kInfo{.name = "RemoveRaftVoterRequest",
                                     .api_key = 81,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::optional<std::string> cluster_id = "";
  std::int32_t voter_id = 0;
  Uuid voter_directory_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClusterId", m.cluster_id, since(0).nullable_since(0));
    visit("VoterId", m.voter_id, since(0));
    visit("VoterDirectoryId", m.voter_directory_id, since(0));
  }
  friend bool operator==(const RemoveRaftVoterRequest&, const RemoveRaftVoterRequest&) = default;
};

/// RemoveRaftVoter, API key 81: the answer.
struct RemoveRaftVoterResponse {
  static constexpr MessageInfo kInfo{.name = "RemoveRaftVoterResponse",
                                     .api_key = 81,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
  }
  friend bool operator==(const RemoveRaftVoterResponse&, const RemoveRaftVoterResponse&) = default;
};

}  // namespace moldau::protocol
