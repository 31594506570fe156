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

/// StopReplica, API key 5: what the controller asks of a broker.
struct StopReplicaRequest {
  static constexpr MessageInfo kInfo{
      .name = "StopReplicaRequest", .api_key = 5, .first_version = 0, .last_version = 4, .first_flexible = 2};

  struct StopReplicaPartitionV0 {
    std::string topic_name;
    std::int32_t partition_index = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0).until(0));
      visit("PartitionIndex", m.partition_index, since(0).until(0));
    }
    friend bool operator==(const StopReplicaPartitionV0&, const StopReplicaPartitionV0&) = default;
  };

  struct StopReplicaTopicV1 {
    std::string name;
    std::vector<std::int32_t> partition_indexes;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(1).until(2));
      visit("PartitionIndexes", m.partition_indexes, since(1).until(2));
    }
    friend bool operator==(const StopReplicaTopicV1&, const StopReplicaTopicV1&) = default;
  };

  struct StopReplicaTopicState {
    struct StopReplicaPartitionState {
      std::int32_t partition_index = 0;
      std::int32_t leader_epoch = -1;
      bool delete_partition = false;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(3));
        visit("LeaderEpoch", m.leader_epoch, since(3));
        visit("DeletePartition", m.delete_partition, since(3));
      }
      friend bool operator==(const StopReplicaPartitionState&, const StopReplicaPartitionState&) = default;
    };

    std::string topic_name;
    std::vector<StopReplicaPartitionState> partition_states;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(3));
      visit("PartitionStates", m.partition_states, since(3));
    }
    friend bool operator==(const StopReplicaTopicState&, const StopReplicaTopicState&) = default;
  };

  std::int32_t controller_id = 0;
  bool is_kraft_controller = false;
  std::int32_t controller_epoch = 0;
  std::int64_t broker_epoch = -1;
  bool delete_partitions = false;
  std::vector<StopReplicaPartitionV0> ungrouped_partitions;
  std::vector<StopReplicaTopicV1> topics;
  std::vector<StopReplicaTopicState> topic_states;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ControllerId", m.controller_id, since(0));
    visit("isKRaftController", m.is_kraft_controller, since(4));
    visit("ControllerEpoch", m.controller_epoch, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(1));
    visit("DeletePartitions", m.delete_partitions, since(0).until(2));
    visit("UngroupedPartitions", m.ungrouped_partitions, since(0).until(0));
    visit("Topics", m.topics, since(1).until(2));
    visit("TopicStates", m.topic_states, since(3));
  }
  friend bool operator==(const StopReplicaRequest&, const StopReplicaRequest&) = default;
};

/// StopReplica, API key 5: the answer.
struct StopReplicaResponse {
  static constexpr MessageInfo kInfo{.name = "StopReplicaResponse",
                                     .api_key = 5,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 2};

  struct StopReplicaPartitionError {
    std::string topic_name;
    std::int32_t partition_index = 0;
    std::int16_t error_code = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("PartitionIndex", m.partition_index, since(0));
      visit("ErrorCode", m.error_code, since(0));
    }
    friend bool operator==(const StopReplicaPartitionError&, const StopReplicaPartitionError&) = default;
  };

  std::int16_t error_code = 0;
  std::vector<StopReplicaPartitionError> partition_errors;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("PartitionErrors", m.partition_errors, since(0));
  }
  friend bool operator==(const StopReplicaResponse&, const StopReplicaResponse&) = default;
};

}  // namespace moldau::protocol
