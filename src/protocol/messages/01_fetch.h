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

/// Fetch, API key 1: what a client asks.
struct FetchRequest {
  static constexpr MessageInfo kInfo{
      .name = "FetchRequest", .api_key = 1, .first_version = 0, .last_version = 18, .first_flexible = 12};

  struct ReplicaState {
    std::int32_t replica_id = -1;
    std::int64_t replica_epoch = -1;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ReplicaId", m.replica_id, since(15));
      visit("ReplicaEpoch", m.replica_epoch, since(15));
    }
    friend bool operator==(const ReplicaState&, const ReplicaState&) = default;
  };

  struct FetchTopic {
    struct FetchPartition {
      std::int32_t partition = 0;
      std::int32_t current_leader_epoch = -1;
      std::int64_t fetch_offset = 0;
      std::int32_t last_fetched_epoch = -1;
      std::int64_t log_start_offset = -1;
      std::int32_t partition_max_bytes = 0;
      Uuid replica_directory_id;
      std::int64_t high_watermark = 9223372036854775807;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
        visit("CurrentLeaderEpoch", m.current_leader_epoch, since(9));
        visit("FetchOffset", m.fetch_offset, since(0));
        visit("LastFetchedEpoch", m.last_fetched_epoch, since(12));
        visit("LogStartOffset", m.log_start_offset, since(5));
        visit("PartitionMaxBytes", m.partition_max_bytes, since(0));
        visit("ReplicaDirectoryId", m.replica_directory_id, since(17).tagged_as(0, 17));
        visit("HighWatermark", m.high_watermark, since(18).tagged_as(1, 18),
              std::int64_t{9223372036854775807});
      }
      friend bool operator==(const FetchPartition&, const FetchPartition&) = default;
    };

    std::string topic;
    Uuid topic_id;
    std::vector<FetchPartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(0).until(12));
      visit("TopicId", m.topic_id, since(13));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const FetchTopic&, const FetchTopic&) = default;
  };

  struct ForgottenTopic {
    std::string topic;
    Uuid topic_id;
    std::vector<std::int32_t> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(7).until(12));
      visit("TopicId", m.topic_id, since(13));
      visit("Partitions", m.partitions, since(7));
    }
    friend bool operator==(const ForgottenTopic&, const ForgottenTopic&) = default;
  };

  std::optional<std::string> cluster_id;
  std::int32_t replica_id = -1;
  ReplicaState replica_state;
  std::int32_t max_wait_ms = 0;
  std::int32_t min_bytes = 0;
  std::int32_t max_bytes = std::numeric_limits<std::int32_t>::max();
  std::int8_t isolation_level = 0;
  std::int32_t session_id = 0;
  std::int32_t session_epoch = -1;
  std::vector<FetchTopic> topics;
  std::vector<ForgottenTopic> forgotten_topics_data;
  std::string rack_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClusterId", m.cluster_id, since(12).nullable_since(12).tagged_as(0, 12));
    visit("ReplicaId", m.replica_id, since(0).until(14));
    visit("ReplicaState", m.replica_state, since(15).tagged_as(1, 15));
    visit("MaxWaitMs", m.max_wait_ms, since(0));
    visit("MinBytes", m.min_bytes, since(0));
    visit("MaxBytes", m.max_bytes, since(3));
    visit("IsolationLevel", m.isolation_level, since(4));
    visit("SessionId", m.session_id, since(7));
    visit("SessionEpoch", m.session_epoch, since(7));
    visit("Topics", m.topics, since(0));
    visit("ForgottenTopicsData", m.forgotten_topics_data, since(7));
    visit("RackId", m.rack_id, since(11));
  }
  friend bool operator==(const FetchRequest&, const FetchRequest&) = default;
};

/// Fetch, API key 1: the answer.
struct FetchResponse {
  static constexpr MessageInfo kInfo{
      .name = "FetchResponse", .api_key = 1, .first_version = 0, .last_version = 18, .first_flexible = 12};

  struct FetchableTopicResponse {
    struct PartitionData {
      struct EpochEndOffset {
        std::int32_t epoch = -1;
        std::int64_t end_offset = -1;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("Epoch", m.epoch, since(12));
          visit("EndOffset", m.end_offset, since(12));
        }
        friend bool operator==(const EpochEndOffset&, const EpochEndOffset&) = default;
      };

      struct LeaderIdAndEpoch {
        std::int32_t leader_id = -1;
        std::int32_t leader_epoch = -1;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("LeaderId", m.leader_id, since(12));
          visit("LeaderEpoch", m.leader_epoch, since(12));
        }
        friend bool operator==(const LeaderIdAndEpoch&, const LeaderIdAndEpoch&) = default;
      };

      struct SnapshotId {
        std::int64_t end_offset = -1;
        std::int32_t epoch = -1;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("EndOffset", m.end_offset, since(0));
          visit("Epoch", m.epoch, since(0));
        }
        friend bool operator==(const SnapshotId&, const SnapshotId&) = default;
      };

      struct AbortedTransaction {
        std::int64_t producer_id = 0;
        std::int64_t first_offset = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("ProducerId", m.producer_id, since(4));
          visit("FirstOffset", m.first_offset, since(4));
        }
        friend bool operator==(const AbortedTransaction&, const AbortedTransaction&) = default;
      };

      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;
      std::int64_t high_watermark = 0;
      std::int64_t last_stable_offset = -1;
      std::int64_t log_start_offset = -1;
      EpochEndOffset diverging_epoch;
      LeaderIdAndEpoch current_leader;
      SnapshotId snapshot_id;
      std::optional<std::vector<AbortedTransaction>> aborted_transactions = std::vector<AbortedTransaction>();
      std::int32_t preferred_read_replica = -1;
      Records records;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("HighWatermark", m.high_watermark, since(0));
        visit("LastStableOffset", m.last_stable_offset, since(4));
        visit("LogStartOffset", m.log_start_offset, since(5));
        visit("DivergingEpoch", m.diverging_epoch, since(12).tagged_as(0, 12));
        visit("CurrentLeader", m.current_leader, since(12).tagged_as(1, 12));
        visit("SnapshotId", m.snapshot_id, since(12).tagged_as(2, 12));
        visit("AbortedTransactions", m.aborted_transactions, since(4).nullable_since(4));
        visit("PreferredReadReplica", m.preferred_read_replica, since(11));
        visit("Records", m.records, since(0).nullable_since(0));
      }
      friend bool operator==(const PartitionData&, const PartitionData&) = default;
    };

    std::string topic;
    Uuid topic_id;
    std::vector<PartitionData> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(0).until(12));
      visit("TopicId", m.topic_id, since(13));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const FetchableTopicResponse&, const FetchableTopicResponse&) = default;
  };

  struct NodeEndpoint {
    std::int32_t node_id = 0;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("NodeId", m.node_id, since(16));
      visit("Host", m.host, since(16));
      visit("Port", m.port, since(16));
      visit("Rack", m.rack, since(16).nullable_since(16));
    }
    friend bool operator==(const NodeEndpoint&, const NodeEndpoint&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::int32_t session_id = 0;
  std::vector<FetchableTopicResponse> responses;
  std::vector<NodeEndpoint> node_endpoints;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(1));
    visit("ErrorCode", m.error_code, since(7));
    visit("SessionId", m.session_id, since(7));
    visit("Responses", m.responses, since(0));
    visit("NodeEndpoints", m.node_endpoints, since(16).tagged_as(0, 16));
  }
  friend bool operator==(const FetchResponse&, const FetchResponse&) = default;
};

}  // namespace moldau::protocol
