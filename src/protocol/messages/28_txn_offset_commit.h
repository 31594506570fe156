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

/// TxnOffsetCommit, API key 28: what a client asks.
struct TxnOffsetCommitRequest {
  static constexpr MessageInfo kInfo{.name = "TxnOffsetCommitRequest",
                                     .api_key = 28,
                                     .first_version = 0,
                                     .last_version = 6,
                                     .first_flexible = 3};

  struct TxnOffsetCommitRequestTopic {
    struct TxnOffsetCommitRequestPartition {
      std::int32_t partition_index = 0;
      std::int64_t committed_offset = 0;
      std::int32_t committed_leader_epoch = -1;
      std::optional<std::string> committed_metadata = "";

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("CommittedOffset", m.committed_offset, since(0));
        visit("CommittedLeaderEpoch", m.committed_leader_epoch, since(2));
        visit("CommittedMetadata", m.committed_metadata, since(0).nullable_since(0));
      }
      friend bool operator==(const TxnOffsetCommitRequestPartition&,
                             const TxnOffsetCommitRequestPartition&) = default;
    };

    std::string name;
    Uuid topic_id;
    std::vector<TxnOffsetCommitRequestPartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0).until(5));
      visit("TopicId", m.topic_id, since(6));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TxnOffsetCommitRequestTopic&, const TxnOffsetCommitRequestTopic&) = default;
  };

  std::string transactional_id;
  std::string group_id;
  std::int64_t producer_id = 0;
  std::int16_t producer_epoch = 0;
  std::int32_t generation_id_or_member_epoch = -1;
  std::string member_id;
  std::optional<std::string> group_instance_id;
  std::vector<TxnOffsetCommitRequestTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TransactionalId", m.transactional_id, since(0));
    visit("GroupId", m.group_id, since(0));
    visit("ProducerId", m.producer_id, since(0));
    visit("ProducerEpoch", m.producer_epoch, since(0));
    visit("GenerationIdOrMemberEpoch", m.generation_id_or_member_epoch, since(3));
    visit("MemberId", m.member_id, since(3));
    visit("GroupInstanceId", m.group_instance_id, since(3).nullable_since(3));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const TxnOffsetCommitRequest&, const TxnOffsetCommitRequest&) = default;
};

/// TxnOffsetCommit, API key 28: the answer.
struct TxnOffsetCommitResponse {
  static constexpr MessageInfo kInfo{.name = "TxnOffsetCommitResponse",
                                     .api_key = 28,
                                     .first_version = 0,
                                     .last_version = 6,
                                     .first_flexible = 3};

  struct TxnOffsetCommitResponseTopic {
    struct TxnOffsetCommitResponsePartition {
      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
      }
      friend bool operator==(const TxnOffsetCommitResponsePartition&,
                             const TxnOffsetCommitResponsePartition&) = default;
    };

    std::string name;
    Uuid topic_id;
    std::vector<TxnOffsetCommitResponsePartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0).until(5));
      visit("TopicId", m.topic_id, since(6));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TxnOffsetCommitResponseTopic&,
                           const TxnOffsetCommitResponseTopic&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<TxnOffsetCommitResponseTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const TxnOffsetCommitResponse&, const TxnOffsetCommitResponse&) = default;
};

}  // namespace moldau::protocol
