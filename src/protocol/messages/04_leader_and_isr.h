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

/// LeaderAndIsr, API key 4: what the controller asks of a broker.
struct LeaderAndIsrRequest {
  static constexpr MessageInfo kInfo{.name = "LeaderAndIsrRequest",
                                     .api_key = 4,
                                     .first_version = 0,
                                     .last_version = 7,
                                     .first_flexible = 4};

  struct LeaderAndIsrPartitionState {
    std::string topic_name;
    std::int32_t partition_index = 0;
    std::int32_t controller_epoch = 0;
    std::int32_t leader = 0;
    std::int32_t leader_epoch = 0;
    std::vector<std::int32_t> isr;
    std::int32_t partition_epoch = 0;
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> adding_replicas;
    std::vector<std::int32_t> removing_replicas;
    bool is_new = false;
    std::int8_t leader_recovery_state = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0).until(1));
      visit("PartitionIndex", m.partition_index, since(0));
      visit("ControllerEpoch", m.controller_epoch, since(0));
      visit("Leader", m.leader, since(0));
      visit("LeaderEpoch", m.leader_epoch, since(0));
      visit("Isr", m.isr, since(0));
      visit("PartitionEpoch", m.partition_epoch, since(0));
      visit("Replicas", m.replicas, since(0));
      visit("AddingReplicas", m.adding_replicas, since(3));
      visit("RemovingReplicas", m.removing_replicas, since(3));
      visit("IsNew", m.is_new, since(1));
      visit("LeaderRecoveryState", m.leader_recovery_state, since(6));
    }
    friend bool operator==(const LeaderAndIsrPartitionState&, const LeaderAndIsrPartitionState&) = default;
  };

  struct LeaderAndIsrTopicState {
    std::string topic_name;
    Uuid topic_id;
    std::vector<LeaderAndIsrPartitionState> partition_states;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(2));
      visit("TopicId", m.topic_id, since(5));
      visit("PartitionStates", m.partition_states, since(2));
    }
    friend bool operator==(const LeaderAndIsrTopicState&, const LeaderAndIsrTopicState&) = default;
  };

  struct LeaderAndIsrLiveLeader {
    std::int32_t broker_id = 0;
    std::string host_name;
    std::int32_t port = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("BrokerId", m.broker_id, since(0));
      visit("HostName", m.host_name, since(0));
      visit("Port", m.port, since(0));
    }
    friend bool operator==(const LeaderAndIsrLiveLeader&, const LeaderAndIsrLiveLeader&) = default;
  };

  std::int32_t controller_id = 0;
  bool is_kraft_controller = false;
  std::int32_t controller_epoch = 0;
  std::int64_t broker_epoch = -1;
  std::int8_t type = 0;
  std::vector<LeaderAndIsrPartitionState> ungrouped_partition_states;
  std::vector<LeaderAndIsrTopicState> topic_states;
  std::vector<LeaderAndIsrLiveLeader> live_leaders;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ControllerId", m.controller_id, since(0));
    visit("isKRaftController", m.is_kraft_controller, since(7));
    visit("ControllerEpoch", m.controller_epoch, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(2));
    visit("Type", m.type, since(5));
    visit("UngroupedPartitionStates", m.ungrouped_partition_states, since(0).until(1));
    visit("TopicStates", m.topic_states, since(2));
    visit("LiveLeaders", m.live_leaders, since(0));
  }
  friend bool operator==(const LeaderAndIsrRequest&, const LeaderAndIsrRequest&) = default;
};

/// LeaderAndIsr, API key 4: the answer.
struct LeaderAndIsrResponse {
  static constexpr MessageInfo kInfo{.name = "LeaderAndIsrResponse",
                                     .api_key = 4,
                                     .first_version = 0,
                                     .last_version = 7,
                                     .first_flexible = 4};

  struct LeaderAndIsrPartitionError {
    std::string topic_name;
    std::int32_t partition_index = 0;
    std::int16_t error_code = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0).until(4));
      visit("PartitionIndex", m.partition_index, since(0));
      visit("ErrorCode", m.error_code, since(0));
    }
    friend bool operator==(const LeaderAndIsrPartitionError&, const LeaderAndIsrPartitionError&) = default;
  };

  struct LeaderAndIsrTopicError {
    Uuid topic_id;
    std::vector<LeaderAndIsrPartitionError> partition_errors;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(5));
      visit("PartitionErrors", m.partition_errors, since(5));
    }
    friend bool operator==(const LeaderAndIsrTopicError&, const LeaderAndIsrTopicError&) = default;
  };

  std::int16_t error_code = 0;
  std::vector<LeaderAndIsrPartitionError> partition_errors;
  std::vector<LeaderAndIsrTopicError> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("PartitionErrors", m.partition_errors, since(0).until(4));
    visit("Topics", m.topics, since(5));
  }
  friend bool operator==(const LeaderAndIsrResponse&, const LeaderAndIsrResponse&) = default;
};

}  // namespace moldau::protocol
