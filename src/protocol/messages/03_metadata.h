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

/// Metadata, API key 3: what a client asks.
struct MetadataRequest {
  static constexpr MessageInfo kInfo{
      .name = "MetadataRequest", .api_key = 3, .first_version = 0, .last_version = 13, .first_flexible = 9};

  struct MetadataRequestTopic {
    Uuid topic_id;
    std::optional<std::string> name = "";

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(10));
      visit("Name", m.name, since(0).nullable_since(10));
    }
    friend bool operator==(const MetadataRequestTopic&, const MetadataRequestTopic&) = default;
  };

  std::optional<std::vector<MetadataRequestTopic>> topics = std::vector<MetadataRequestTopic>();
  bool allow_auto_topic_creation = true;
  bool include_cluster_authorized_operations = false;
  bool include_topic_authorized_operations = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0).nullable_since(1));
    visit("AllowAutoTopicCreation", m.allow_auto_topic_creation, since(4));
    visit("IncludeClusterAuthorizedOperations", m.include_cluster_authorized_operations, since(8).until(10));
    visit("IncludeTopicAuthorizedOperations", m.include_topic_authorized_operations, since(8));
  }
  friend bool operator==(const MetadataRequest&, const MetadataRequest&) = default;
};

/// Metadata, API key 3: the answer.
struct MetadataResponse {
  static constexpr MessageInfo kInfo{
      .name = "MetadataResponse", .api_key = 3, .first_version = 0, .last_version = 13, .first_flexible = 9};

  struct MetadataResponseBroker {
    std::int32_t node_id = 0;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("NodeId", m.node_id, since(0));
      visit("Host", m.host, since(0));
      visit("Port", m.port, since(0));
      visit("Rack", m.rack, since(1).nullable_since(1));
    }
    friend bool operator==(const MetadataResponseBroker&, const MetadataResponseBroker&) = default;
  };

  struct MetadataResponseTopic {
    struct MetadataResponsePartition {
      std::int16_t error_code = 0;
      std::int32_t partition_index = 0;
      std::int32_t leader_id = 0;
      std::int32_t leader_epoch = -1;
      std::vector<std::int32_t> replica_nodes;
      std::vector<std::int32_t> isr_nodes;
      std::vector<std::int32_t> offline_replicas;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("ErrorCode", m.error_code, since(0));
        visit("PartitionIndex", m.partition_index, since(0));
        visit("LeaderId", m.leader_id, since(0));
        visit("LeaderEpoch", m.leader_epoch, since(7));
        visit("ReplicaNodes", m.replica_nodes, since(0));
        visit("IsrNodes", m.isr_nodes, since(0));
        visit("OfflineReplicas", m.offline_replicas, since(5));
      }
      friend bool operator==(const MetadataResponsePartition&, const MetadataResponsePartition&) = default;
    };

    std::int16_t error_code = 0;
    std::optional<std::string> name = "";
    Uuid topic_id;
    bool is_internal = false;
    std::vector<MetadataResponsePartition> partitions;
    std::int32_t topic_authorized_operations = std::numeric_limits<std::int32_t>::min();

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("Name", m.name, since(0).nullable_since(12));
      visit("TopicId", m.topic_id, since(10));
      visit("IsInternal", m.is_internal, since(1));
      visit("Partitions", m.partitions, since(0));
      visit("TopicAuthorizedOperations", m.topic_authorized_operations, since(8));
    }
    friend bool operator==(const MetadataResponseTopic&, const MetadataResponseTopic&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<MetadataResponseBroker> brokers;
  std::optional<std::string> cluster_id;
  std::int32_t controller_id = -1;
  std::vector<MetadataResponseTopic> topics;
  std::int32_t cluster_authorized_operations = std::numeric_limits<std::int32_t>::min();
  std::int16_t error_code = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(3));
    visit("Brokers", m.brokers, since(0));
    visit("ClusterId", m.cluster_id, since(2).nullable_since(2));
    visit("ControllerId", m.controller_id, since(1));
    visit("Topics", m.topics, since(0));
    visit("ClusterAuthorizedOperations", m.cluster_authorized_operations, since(8).until(10));
    visit("ErrorCode", m.error_code, since(13));
  }
  friend bool operator==(const MetadataResponse&, const MetadataResponse&) = default;
};

}  // namespace moldau::protocol
