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

/// Share groups, as their early access had them.
namespace moldau::inspect::kafka_3_9 {

using protocol::MessageInfo;
using protocol::Records;
using protocol::since;

struct ShareGroupDescribeRequest {
  static constexpr MessageInfo kInfo{.name = "ShareGroupDescribeRequest",
                                     .api_key = 77,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::vector<std::string> group_ids;
  bool include_authorized_operations = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupIds", m.group_ids, since(0));
    visit("IncludeAuthorizedOperations", m.include_authorized_operations, since(0));
  }
  friend bool operator==(const ShareGroupDescribeRequest&, const ShareGroupDescribeRequest&) = default;
};

struct ShareGroupDescribeResponse {
  static constexpr MessageInfo kInfo{.name = "ShareGroupDescribeResponse",
                                     .api_key = 77,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct DescribedGroup {
    struct Member {
      struct Assignment {
        struct TopicPartitions {
          Uuid topic_id;
          std::string topic_name;
          std::vector<std::int32_t> partitions;

          template <class Visitor, class Message>
          static void fields(Visitor& visit, Message& m) {
            visit("TopicId", m.topic_id, since(0));
            visit("TopicName", m.topic_name, since(0));
            visit("Partitions", m.partitions, since(0));
          }
          friend bool operator==(const TopicPartitions&, const TopicPartitions&) = default;
        };

        std::vector<TopicPartitions> topic_partitions;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("TopicPartitions", m.topic_partitions, since(0));
        }
        friend bool operator==(const Assignment&, const Assignment&) = default;
      };

      std::string member_id;
      std::optional<std::string> rack_id;
      std::int32_t member_epoch = 0;
      std::string client_id;
      std::string client_host;
      std::vector<std::string> subscribed_topic_names;
      Assignment assignment;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("MemberId", m.member_id, since(0));
        visit("RackId", m.rack_id, since(0).nullable_since(0));
        visit("MemberEpoch", m.member_epoch, since(0));
        visit("ClientId", m.client_id, since(0));
        visit("ClientHost", m.client_host, since(0));
        visit("SubscribedTopicNames", m.subscribed_topic_names, since(0));
        visit("Assignment", m.assignment, since(0));
      }
      friend bool operator==(const Member&, const Member&) = default;
    };

    std::int16_t error_code = 0;
    std::optional<std::string> error_message;
    std::string group_id;
    std::string group_state;
    std::int32_t group_epoch = 0;
    std::int32_t assignment_epoch = 0;
    std::string assignor_name;
    std::vector<Member> members;
    std::int32_t authorized_operations = -2147483648;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      visit("GroupId", m.group_id, since(0));
      visit("GroupState", m.group_state, since(0));
      visit("GroupEpoch", m.group_epoch, since(0));
      visit("AssignmentEpoch", m.assignment_epoch, since(0));
      visit("AssignorName", m.assignor_name, since(0));
      visit("Members", m.members, since(0));
      visit("AuthorizedOperations", m.authorized_operations, since(0));
    }
    friend bool operator==(const DescribedGroup&, const DescribedGroup&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribedGroup> groups;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Groups", m.groups, since(0));
  }
  friend bool operator==(const ShareGroupDescribeResponse&, const ShareGroupDescribeResponse&) = default;
};

struct ShareGroupHeartbeatRequest {
  static constexpr MessageInfo kInfo{.name = "ShareGroupHeartbeatRequest",
                                     .api_key = 76,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::string group_id;
  std::string member_id;
  std::int32_t member_epoch = 0;
  std::optional<std::string> rack_id;
  std::optional<std::vector<std::string>> subscribed_topic_names;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("MemberId", m.member_id, since(0));
    visit("MemberEpoch", m.member_epoch, since(0));
    visit("RackId", m.rack_id, since(0).nullable_since(0));
    visit("SubscribedTopicNames", m.subscribed_topic_names, since(0).nullable_since(0));
  }
  friend bool operator==(const ShareGroupHeartbeatRequest&, const ShareGroupHeartbeatRequest&) = default;
};

struct ShareGroupHeartbeatResponse {
  static constexpr MessageInfo kInfo{.name = "ShareGroupHeartbeatResponse",
                                     .api_key = 76,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct Assignment {
    struct TopicPartitions {
      Uuid topic_id;
      std::vector<std::int32_t> partitions;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("TopicId", m.topic_id, since(0));
        visit("Partitions", m.partitions, since(0));
      }
      friend bool operator==(const TopicPartitions&, const TopicPartitions&) = default;
    };

    std::vector<TopicPartitions> topic_partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicPartitions", m.topic_partitions, since(0));
    }
    friend bool operator==(const Assignment&, const Assignment&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message;
  std::optional<std::string> member_id;
  std::int32_t member_epoch = 0;
  std::int32_t heartbeat_interval_ms = 0;
  std::optional<Assignment> assignment;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("MemberId", m.member_id, since(0).nullable_since(0));
    visit("MemberEpoch", m.member_epoch, since(0));
    visit("HeartbeatIntervalMs", m.heartbeat_interval_ms, since(0));
    visit("Assignment", m.assignment, since(0).nullable_since(0));
  }
  friend bool operator==(const ShareGroupHeartbeatResponse&, const ShareGroupHeartbeatResponse&) = default;
};

}  // namespace moldau::inspect::kafka_3_9
