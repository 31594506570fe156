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

/// OffsetCommit, API key 8: what a client asks.
struct OffsetCommitRequest {
  static constexpr MessageInfo kInfo{.name = "OffsetCommitRequest",
                                     .api_key = 8,
                                     .first_version = 0,
                                     .last_version = 10,
                                     .first_flexible = 8};

  struct OffsetCommitRequestTopic {
    struct OffsetCommitRequestPartition {
      std::int32_t partition_index = 0;
      std::int64_t committed_offset = 0;
      std::int32_t committed_leader_epoch = -1;
      std::int64_t commit_timestamp = -1;
      std::optional<std::string> committed_metadata = "";

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("CommittedOffset", m.committed_offset, since(0));
        visit("CommittedLeaderEpoch", m.committed_leader_epoch, since(6));
        visit("CommitTimestamp", m.commit_timestamp, since(1).until(1));
        visit("CommittedMetadata", m.committed_metadata, since(0).nullable_since(0));
      }
      friend bool operator==(const OffsetCommitRequestPartition&,
                             const OffsetCommitRequestPartition&) = default;
    };

    std::string name;
    Uuid topic_id;
    std::vector<OffsetCommitRequestPartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0).until(9));
      visit("TopicId", m.topic_id, since(10));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const OffsetCommitRequestTopic&, const OffsetCommitRequestTopic&) = default;
  };

  std::string group_id;
  std::int32_t generation_id_or_member_epoch = -1;
  std::string member_id;
  std::optional<std::string> group_instance_id;
  std::int64_t retention_time_ms = -1;
  std::vector<OffsetCommitRequestTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("GenerationIdOrMemberEpoch", m.generation_id_or_member_epoch, since(1));
    visit("MemberId", m.member_id, since(1));
    visit("GroupInstanceId", m.group_instance_id, since(7).nullable_since(7));
    visit("RetentionTimeMs", m.retention_time_ms, since(2).until(4));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const OffsetCommitRequest&, const OffsetCommitRequest&) = default;
};

/// OffsetCommit, API key 8: the answer.
struct OffsetCommitResponse {
  static constexpr MessageInfo kInfo{.name = "OffsetCommitResponse",
                                     .api_key = 8,
                                     .first_version = 0,
                                     .last_version = 10,
                                     .first_flexible = 8};

  struct OffsetCommitResponseTopic {
    struct OffsetCommitResponsePartition {
      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
      }
      friend bool operator==(const OffsetCommitResponsePartition&,
                             const OffsetCommitResponsePartition&) = default;
    };

    std::string name;
    Uuid topic_id;
    std::vector<OffsetCommitResponsePartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0).until(9));
      visit("TopicId", m.topic_id, since(10));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const OffsetCommitResponseTopic&, const OffsetCommitResponseTopic&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<OffsetCommitResponseTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(3));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const OffsetCommitResponse&, const OffsetCommitResponse&) = default;
};

}  // namespace moldau::protocol
