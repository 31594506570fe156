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

/// Vote, API key 52: what a controller asks.
struct VoteRequest {
  static constexpr MessageInfo kInfo{
      .name = "VoteRequest", .api_key = 52, .first_version = 0, .last_version = 2, .first_flexible = 0};

  struct TopicData {
    struct PartitionData {
      std::int32_t partition_index = 0;
      std::int32_t replica_epoch = 0;
      std::int32_t replica_id = 0;
      Uuid replica_directory_id;
      Uuid voter_directory_id;
      std::int32_t last_offset_epoch = 0;
      std::int64_t last_offset = 0;
      bool pre_vote = false;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ReplicaEpoch", m.replica_epoch, since(0));
        visit("ReplicaId", m.replica_id, since(0));
        visit("ReplicaDirectoryId", m.replica_directory_id, since(1));
        visit("VoterDirectoryId", m.voter_directory_id, since(1));
        visit("LastOffsetEpoch", m.last_offset_epoch, since(0));
        visit("LastOffset", m.last_offset, since(0));
        visit("PreVote", m.pre_vote, since(2));
      }
      friend bool operator==(const PartitionData&, const PartitionData&) = default;
    };

    std::string topic_name;
    std::vector<PartitionData> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicData&, const TopicData&) = default;
  };

  std::optional<std::string> cluster_id;
  std::int32_t voter_id = -1;
  std::vector<TopicData> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClusterId", m.cluster_id, since(0).nullable_since(0));
    visit("VoterId", m.voter_id, since(1));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const VoteRequest&, const VoteRequest&) = default;
};

/// Vote, API key 52: the answer.
struct VoteResponse {
  static constexpr MessageInfo kInfo{
      .name = "VoteResponse", .api_key = 52, .first_version = 0, .last_version = 2, .first_flexible = 0};

  struct TopicData {
    struct PartitionData {
      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;
      std::int32_t leader_id = 0;
      std::int32_t leader_epoch = 0;
      bool vote_granted = false;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("LeaderId", m.leader_id, since(0));
        visit("LeaderEpoch", m.leader_epoch, since(0));
        visit("VoteGranted", m.vote_granted, since(0));
      }
      friend bool operator==(const PartitionData&, const PartitionData&) = default;
    };

    std::string topic_name;
    std::vector<PartitionData> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicData&, const TopicData&) = default;
  };

  struct NodeEndpoint {
    std::int32_t node_id = 0;
    std::string host;
    std::uint16_t port = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("NodeId", m.node_id, since(1));
      visit("Host", m.host, since(1));
      visit("Port", m.port, since(1));
    }
    friend bool operator==(const NodeEndpoint&, const NodeEndpoint&) = default;
  };

  std::int16_t error_code = 0;
  std::vector<TopicData> topics;
  std::vector<NodeEndpoint> node_endpoints;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("Topics", m.topics, since(0));
    visit("NodeEndpoints", m.node_endpoints, since(1).tagged_as(0, 1));
  }
  friend bool operator==(const VoteResponse&, const VoteResponse&) = default;
};

}  // namespace moldau::protocol
