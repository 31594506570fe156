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

/// An entry of a transaction index.
struct AbortedTxn {
  static constexpr MessageInfo kInfo{
      .name = "AbortedTxn", .api_key = -1, .first_version = 0, .last_version = 0};

  std::int64_t producer_id = 0;
  std::int64_t first_offset = 0;
  std::int64_t last_offset = 0;
  std::int64_t last_stable_offset = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ProducerId", m.producer_id, since(0));
    visit("FirstOffset", m.first_offset, since(0));
    visit("LastOffset", m.last_offset, since(0));
    visit("LastStableOffset", m.last_stable_offset, since(0));
  }
  friend bool operator==(const AbortedTxn&, const AbortedTxn&) = default;
};

/// The content of a KRaft node's quorum-state file.
struct QuorumState {
  static constexpr MessageInfo kInfo{
      .name = "QuorumState", .api_key = -1, .first_version = 0, .last_version = 1, .first_flexible = 0};

  struct Voter {
    std::int32_t voter_id = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("VoterId", m.voter_id, since(0).until(0));
    }
    friend bool operator==(const Voter&, const Voter&) = default;
  };

  std::string cluster_id;
  std::int32_t leader_id = -1;
  std::int32_t leader_epoch = -1;
  std::int32_t voted_id = -1;
  Uuid voted_directory_id;
  std::int64_t applied_offset = 0;
  std::optional<std::vector<Voter>> current_voters = std::vector<Voter>();

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClusterId", m.cluster_id, since(0).until(0));
    visit("LeaderId", m.leader_id, since(0));
    visit("LeaderEpoch", m.leader_epoch, since(0));
    visit("VotedId", m.voted_id, since(0));
    visit("VotedDirectoryId", m.voted_directory_id, since(1));
    visit("AppliedOffset", m.applied_offset, since(0).until(0));
    visit("CurrentVoters", m.current_voters, since(0).until(0).nullable_since(0));
  }
  friend bool operator==(const QuorumState&, const QuorumState&) = default;
};

}  // namespace moldau::protocol
