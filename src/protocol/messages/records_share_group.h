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

/// Key of a share group in __consumer_offsets.
struct ShareGroupMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareGroupMetadataKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
  }
  friend bool operator==(const ShareGroupMetadataKey&, const ShareGroupMetadataKey&) = default;
};

/// A share group in __consumer_offsets.
struct ShareGroupMetadataValue {
  static constexpr MessageInfo kInfo{.name = "ShareGroupMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t epoch = 0;
  std::int64_t metadata_hash = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Epoch", m.epoch, since(0));
    visit("MetadataHash", m.metadata_hash, since(0));
  }
  friend bool operator==(const ShareGroupMetadataValue&, const ShareGroupMetadataValue&) = default;
};

/// Key of a member of a share group in __consumer_offsets.
struct ShareGroupMemberMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareGroupMemberMetadataKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("MemberId", m.member_id, since(0).until(0));
  }
  friend bool operator==(const ShareGroupMemberMetadataKey&, const ShareGroupMemberMetadataKey&) = default;
};

/// What a member of a share group said of itself.
struct ShareGroupMemberMetadataValue {
  static constexpr MessageInfo kInfo{.name = "ShareGroupMemberMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::optional<std::string> rack_id = "";
  std::string client_id;
  std::string client_host;
  std::vector<std::string> subscribed_topic_names;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("RackId", m.rack_id, since(0).nullable_since(0));
    visit("ClientId", m.client_id, since(0));
    visit("ClientHost", m.client_host, since(0));
    visit("SubscribedTopicNames", m.subscribed_topic_names, since(0));
  }
  friend bool operator==(const ShareGroupMemberMetadataValue&,
                         const ShareGroupMemberMetadataValue&) = default;
};

/// Key of the epoch of a share group's target assignment.
struct ShareGroupTargetAssignmentMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareGroupTargetAssignmentMetadataKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
  }
  friend bool operator==(const ShareGroupTargetAssignmentMetadataKey&,
                         const ShareGroupTargetAssignmentMetadataKey&) = default;
};

/// The epoch of a share group's target assignment.
struct ShareGroupTargetAssignmentMetadataValue {
  static constexpr MessageInfo kInfo{.name = "ShareGroupTargetAssignmentMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t assignment_epoch = 0;
  std::int64_t assignment_timestamp = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("AssignmentEpoch", m.assignment_epoch, since(0));
    visit("AssignmentTimestamp", m.assignment_timestamp, since(0).tagged_as(0, 0));
  }
  friend bool operator==(const ShareGroupTargetAssignmentMetadataValue&,
                         const ShareGroupTargetAssignmentMetadataValue&) = default;
};

/// Key of what a member of a share group is to get.
struct ShareGroupTargetAssignmentMemberKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareGroupTargetAssignmentMemberKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("MemberId", m.member_id, since(0).until(0));
  }
  friend bool operator==(const ShareGroupTargetAssignmentMemberKey&,
                         const ShareGroupTargetAssignmentMemberKey&) = default;
};

/// What a member of a share group is to get.
struct ShareGroupTargetAssignmentMemberValue {
  static constexpr MessageInfo kInfo{.name = "ShareGroupTargetAssignmentMemberValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TopicPartition {
    Uuid topic_id;
    std::vector<std::int32_t> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicPartition&, const TopicPartition&) = default;
  };

  std::vector<TopicPartition> topic_partitions;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TopicPartitions", m.topic_partitions, since(0));
  }
  friend bool operator==(const ShareGroupTargetAssignmentMemberValue&,
                         const ShareGroupTargetAssignmentMemberValue&) = default;
};

/// Key of what a member of a share group has.
struct ShareGroupCurrentMemberAssignmentKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareGroupCurrentMemberAssignmentKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("MemberId", m.member_id, since(0).until(0));
  }
  friend bool operator==(const ShareGroupCurrentMemberAssignmentKey&,
                         const ShareGroupCurrentMemberAssignmentKey&) = default;
};

/// What a member of a share group has.
struct ShareGroupCurrentMemberAssignmentValue {
  static constexpr MessageInfo kInfo{.name = "ShareGroupCurrentMemberAssignmentValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
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

  std::int32_t member_epoch = 0;
  std::int32_t previous_member_epoch = 0;
  std::int8_t state = 0;
  std::vector<TopicPartitions> assigned_partitions;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("MemberEpoch", m.member_epoch, since(0));
    visit("PreviousMemberEpoch", m.previous_member_epoch, since(0));
    visit("State", m.state, since(0));
    visit("AssignedPartitions", m.assigned_partitions, since(0));
  }
  friend bool operator==(const ShareGroupCurrentMemberAssignmentValue&,
                         const ShareGroupCurrentMemberAssignmentValue&) = default;
};

/// Key of which partitions of a share group have a state.
struct ShareGroupStatePartitionMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareGroupStatePartitionMetadataKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
  }
  friend bool operator==(const ShareGroupStatePartitionMetadataKey&,
                         const ShareGroupStatePartitionMetadataKey&) = default;
};

/// Which partitions of a share group have a state, are getting one, or are losing it.
struct ShareGroupStatePartitionMetadataValue {
  static constexpr MessageInfo kInfo{.name = "ShareGroupStatePartitionMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TopicPartitionsInfo {
    Uuid topic_id;
    std::string topic_name;
    std::vector<std::int32_t> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("TopicName", m.topic_name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicPartitionsInfo&, const TopicPartitionsInfo&) = default;
  };

  struct TopicInfo {
    Uuid topic_id;
    std::string topic_name;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("TopicName", m.topic_name, since(0));
    }
    friend bool operator==(const TopicInfo&, const TopicInfo&) = default;
  };

  std::vector<TopicPartitionsInfo> initializing_topics;
  std::vector<TopicPartitionsInfo> initialized_topics;
  std::vector<TopicInfo> deleting_topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("InitializingTopics", m.initializing_topics, since(0));
    visit("InitializedTopics", m.initialized_topics, since(0));
    visit("DeletingTopics", m.deleting_topics, since(0));
  }
  friend bool operator==(const ShareGroupStatePartitionMetadataValue&,
                         const ShareGroupStatePartitionMetadataValue&) = default;
};

}  // namespace moldau::protocol
