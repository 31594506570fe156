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

/// Key of every control record.
struct ControlRecordTypeSchema {
  static constexpr MessageInfo kInfo{
      .name = "ControlRecordTypeSchema", .api_key = -1, .first_version = 0, .last_version = 0};

  std::int16_t type = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Type", m.type, since(0));
  }
  friend bool operator==(const ControlRecordTypeSchema&, const ControlRecordTypeSchema&) = default;
};

/// The end of a producer's transaction in a partition.
struct EndTxnMarker {
  static constexpr MessageInfo kInfo{
      .name = "EndTxnMarker", .api_key = -1, .first_version = 0, .last_version = 0};

  std::int32_t coordinator_epoch = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("CoordinatorEpoch", m.coordinator_epoch, since(0));
  }
  friend bool operator==(const EndTxnMarker&, const EndTxnMarker&) = default;
};

/// A new leader of a KRaft quorum.
struct LeaderChangeMessage {
  static constexpr MessageInfo kInfo{.name = "LeaderChangeMessage",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct Voter {
    std::int32_t voter_id = 0;
    Uuid voter_directory_id;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("VoterId", m.voter_id, since(0));
      visit("VoterDirectoryId", m.voter_directory_id, since(1));
    }
    friend bool operator==(const Voter&, const Voter&) = default;
  };

  std::int16_t version = 0;
  std::int32_t leader_id = 0;
  std::vector<Voter> voters;
  std::vector<Voter> granting_voters;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Version", m.version, since(0));
    visit("LeaderId", m.leader_id, since(0));
    visit("Voters", m.voters, since(0));
    visit("GrantingVoters", m.granting_voters, since(0));
  }
  friend bool operator==(const LeaderChangeMessage&, const LeaderChangeMessage&) = default;
};

/// Begins a snapshot.
struct SnapshotHeaderRecord {
  static constexpr MessageInfo kInfo{.name = "SnapshotHeaderRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int16_t version = 0;
  std::int64_t last_contained_log_timestamp = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Version", m.version, since(0));
    visit("LastContainedLogTimestamp", m.last_contained_log_timestamp, since(0));
  }
  friend bool operator==(const SnapshotHeaderRecord&, const SnapshotHeaderRecord&) = default;
};

/// Ends a snapshot.
struct SnapshotFooterRecord {
  static constexpr MessageInfo kInfo{.name = "SnapshotFooterRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int16_t version = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Version", m.version, since(0));
  }
  friend bool operator==(const SnapshotFooterRecord&, const SnapshotFooterRecord&) = default;
};

/// The version of the KRaft protocol that a quorum speaks.
struct KRaftVersionRecord {
  static constexpr MessageInfo kInfo{.name = "KRaftVersionRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int16_t version = 0;
  std::int16_t kraft_version = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Version", m.version, since(0));
    visit("KRaftVersion", m.kraft_version, since(0));
  }
  friend bool operator==(const KRaftVersionRecord&, const KRaftVersionRecord&) = default;
};

/// A quorum's voters and where they are.
struct VotersRecord {
  static constexpr MessageInfo kInfo{
      .name = "VotersRecord", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  struct Voter {
    struct Endpoint {
      std::string name;
      std::string host;
      std::uint16_t port = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(0));
        visit("Host", m.host, since(0));
        visit("Port", m.port, since(0));
      }
      friend bool operator==(const Endpoint&, const Endpoint&) = default;
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

    std::int32_t voter_id = 0;
    Uuid voter_directory_id;
    std::vector<Endpoint> endpoints;
    KRaftVersionFeature kraft_version_feature;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("VoterId", m.voter_id, since(0));
      visit("VoterDirectoryId", m.voter_directory_id, since(0));
      visit("Endpoints", m.endpoints, since(0));
      visit("KRaftVersionFeature", m.kraft_version_feature, since(0));
    }
    friend bool operator==(const Voter&, const Voter&) = default;
  };

  std::int16_t version = 0;
  std::vector<Voter> voters;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Version", m.version, since(0));
    visit("Voters", m.voters, since(0));
  }
  friend bool operator==(const VotersRecord&, const VotersRecord&) = default;
};

}  // namespace moldau::protocol
