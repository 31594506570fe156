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

/// ListOffsets, API key 2: what a client asks.
struct ListOffsetsRequest {
  static constexpr MessageInfo kInfo{.name = "ListOffsetsRequest",
                                     .api_key = 2,
                                     .first_version = 0,
                                     .last_version = 11,
                                     .first_flexible = 6};

  struct ListOffsetsTopic {
    struct ListOffsetsPartition {
      std::int32_t partition_index = 0;
      std::int32_t current_leader_epoch = -1;
      std::int64_t timestamp = 0;
      std::int32_t max_num_offsets = 1;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("CurrentLeaderEpoch", m.current_leader_epoch, since(4));
        visit("Timestamp", m.timestamp, since(0));
        visit("MaxNumOffsets", m.max_num_offsets, since(0).until(0));
      }
      friend bool operator==(const ListOffsetsPartition&, const ListOffsetsPartition&) = default;
    };

    std::string name;
    std::vector<ListOffsetsPartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const ListOffsetsTopic&, const ListOffsetsTopic&) = default;
  };

  std::int32_t replica_id = 0;
  std::int8_t isolation_level = 0;
  std::vector<ListOffsetsTopic> topics;
  std::int32_t timeout_ms = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ReplicaId", m.replica_id, since(0));
    visit("IsolationLevel", m.isolation_level, since(2));
    visit("Topics", m.topics, since(0));
    visit("TimeoutMs", m.timeout_ms, since(10));
  }
  friend bool operator==(const ListOffsetsRequest&, const ListOffsetsRequest&) = default;
};

/// ListOffsets, API key 2: the answer.
struct ListOffsetsResponse {
  static constexpr MessageInfo kInfo{.name = "ListOffsetsResponse",
                                     .api_key = 2,
                                     .first_version = 0,
                                     .last_version = 11,
                                     .first_flexible = 6};

  struct ListOffsetsTopicResponse {
    struct ListOffsetsPartitionResponse {
      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;
      std::vector<std::int64_t> old_style_offsets;
      std::int64_t timestamp = -1;
      std::int64_t offset = -1;
      std::int32_t leader_epoch = -1;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("OldStyleOffsets", m.old_style_offsets, since(0).until(0));
        visit("Timestamp", m.timestamp, since(1));
        visit("Offset", m.offset, since(1));
        visit("LeaderEpoch", m.leader_epoch, since(4));
      }
      friend bool operator==(const ListOffsetsPartitionResponse&,
                             const ListOffsetsPartitionResponse&) = default;
    };

    std::string name;
    std::vector<ListOffsetsPartitionResponse> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const ListOffsetsTopicResponse&, const ListOffsetsTopicResponse&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<ListOffsetsTopicResponse> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(2));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const ListOffsetsResponse&, const ListOffsetsResponse&) = default;
};

}  // namespace moldau::protocol
