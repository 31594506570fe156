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

/// DescribeShareGroupOffsets, API key 90: what a client asks.
struct DescribeShareGroupOffsetsRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeShareGroupOffsetsRequest",
                                     .api_key = 90,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct DescribeShareGroupOffsetsRequestGroup {
    struct DescribeShareGroupOffsetsRequestTopic {
      std::string topic_name;
      std::vector<std::int32_t> partitions;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("TopicName", m.topic_name, since(0));
        visit("Partitions", m.partitions, since(0));
      }
      friend bool operator==(const DescribeShareGroupOffsetsRequestTopic&,
                             const DescribeShareGroupOffsetsRequestTopic&) = default;
    };

    std::string group_id;
    std::optional<std::vector<DescribeShareGroupOffsetsRequestTopic>> topics =
        std::vector<DescribeShareGroupOffsetsRequestTopic>();

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("GroupId", m.group_id, since(0));
      visit("Topics", m.topics, since(0).nullable_since(0));
    }
    friend bool operator==(const DescribeShareGroupOffsetsRequestGroup&,
                           const DescribeShareGroupOffsetsRequestGroup&) = default;
  };

  std::vector<DescribeShareGroupOffsetsRequestGroup> groups;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Groups", m.groups, since(0));
  }
  friend bool operator==(const DescribeShareGroupOffsetsRequest&,
                         const DescribeShareGroupOffsetsRequest&) = default;
};

/// DescribeShareGroupOffsets, API key 90: the answer.
struct DescribeShareGroupOffsetsResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeShareGroupOffsetsResponse",
                                     .api_key = 90,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct DescribeShareGroupOffsetsResponseGroup {
    struct DescribeShareGroupOffsetsResponseTopic {
      struct DescribeShareGroupOffsetsResponsePartition {
        std::int32_t partition_index = 0;
        std::int64_t start_offset = 0;
        std::int32_t leader_epoch = 0;
        std::int64_t lag = -1;
        std::int16_t error_code = 0;
        std::optional<std::string> error_message;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("PartitionIndex", m.partition_index, since(0));
          visit("StartOffset", m.start_offset, since(0));
          visit("LeaderEpoch", m.leader_epoch, since(0));
          visit("Lag", m.lag, since(1));
          visit("ErrorCode", m.error_code, since(0));
          visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
        }
        friend bool operator==(const DescribeShareGroupOffsetsResponsePartition&,
                               const DescribeShareGroupOffsetsResponsePartition&) = default;
      };

      std::string topic_name;
      Uuid topic_id;
      std::vector<DescribeShareGroupOffsetsResponsePartition> partitions;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("TopicName", m.topic_name, since(0));
        visit("TopicId", m.topic_id, since(0));
        visit("Partitions", m.partitions, since(0));
      }
      friend bool operator==(const DescribeShareGroupOffsetsResponseTopic&,
                             const DescribeShareGroupOffsetsResponseTopic&) = default;
    };

    std::string group_id;
    std::vector<DescribeShareGroupOffsetsResponseTopic> topics;
    std::int16_t error_code = 0;
    std::optional<std::string> error_message;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("GroupId", m.group_id, since(0));
      visit("Topics", m.topics, since(0));
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    }
    friend bool operator==(const DescribeShareGroupOffsetsResponseGroup&,
                           const DescribeShareGroupOffsetsResponseGroup&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribeShareGroupOffsetsResponseGroup> groups;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Groups", m.groups, since(0));
  }
  friend bool operator==(const DescribeShareGroupOffsetsResponse&,
                         const DescribeShareGroupOffsetsResponse&) = default;
};

}  // namespace moldau::protocol
