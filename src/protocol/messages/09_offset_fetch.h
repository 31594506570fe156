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

/// OffsetFetch, API key 9: what a client asks.
struct OffsetFetchRequest {
  static constexpr MessageInfo kInfo{.name = "OffsetFetchRequest",
                                     .api_key = 9,
                                     .first_version = 0,
                                     .last_version = 10,
                                     .first_flexible = 6};

  struct OffsetFetchRequestTopic {
    std::string name;
    std::vector<std::int32_t> partition_indexes;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0).until(7));
      visit("PartitionIndexes", m.partition_indexes, since(0).until(7));
    }
    friend bool operator==(const OffsetFetchRequestTopic&, const OffsetFetchRequestTopic&) = default;
  };

  struct OffsetFetchRequestGroup {
    struct OffsetFetchRequestTopics {
      std::string name;
      Uuid topic_id;
      std::vector<std::int32_t> partition_indexes;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(8).until(9));
        visit("TopicId", m.topic_id, since(10));
        visit("PartitionIndexes", m.partition_indexes, since(8));
      }
      friend bool operator==(const OffsetFetchRequestTopics&, const OffsetFetchRequestTopics&) = default;
    };

    std::string group_id;
    std::optional<std::string> member_id;
    std::int32_t member_epoch = -1;
    std::optional<std::vector<OffsetFetchRequestTopics>> topics = std::vector<OffsetFetchRequestTopics>();

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("GroupId", m.group_id, since(8));
      visit("MemberId", m.member_id, since(9).nullable_since(9));
      visit("MemberEpoch", m.member_epoch, since(9));
      visit("Topics", m.topics, since(8).nullable_since(8));
    }
    friend bool operator==(const OffsetFetchRequestGroup&, const OffsetFetchRequestGroup&) = default;
  };

  std::string group_id;
  std::optional<std::vector<OffsetFetchRequestTopic>> topics = std::vector<OffsetFetchRequestTopic>();
  std::vector<OffsetFetchRequestGroup> groups;
  bool require_stable = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(7));
    visit("Topics", m.topics, since(0).until(7).nullable_since(2));
    visit("Groups", m.groups, since(8));
    visit("RequireStable", m.require_stable, since(7));
  }
  friend bool operator==(const OffsetFetchRequest&, const OffsetFetchRequest&) = default;
};

/// OffsetFetch, API key 9: the answer.
struct OffsetFetchResponse {
  static constexpr MessageInfo kInfo{.name = "OffsetFetchResponse",
                                     .api_key = 9,
                                     .first_version = 0,
                                     .last_version = 10,
                                     .first_flexible = 6};

  struct OffsetFetchResponseTopic {
    struct OffsetFetchResponsePartition {
      std::int32_t partition_index = 0;
      std::int64_t committed_offset = 0;
      std::int32_t committed_leader_epoch = -1;
      std::optional<std::string> metadata = "";
      std::int16_t error_code = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0).until(7));
        visit("CommittedOffset", m.committed_offset, since(0).until(7));
        visit("CommittedLeaderEpoch", m.committed_leader_epoch, since(5).until(7));
        visit("Metadata", m.metadata, since(0).until(7).nullable_since(0));
        visit("ErrorCode", m.error_code, since(0).until(7));
      }
      friend bool operator==(const OffsetFetchResponsePartition&,
                             const OffsetFetchResponsePartition&) = default;
    };

    std::string name;
    std::vector<OffsetFetchResponsePartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0).until(7));
      visit("Partitions", m.partitions, since(0).until(7));
    }
    friend bool operator==(const OffsetFetchResponseTopic&, const OffsetFetchResponseTopic&) = default;
  };

  struct OffsetFetchResponseGroup {
    struct OffsetFetchResponseTopics {
      struct OffsetFetchResponsePartitions {
        std::int32_t partition_index = 0;
        std::int64_t committed_offset = 0;
        std::int32_t committed_leader_epoch = -1;
        std::optional<std::string> metadata = "";
        std::int16_t error_code = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("PartitionIndex", m.partition_index, since(8));
          visit("CommittedOffset", m.committed_offset, since(8));
          visit("CommittedLeaderEpoch", m.committed_leader_epoch, since(8));
          visit("Metadata", m.metadata, since(8).nullable_since(8));
          visit("ErrorCode", m.error_code, since(8));
        }
        friend bool operator==(const OffsetFetchResponsePartitions&,
                               const OffsetFetchResponsePartitions&) = default;
      };

      std::string name;
      Uuid topic_id;
      std::vector<OffsetFetchResponsePartitions> partitions;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(8).until(9));
        visit("TopicId", m.topic_id, since(10));
        visit("Partitions", m.partitions, since(8));
      }
      friend bool operator==(const OffsetFetchResponseTopics&, const OffsetFetchResponseTopics&) = default;
    };

    std::string group_id;
    std::vector<OffsetFetchResponseTopics> topics;
    std::int16_t error_code = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("GroupId", m.group_id, since(8));
      visit("Topics", m.topics, since(8));
      visit("ErrorCode", m.error_code, since(8));
    }
    friend bool operator==(const OffsetFetchResponseGroup&, const OffsetFetchResponseGroup&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<OffsetFetchResponseTopic> topics;
  std::int16_t error_code = 0;
  std::vector<OffsetFetchResponseGroup> groups;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(3));
    visit("Topics", m.topics, since(0).until(7));
    visit("ErrorCode", m.error_code, since(2).until(7));
    visit("Groups", m.groups, since(8));
  }
  friend bool operator==(const OffsetFetchResponse&, const OffsetFetchResponse&) = default;
};

}  // namespace moldau::protocol
