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

/// OffsetForLeaderEpoch, API key 23: what a client asks.
struct OffsetForLeaderEpochRequest {
  static constexpr MessageInfo kInfo{.name = "OffsetForLeaderEpochRequest",
                                     .api_key = 23,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 4};

  struct OffsetForLeaderTopic {
    struct OffsetForLeaderPartition {
      std::int32_t partition = 0;
      std::int32_t current_leader_epoch = -1;
      std::int32_t leader_epoch = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
        visit("CurrentLeaderEpoch", m.current_leader_epoch, since(2));
        visit("LeaderEpoch", m.leader_epoch, since(0));
      }
      friend bool operator==(const OffsetForLeaderPartition&, const OffsetForLeaderPartition&) = default;
    };

    std::string topic;
    std::vector<OffsetForLeaderPartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const OffsetForLeaderTopic&, const OffsetForLeaderTopic&) = default;
  };

  std::int32_t replica_id = -2;
  std::vector<OffsetForLeaderTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ReplicaId", m.replica_id, since(3));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const OffsetForLeaderEpochRequest&, const OffsetForLeaderEpochRequest&) = default;
};

/// OffsetForLeaderEpoch, API key 23: the answer.
struct OffsetForLeaderEpochResponse {
  static constexpr MessageInfo kInfo{.name = "OffsetForLeaderEpochResponse",
                                     .api_key = 23,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 4};

  struct OffsetForLeaderTopicResult {
    struct EpochEndOffset {
      std::int16_t error_code = 0;
      std::int32_t partition = 0;
      std::int32_t leader_epoch = -1;
      std::int64_t end_offset = -1;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("ErrorCode", m.error_code, since(0));
        visit("Partition", m.partition, since(0));
        visit("LeaderEpoch", m.leader_epoch, since(1));
        visit("EndOffset", m.end_offset, since(0));
      }
      friend bool operator==(const EpochEndOffset&, const EpochEndOffset&) = default;
    };

    std::string topic;
    std::vector<EpochEndOffset> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const OffsetForLeaderTopicResult&, const OffsetForLeaderTopicResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<OffsetForLeaderTopicResult> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(2));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const OffsetForLeaderEpochResponse&, const OffsetForLeaderEpochResponse&) = default;
};

}  // namespace moldau::protocol
