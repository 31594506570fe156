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

/// UpdateMetadata, API key 6: what the controller asks of a broker.
struct UpdateMetadataRequest {
  static constexpr MessageInfo kInfo{.name = "UpdateMetadataRequest",
                                     .api_key = 6,
                                     .first_version = 0,
                                     .last_version = 8,
                                     .first_flexible = 6};

  struct UpdateMetadataPartitionState {
    std::string topic_name;
    std::int32_t partition_index = 0;
    std::int32_t controller_epoch = 0;
    std::int32_t leader = 0;
    std::int32_t leader_epoch = 0;
    std::vector<std::int32_t> isr;
    std::int32_t zk_version = 0;
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> offline_replicas;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0).until(4));
      visit("PartitionIndex", m.partition_index, since(0));
      visit("ControllerEpoch", m.controller_epoch, since(0));
      visit("Leader", m.leader, since(0));
      visit("LeaderEpoch", m.leader_epoch, since(0));
      visit("Isr", m.isr, since(0));
      visit("ZkVersion", m.zk_version, since(0));
      visit("Replicas", m.replicas, since(0));
      visit("OfflineReplicas", m.offline_replicas, since(4));
    }
    friend bool operator==(const UpdateMetadataPartitionState&,
                           const UpdateMetadataPartitionState&) = default;
  };

  struct UpdateMetadataTopicState {
    std::string topic_name;
    Uuid topic_id;
    std::vector<UpdateMetadataPartitionState> partition_states;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(5));
      visit("TopicId", m.topic_id, since(7));
      visit("PartitionStates", m.partition_states, since(5));
    }
    friend bool operator==(const UpdateMetadataTopicState&, const UpdateMetadataTopicState&) = default;
  };

  struct UpdateMetadataBroker {
    struct UpdateMetadataEndpoint {
      std::int32_t port = 0;
      std::string host;
      std::string listener;
      std::int16_t security_protocol = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Port", m.port, since(1));
        visit("Host", m.host, since(1));
        visit("Listener", m.listener, since(3));
        visit("SecurityProtocol", m.security_protocol, since(1));
      }
      friend bool operator==(const UpdateMetadataEndpoint&, const UpdateMetadataEndpoint&) = default;
    };

    std::int32_t id = 0;
    std::string v0_host;
    std::int32_t v0_port = 0;
    std::vector<UpdateMetadataEndpoint> endpoints;
    std::optional<std::string> rack = "";

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Id", m.id, since(0));
      visit("V0Host", m.v0_host, since(0).until(0));
      visit("V0Port", m.v0_port, since(0).until(0));
      visit("Endpoints", m.endpoints, since(1));
      visit("Rack", m.rack, since(2).nullable_since(0));
    }
    friend bool operator==(const UpdateMetadataBroker&, const UpdateMetadataBroker&) = default;
  };

  std::int32_t controller_id = 0;
  bool is_kraft_controller = false;
  std::int8_t type = 0;
  std::int32_t controller_epoch = 0;
  std::int64_t broker_epoch = -1;
  std::vector<UpdateMetadataPartitionState> ungrouped_partition_states;
  std::vector<UpdateMetadataTopicState> topic_states;
  std::vector<UpdateMetadataBroker> live_brokers;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ControllerId", m.controller_id, since(0));
    visit("isKRaftController", m.is_kraft_controller, since(8));
    visit("Type", m.type, since(8).tagged_as(0, 8));
    visit("ControllerEpoch", m.controller_epoch, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(5));
    visit("UngroupedPartitionStates", m.ungrouped_partition_states, since(0).until(4));
    visit("TopicStates", m.topic_states, since(5));
    visit("LiveBrokers", m.live_brokers, since(0));
  }
  friend bool operator==(const UpdateMetadataRequest&, const UpdateMetadataRequest&) = default;
};

/// UpdateMetadata, API key 6: the answer.
struct UpdateMetadataResponse {
  static constexpr MessageInfo kInfo{.name = "UpdateMetadataResponse",
                                     .api_key = 6,
                                     .first_version = 0,
                                     .last_version = 8,
                                     .first_flexible = 6};

  std::int16_t error_code = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
  }
  friend bool operator==(const UpdateMetadataResponse&, const UpdateMetadataResponse&) = default;
};

}  // namespace moldau::protocol
