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

/// WriteShareGroupState, API key 85: what a broker asks.
struct WriteShareGroupStateRequest {
  static constexpr MessageInfo kInfo{.name = "WriteShareGroupStateRequest",
                                     .api_key = 85,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct WriteStateData {
    struct PartitionData {
      struct StateBatch {
        std::int64_t first_offset = 0;
        std::int64_t last_offset = 0;
        std::int8_t delivery_state = 0;
        std::int16_t delivery_count = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("FirstOffset", m.first_offset, since(0));
          visit("LastOffset", m.last_offset, since(0));
          visit("DeliveryState", m.delivery_state, since(0));
          visit("DeliveryCount", m.delivery_count, since(0));
        }
        friend bool operator==(const StateBatch&, const StateBatch&) = default;
      };

      std::int32_t partition = 0;
      std::int32_t state_epoch = 0;
      std::int32_t leader_epoch = 0;
      std::int64_t start_offset = 0;
      std::int32_t delivery_complete_count = -1;
      std::vector<StateBatch> state_batches;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
        visit("StateEpoch", m.state_epoch, since(0));
        visit("LeaderEpoch", m.leader_epoch, since(0));
        visit("StartOffset", m.start_offset, since(0));
        visit("DeliveryCompleteCount", m.delivery_complete_count, since(1));
        visit("StateBatches", m.state_batches, since(0));
      }
      friend bool operator==(const PartitionData&, const PartitionData&) = default;
    };

    Uuid topic_id;
    std::vector<PartitionData> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const WriteStateData&, const WriteStateData&) = default;
  };

  std::string group_id;
  std::vector<WriteStateData> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const WriteShareGroupStateRequest&, const WriteShareGroupStateRequest&) = default;
};

/// WriteShareGroupState, API key 85: the answer.
struct WriteShareGroupStateResponse {
  static constexpr MessageInfo kInfo{.name = "WriteShareGroupStateResponse",
                                     .api_key = 85,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct WriteStateResult {
    struct PartitionResult {
      std::int32_t partition = 0;
      std::int16_t error_code = 0;
      std::optional<std::string> error_message;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      }
      friend bool operator==(const PartitionResult&, const PartitionResult&) = default;
    };

    Uuid topic_id;
    std::vector<PartitionResult> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const WriteStateResult&, const WriteStateResult&) = default;
  };

  std::vector<WriteStateResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const WriteShareGroupStateResponse&, const WriteShareGroupStateResponse&) = default;
};

}  // namespace moldau::protocol
