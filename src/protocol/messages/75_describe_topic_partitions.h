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

/// DescribeTopicPartitions, API key 75: what a client asks.
struct DescribeTopicPartitionsRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeTopicPartitionsRequest",
                                     .api_key = 75,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TopicRequest {
    std::string name;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
    }
    friend bool operator==(const TopicRequest&, const TopicRequest&) = default;
  };

  struct Cursor {
    std::string topic_name;
    std::int32_t partition_index = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("PartitionIndex", m.partition_index, since(0));
    }
    friend bool operator==(const Cursor&, const Cursor&) = default;
  };

  std::vector<TopicRequest> topics;
  std::int32_t response_partition_limit = 2000;
  std::optional<Cursor> cursor;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0));
    visit("ResponsePartitionLimit", m.response_partition_limit, since(0));
    visit("Cursor", m.cursor, since(0).nullable_since(0));
  }
  friend bool operator==(const DescribeTopicPartitionsRequest&,
                         const DescribeTopicPartitionsRequest&) = default;
};

/// DescribeTopicPartitions, API key 75: the answer.
struct DescribeTopicPartitionsResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeTopicPartitionsResponse",
                                     .api_key = 75,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct DescribeTopicPartitionsResponseTopic {
    struct DescribeTopicPartitionsResponsePartition {
      std::int16_t error_code = 0;
      std::int32_t partition_index = 0;
      std::int32_t leader_id = 0;
      std::int32_t leader_epoch = -1;
      std::vector<std::int32_t> replica_nodes;
      std::vector<std::int32_t> isr_nodes;
      std::optional<std::vector<std::int32_t>> eligible_leader_replicas;
      std::optional<std::vector<std::int32_t>> last_known_elr;
      std::vector<std::int32_t> offline_replicas;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("ErrorCode", m.error_code, since(0));
        visit("PartitionIndex", m.partition_index, since(0));
        visit("LeaderId", m.leader_id, since(0));
        visit("LeaderEpoch", m.leader_epoch, since(0));
        visit("ReplicaNodes", m.replica_nodes, since(0));
        visit("IsrNodes", m.isr_nodes, since(0));
        visit("EligibleLeaderReplicas", m.eligible_leader_replicas, since(0).nullable_since(0));
        visit("LastKnownElr", m.last_known_elr, since(0).nullable_since(0));
        visit("OfflineReplicas", m.offline_replicas, since(0));
      }
      friend bool operator==(const DescribeTopicPartitionsResponsePartition&,
                             const DescribeTopicPartitionsResponsePartition&) = default;
    };

    std::int16_t error_code = 0;
    std::optional<std::string> name = "";
    Uuid topic_id;
    bool is_internal = false;
    std::vector<DescribeTopicPartitionsResponsePartition> partitions;
    std::int32_t topic_authorized_operations = std::numeric_limits<std::int32_t>::min();

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("Name", m.name, since(0).nullable_since(0));
      visit("TopicId", m.topic_id, since(0));
      visit("IsInternal", m.is_internal, since(0));
      visit("Partitions", m.partitions, since(0));
      visit("TopicAuthorizedOperations", m.topic_authorized_operations, since(0));
    }
    friend bool operator==(const DescribeTopicPartitionsResponseTopic&,
                           const DescribeTopicPartitionsResponseTopic&) = default;
  };

  struct Cursor {
    std::string topic_name;
    std::int32_t partition_index = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("PartitionIndex", m.partition_index, since(0));
    }
    friend bool operator==(const Cursor&, const Cursor&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribeTopicPartitionsResponseTopic> topics;
  std::optional<Cursor> next_cursor;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Topics", m.topics, since(0));
    visit("NextCursor", m.next_cursor, since(0).nullable_since(0));
  }
  friend bool operator==(const DescribeTopicPartitionsResponse&,
                         const DescribeTopicPartitionsResponse&) = default;
};

}  // namespace moldau::protocol
