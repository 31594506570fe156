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

/// DeleteShareGroupState, API key 86: what a broker asks.
struct DeleteShareGroupStateRequest {
  static constexpr MessageInfo kInfo{.name = "DeleteShareGroupStateRequest",
                                     .api_key = 86,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct DeleteStateData {
    struct PartitionData {
      std::int32_t partition = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
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
    friend bool operator==(const DeleteStateData&, const DeleteStateData&) = default;
  };

  std::string group_id;
  std::vector<DeleteStateData> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const DeleteShareGroupStateRequest&, const DeleteShareGroupStateRequest&) = default;
};

/// DeleteShareGroupState, API key 86: the answer.
struct DeleteShareGroupStateResponse {
  static constexpr MessageInfo kInfo{.name = "DeleteShareGroupStateResponse",
                                     .api_key = 86,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct DeleteStateResult {
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
    friend bool operator==(const DeleteStateResult&, const DeleteStateResult&) = default;
  };

  std::vector<DeleteStateResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const DeleteShareGroupStateResponse&,
                         const DeleteShareGroupStateResponse&) = default;
};

}  // namespace moldau::protocol
