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

/// AddRaftVoter, API key 80: what a client asks.
struct AddRaftVoterRequest {
  static constexpr MessageInfo kInfo{.name = "AddRaftVoterRequest",
                                     .api_key = 80,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct Listener {
    std::string name;
    std::string host;
    std::uint16_t port = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Host", m.host, since(0));
      visit("Port", m.port, since(0));
    }
    friend bool operator==(const Listener&, const Listener&) = default;
  };

  std::optional<std::string> cluster_id = "";
  std::int32_t timeout_ms = 0;
  std::int32_t voter_id = 0;
  Uuid voter_directory_id;
  std::vector<Listener> listeners;
  bool ack_when_committed = true;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClusterId", m.cluster_id, since(0).nullable_since(0));
    visit("TimeoutMs", m.timeout_ms, since(0));
    visit("VoterId", m.voter_id, since(0));
    visit("VoterDirectoryId", m.voter_directory_id, since(0));
    visit("Listeners", m.listeners, since(0));
    visit("AckWhenCommitted", m.ack_when_committed, since(1));
  }
  friend bool operator==(const AddRaftVoterRequest&, const AddRaftVoterRequest&) = default;
};

/// AddRaftVoter, API key 80: the answer.
struct AddRaftVoterResponse {
  static constexpr MessageInfo kInfo{.name = "AddRaftVoterResponse",
                                     .api_key = 80,
                                     .first_version = 0,
                                     .last_version = 1,
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
  friend bool operator==(const AddRaftVoterResponse&, const AddRaftVoterResponse&) = default;
};

}  // namespace moldau::protocol
