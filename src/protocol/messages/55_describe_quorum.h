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

/// DescribeQuorum, API key 55: what a client asks.
struct DescribeQuorumRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeQuorumRequest",
                                     .api_key = 55,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  struct TopicData {
    struct PartitionData {
      std::int32_t partition_index = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
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

  std::vector<TopicData> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const DescribeQuorumRequest&, const DescribeQuorumRequest&) = default;
};

/// DescribeQuorum, API key 55: the answer.
struct DescribeQuorumResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeQuorumResponse",
                                     .api_key = 55,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  struct ReplicaState {
    std::int32_t replica_id = 0;
    Uuid replica_directory_id;
    std::int64_t log_end_offset = 0;
    std::int64_t last_fetch_timestamp = -1;
    std::int64_t last_caught_up_timestamp = -1;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ReplicaId", m.replica_id, since(0));
      visit("ReplicaDirectoryId", m.replica_directory_id, since(2));
      visit("LogEndOffset", m.log_end_offset, since(0));
      visit("LastFetchTimestamp", m.last_fetch_timestamp, since(1));
      visit("LastCaughtUpTimestamp", m.last_caught_up_timestamp, since(1));
    }
    friend bool operator==(const ReplicaState&, const ReplicaState&) = default;
  };

  struct TopicData {
    struct PartitionData {
      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;
      std::optional<std::string> error_message = "";
      std::int32_t leader_id = 0;
      std::int32_t leader_epoch = 0;
      std::int64_t high_watermark = 0;
      std::vector<ReplicaState> current_voters;
      std::vector<ReplicaState> observers;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(2).nullable_since(2));
        visit("LeaderId", m.leader_id, since(0));
        visit("LeaderEpoch", m.leader_epoch, since(0));
        visit("HighWatermark", m.high_watermark, since(0));
        visit("CurrentVoters", m.current_voters, since(0));
        visit("Observers", m.observers, since(0));
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

  struct Node {
    struct Listener {
      std::string name;
      std::string host;
      std::uint16_t port = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(2));
        visit("Host", m.host, since(2));
        visit("Port", m.port, since(2));
      }
      friend bool operator==(const Listener&, const Listener&) = default;
    };

    std::int32_t node_id = 0;
    std::vector<Listener> listeners;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("NodeId", m.node_id, since(2));
      visit("Listeners", m.listeners, since(2));
    }
    friend bool operator==(const Node&, const Node&) = default;
  };

  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";
  std::vector<TopicData> topics;
  std::vector<Node> nodes;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(2).nullable_since(2));
    visit("Topics", m.topics, since(0));
    visit("Nodes", m.nodes, since(2));
  }
  friend bool operator==(const DescribeQuorumResponse&, const DescribeQuorumResponse&) = default;
};

}  // namespace moldau::protocol
