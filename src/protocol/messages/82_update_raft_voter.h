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

/// UpdateRaftVoter, API key 82: what a controller asks.
struct UpdateRaftVoterRequest {
  static constexpr MessageInfo kInfo{.name = "UpdateRaftVoterRequest",
                                     .api_key = 82,
                                     .first_version = 0,
                                     .last_version = 0,
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

  struct KRaftVersionFeature {
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("MinSupportedVersion", m.min_supported_version, since(0));
      visit("MaxSupportedVersion", m.max_supported_version, since(0));
    }
    friend bool operator==(const KRaftVersionFeature&, const KRaftVersionFeature&) = default;
  };

  std::optional<std::string> cluster_id = "";
  std::int32_t current_leader_epoch = 0;
  std::int32_t voter_id = 0;
  Uuid voter_directory_id;
  std::vector<Listener> listeners;
  KRaftVersionFeature kraft_version_feature;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClusterId", m.cluster_id, since(0).nullable_since(0));
    visit("CurrentLeaderEpoch", m.current_leader_epoch, since(0));
    visit("VoterId", m.voter_id, since(0));
    visit("VoterDirectoryId", m.voter_directory_id, since(0));
    visit("Listeners", m.listeners, since(0));
    visit("KRaftVersionFeature", m.kraft_version_feature, since(0));
  }
  friend bool operator==(const UpdateRaftVoterRequest&, const UpdateRaftVoterRequest&) = default;
};

/// UpdateRaftVoter, API key 82: the answer.
struct UpdateRaftVoterResponse {
  static constexpr MessageInfo kInfo{.name = "UpdateRaftVoterResponse",
                                     .api_key = 82,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct CurrentLeader {
    std::int32_t leader_id = -1;
    std::int32_t leader_epoch = -1;
    std::string host;
    std::int32_t port = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("LeaderId", m.leader_id, since(0));
      visit("LeaderEpoch", m.leader_epoch, since(0));
      visit("Host", m.host, since(0));
      visit("Port", m.port, since(0));
    }
    friend bool operator==(const CurrentLeader&, const CurrentLeader&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  CurrentLeader current_leader;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("CurrentLeader", m.current_leader, since(0).tagged_as(0, 0));
  }
  friend bool operator==(const UpdateRaftVoterResponse&, const UpdateRaftVoterResponse&) = default;
};

}  // namespace moldau::protocol
