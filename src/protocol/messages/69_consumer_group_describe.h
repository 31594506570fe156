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

/// ConsumerGroupDescribe, API key 69: what a client asks.
struct ConsumerGroupDescribeRequest {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupDescribeRequest",
                                     .api_key = 69,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  std::vector<std::string> group_ids;
  bool include_authorized_operations = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupIds", m.group_ids, since(0));
    visit("IncludeAuthorizedOperations", m.include_authorized_operations, since(0));
  }
  friend bool operator==(const ConsumerGroupDescribeRequest&, const ConsumerGroupDescribeRequest&) = default;
};

/// ConsumerGroupDescribe, API key 69: the answer.
struct ConsumerGroupDescribeResponse {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupDescribeResponse",
                                     .api_key = 69,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

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

  struct Assignment {
    std::vector<TopicPartitions> topic_partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicPartitions", m.topic_partitions, since(0));
    }
    friend bool operator==(const Assignment&, const Assignment&) = default;
  };

  struct DescribedGroup {
    struct Member {
      std::string member_id;
      std::optional<std::string> instance_id;
      std::optional<std::string> rack_id;
      std::int32_t member_epoch = 0;
      std::string client_id;
      std::string client_host;
      std::vector<std::string> subscribed_topic_names;
      std::optional<std::string> subscribed_topic_regex;
      Assignment assignment;
      Assignment target_assignment;
      std::int8_t member_type = -1;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("MemberId", m.member_id, since(0));
        visit("InstanceId", m.instance_id, since(0).nullable_since(0));
        visit("RackId", m.rack_id, since(0).nullable_since(0));
        visit("MemberEpoch", m.member_epoch, since(0));
        visit("ClientId", m.client_id, since(0));
        visit("ClientHost", m.client_host, since(0));
        visit("SubscribedTopicNames", m.subscribed_topic_names, since(0));
        visit("SubscribedTopicRegex", m.subscribed_topic_regex, since(0).nullable_since(0));
        visit("Assignment", m.assignment, since(0));
        visit("TargetAssignment", m.target_assignment, since(0));
        visit("MemberType", m.member_type, since(1));
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
    std::int32_t authorized_operations = std::numeric_limits<std::int32_t>::min();

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
  friend bool operator==(const ConsumerGroupDescribeResponse&,
                         const ConsumerGroupDescribeResponse&) = default;
};

}  // namespace moldau::protocol
