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

/// AlterShareGroupOffsets, API key 91: what a client asks.
struct AlterShareGroupOffsetsRequest {
  static constexpr MessageInfo kInfo{.name = "AlterShareGroupOffsetsRequest",
                                     .api_key = 91,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct AlterShareGroupOffsetsRequestTopic {
    struct AlterShareGroupOffsetsRequestPartition {
      std::int32_t partition_index = 0;
      std::int64_t start_offset = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("StartOffset", m.start_offset, since(0));
      }
      friend bool operator==(const AlterShareGroupOffsetsRequestPartition&,
                             const AlterShareGroupOffsetsRequestPartition&) = default;
    };

    std::string topic_name;
    std::vector<AlterShareGroupOffsetsRequestPartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const AlterShareGroupOffsetsRequestTopic&,
                           const AlterShareGroupOffsetsRequestTopic&) = default;
  };

  std::string group_id;
  std::vector<AlterShareGroupOffsetsRequestTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const AlterShareGroupOffsetsRequest&,
                         const AlterShareGroupOffsetsRequest&) = default;
};

/// AlterShareGroupOffsets, API key 91: the answer.
struct AlterShareGroupOffsetsResponse {
  static constexpr MessageInfo kInfo{.name = "AlterShareGroupOffsetsResponse",
                                     .api_key = 91,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct AlterShareGroupOffsetsResponseTopic {
    struct AlterShareGroupOffsetsResponsePartition {
      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;
      std::optional<std::string> error_message;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      }
      friend bool operator==(const AlterShareGroupOffsetsResponsePartition&,
                             const AlterShareGroupOffsetsResponsePartition&) = default;
    };

    std::string topic_name;
    Uuid topic_id;
    std::vector<AlterShareGroupOffsetsResponsePartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("TopicId", m.topic_id, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const AlterShareGroupOffsetsResponseTopic&,
                           const AlterShareGroupOffsetsResponseTopic&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message;
  std::vector<AlterShareGroupOffsetsResponseTopic> responses;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("Responses", m.responses, since(0));
  }
  friend bool operator==(const AlterShareGroupOffsetsResponse&,
                         const AlterShareGroupOffsetsResponse&) = default;
};

}  // namespace moldau::protocol
