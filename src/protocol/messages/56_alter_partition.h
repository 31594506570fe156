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

/// AlterPartition, API key 56: what a broker asks.
struct AlterPartitionRequest {
  static constexpr MessageInfo kInfo{.name = "AlterPartitionRequest",
                                     .api_key = 56,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 0};

  struct TopicData {
    struct PartitionData {
      struct BrokerState {
        std::int32_t broker_id = 0;
        std::int64_t broker_epoch = -1;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("BrokerId", m.broker_id, since(3));
          visit("BrokerEpoch", m.broker_epoch, since(3));
        }
        friend bool operator==(const BrokerState&, const BrokerState&) = default;
      };

      std::int32_t partition_index = 0;
      std::int32_t leader_epoch = 0;
      std::vector<std::int32_t> new_isr;
      std::vector<BrokerState> new_isr_with_epochs;
      std::int8_t leader_recovery_state = 0;
      std::int32_t partition_epoch = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("LeaderEpoch", m.leader_epoch, since(0));
        visit("NewIsr", m.new_isr, since(0).until(2));
        visit("NewIsrWithEpochs", m.new_isr_with_epochs, since(3));
        visit("LeaderRecoveryState", m.leader_recovery_state, since(1));
        visit("PartitionEpoch", m.partition_epoch, since(0));
      }
      friend bool operator==(const PartitionData&, const PartitionData&) = default;
    };

    std::string topic_name;
    Uuid topic_id;
    std::vector<PartitionData> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0).until(1));
      visit("TopicId", m.topic_id, since(2));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicData&, const TopicData&) = default;
  };

  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = -1;
  std::vector<TopicData> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const AlterPartitionRequest&, const AlterPartitionRequest&) = default;
};

/// AlterPartition, API key 56: the answer.
struct AlterPartitionResponse {
  static constexpr MessageInfo kInfo{.name = "AlterPartitionResponse",
                                     .api_key = 56,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 0};

  struct TopicData {
    struct PartitionData {
      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;
      std::int32_t leader_id = 0;
      std::int32_t leader_epoch = 0;
      std::vector<std::int32_t> isr;
      std::int8_t leader_recovery_state = 0;
      std::int32_t partition_epoch = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("LeaderId", m.leader_id, since(0));
        visit("LeaderEpoch", m.leader_epoch, since(0));
        visit("Isr", m.isr, since(0));
        visit("LeaderRecoveryState", m.leader_recovery_state, since(1));
        visit("PartitionEpoch", m.partition_epoch, since(0));
      }
      friend bool operator==(const PartitionData&, const PartitionData&) = default;
    };

    std::string topic_name;
    Uuid topic_id;
    std::vector<PartitionData> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0).until(1));
      visit("TopicId", m.topic_id, since(2));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicData&, const TopicData&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<TopicData> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const AlterPartitionResponse&, const AlterPartitionResponse&) = default;
};

}  // namespace moldau::protocol
