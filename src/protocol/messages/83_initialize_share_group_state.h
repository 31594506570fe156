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

/// InitializeShareGroupState, API key 83: what a broker asks.
struct InitializeShareGroupStateRequest {
  static constexpr MessageInfo kInfo{.name = "InitializeShareGroupStateRequest",
                                     .api_key = 83,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct InitializeStateData {
    struct PartitionData {
      std::int32_t partition = 0;
      std::int32_t state_epoch = 0;
      std::int64_t start_offset = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
        visit("StateEpoch", m.state_epoch, since(0));
        visit("StartOffset", m.start_offset, since(0));
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
    friend bool operator==(const InitializeStateData&, const InitializeStateData&) = default;
  };

  std::string group_id;
  std::vector<InitializeStateData> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const InitializeShareGroupStateRequest&,
                         const InitializeShareGroupStateRequest&) = default;
};

/// InitializeShareGroupState, API key 83: the answer.
struct InitializeShareGroupStateResponse {
  static constexpr MessageInfo kInfo{.name = "InitializeShareGroupStateResponse",
                                     .api_key = 83,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct InitializeStateResult {
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
    friend bool operator==(const InitializeStateResult&, const InitializeStateResult&) = default;
  };

  std::vector<InitializeStateResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const InitializeShareGroupStateResponse&,
                         const InitializeShareGroupStateResponse&) = default;
};

}  // namespace moldau::protocol
