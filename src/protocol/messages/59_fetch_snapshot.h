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

/// FetchSnapshot, API key 59: what a controller asks.
struct FetchSnapshotRequest {
  static constexpr MessageInfo kInfo{.name = "FetchSnapshotRequest",
                                     .api_key = 59,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct TopicSnapshot {
    struct PartitionSnapshot {
      struct SnapshotId {
        std::int64_t end_offset = 0;
        std::int32_t epoch = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("EndOffset", m.end_offset, since(0));
          visit("Epoch", m.epoch, since(0));
        }
        friend bool operator==(const SnapshotId&, const SnapshotId&) = default;
      };

      std::int32_t partition = 0;
      std::int32_t current_leader_epoch = 0;
      SnapshotId snapshot_id;
      std::int64_t position = 0;
      Uuid replica_directory_id;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
        visit("CurrentLeaderEpoch", m.current_leader_epoch, since(0));
        visit("SnapshotId", m.snapshot_id, since(0));
        visit("Position", m.position, since(0));
        visit("ReplicaDirectoryId", m.replica_directory_id, since(1).tagged_as(0, 1));
      }
      friend bool operator==(const PartitionSnapshot&, const PartitionSnapshot&) = default;
    };

    std::string name;
    std::vector<PartitionSnapshot> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicSnapshot&, const TopicSnapshot&) = default;
  };

  std::optional<std::string> cluster_id;
  std::int32_t replica_id = -1;
  std::int32_t max_bytes = std::numeric_limits<std::int32_t>::max();
  std::vector<TopicSnapshot> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClusterId", m.cluster_id, since(0).nullable_since(0).tagged_as(0, 0));
    visit("ReplicaId", m.replica_id, since(0));
    visit("MaxBytes", m.max_bytes, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const FetchSnapshotRequest&, const FetchSnapshotRequest&) = default;
};

/// FetchSnapshot, API key 59: the answer.
struct FetchSnapshotResponse {
  static constexpr MessageInfo kInfo{.name = "FetchSnapshotResponse",
                                     .api_key = 59,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct TopicSnapshot {
    struct PartitionSnapshot {
      struct SnapshotId {
        std::int64_t end_offset = 0;
        std::int32_t epoch = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("EndOffset", m.end_offset, since(0));
          visit("Epoch", m.epoch, since(0));
        }
        friend bool operator==(const SnapshotId&, const SnapshotId&) = default;
      };

      struct LeaderIdAndEpoch {
        std::int32_t leader_id = 0;
        std::int32_t leader_epoch = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("LeaderId", m.leader_id, since(0));
          visit("LeaderEpoch", m.leader_epoch, since(0));
        }
        friend bool operator==(const LeaderIdAndEpoch&, const LeaderIdAndEpoch&) = default;
      };

      std::int32_t index = 0;
      std::int16_t error_code = 0;
      SnapshotId snapshot_id;
      LeaderIdAndEpoch current_leader;
      std::int64_t size = 0;
      std::int64_t position = 0;
      Records unaligned_records;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Index", m.index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("SnapshotId", m.snapshot_id, since(0));
        visit("CurrentLeader", m.current_leader, since(0).tagged_as(0, 0));
        visit("Size", m.size, since(0));
        visit("Position", m.position, since(0));
        visit("UnalignedRecords", m.unaligned_records, since(0));
      }
      friend bool operator==(const PartitionSnapshot&, const PartitionSnapshot&) = default;
    };

    std::string name;
    std::vector<PartitionSnapshot> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicSnapshot&, const TopicSnapshot&) = default;
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

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<TopicSnapshot> topics;
  std::vector<NodeEndpoint> node_endpoints;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("Topics", m.topics, since(0));
    visit("NodeEndpoints", m.node_endpoints, since(1).tagged_as(0, 1));
  }
  friend bool operator==(const FetchSnapshotResponse&, const FetchSnapshotResponse&) = default;
};

}  // namespace moldau::protocol
