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

/// ConsumerGroupHeartbeat, API key 68: what a client asks.
struct ConsumerGroupHeartbeatRequest {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupHeartbeatRequest",
                                     .api_key = 68,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

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

  std::string group_id;
  std::string member_id;
  std::int32_t member_epoch = 0;
  std::optional<std::string> instance_id;
  std::optional<std::string> rack_id;
  std::int32_t rebalance_timeout_ms = -1;
  std::optional<std::vector<std::string>> subscribed_topic_names;
  std::optional<std::string> subscribed_topic_regex;
  std::optional<std::string> server_assignor;
  std::optional<std::vector<TopicPartitions>> topic_partitions;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("MemberId", m.member_id, since(0));
    visit("MemberEpoch", m.member_epoch, since(0));
    visit("InstanceId", m.instance_id, since(0).nullable_since(0));
    visit("RackId", m.rack_id, since(0).nullable_since(0));
    visit("RebalanceTimeoutMs", m.rebalance_timeout_ms, since(0));
    visit("SubscribedTopicNames", m.subscribed_topic_names, since(0).nullable_since(0));
    visit("SubscribedTopicRegex", m.subscribed_topic_regex, since(1).nullable_since(1));
    visit("ServerAssignor", m.server_assignor, since(0).nullable_since(0));
    visit("TopicPartitions", m.topic_partitions, since(0).nullable_since(0));
  }
  friend bool operator==(const ConsumerGroupHeartbeatRequest&,
                         const ConsumerGroupHeartbeatRequest&) = default;
};

/// ConsumerGroupHeartbeat, API key 68: the answer.
struct ConsumerGroupHeartbeatResponse {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupHeartbeatResponse",
                                     .api_key = 68,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

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

  struct Assignment {
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
  friend bool operator==(const ConsumerGroupHeartbeatResponse&,
                         const ConsumerGroupHeartbeatResponse&) = default;
};

}  // namespace moldau::protocol
