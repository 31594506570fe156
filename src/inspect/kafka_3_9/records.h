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

/// Records of internal topics: a key's version was its type.
namespace moldau::inspect::kafka_3_9 {

using protocol::MessageInfo;
using protocol::Records;
using protocol::since;

struct ConsumerGroupCurrentMemberAssignmentKey {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupCurrentMemberAssignmentKey",
                                     .api_key = -1,
                                     .first_version = 8,
                                     .last_version = 8};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(8).until(8));
    visit("MemberId", m.member_id, since(8).until(8));
  }
  friend bool operator==(const ConsumerGroupCurrentMemberAssignmentKey&,
                         const ConsumerGroupCurrentMemberAssignmentKey&) = default;
};

struct ConsumerGroupMemberMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerGroupMemberMetadataKey", .api_key = -1, .first_version = 5, .last_version = 5};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(5).until(5));
    visit("MemberId", m.member_id, since(5).until(5));
  }
  friend bool operator==(const ConsumerGroupMemberMetadataKey&,
                         const ConsumerGroupMemberMetadataKey&) = default;
};

struct ConsumerGroupMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerGroupMetadataKey", .api_key = -1, .first_version = 3, .last_version = 3};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(3).until(3));
  }
  friend bool operator==(const ConsumerGroupMetadataKey&, const ConsumerGroupMetadataKey&) = default;
};

struct ConsumerGroupPartitionMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerGroupPartitionMetadataKey", .api_key = -1, .first_version = 4, .last_version = 4};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(4).until(4));
  }
  friend bool operator==(const ConsumerGroupPartitionMetadataKey&,
                         const ConsumerGroupPartitionMetadataKey&) = default;
};

struct ConsumerGroupTargetAssignmentMemberKey {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerGroupTargetAssignmentMemberKey", .api_key = -1, .first_version = 7, .last_version = 7};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(7).until(7));
    visit("MemberId", m.member_id, since(7).until(7));
  }
  friend bool operator==(const ConsumerGroupTargetAssignmentMemberKey&,
                         const ConsumerGroupTargetAssignmentMemberKey&) = default;
};

struct ConsumerGroupTargetAssignmentMetadataKey {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupTargetAssignmentMetadataKey",
                                     .api_key = -1,
                                     .first_version = 6,
                                     .last_version = 6};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(6).until(6));
  }
  friend bool operator==(const ConsumerGroupTargetAssignmentMetadataKey&,
                         const ConsumerGroupTargetAssignmentMetadataKey&) = default;
};

struct GroupMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "GroupMetadataKey", .api_key = -1, .first_version = 2, .last_version = 2};

  std::string group;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("group", m.group, since(2).until(2));
  }
  friend bool operator==(const GroupMetadataKey&, const GroupMetadataKey&) = default;
};

struct OffsetCommitKey {
  static constexpr MessageInfo kInfo{
      .name = "OffsetCommitKey", .api_key = -1, .first_version = 0, .last_version = 1};

  std::string group;
  std::string topic;
  std::int32_t partition = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("group", m.group, since(0).until(1));
    visit("topic", m.topic, since(0).until(1));
    visit("partition", m.partition, since(0).until(1));
  }
  friend bool operator==(const OffsetCommitKey&, const OffsetCommitKey&) = default;
};

struct ShareGroupMemberMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareGroupMemberMetadataKey", .api_key = -1, .first_version = 10, .last_version = 10};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(10).until(10));
    visit("MemberId", m.member_id, since(10).until(10));
  }
  friend bool operator==(const ShareGroupMemberMetadataKey&, const ShareGroupMemberMetadataKey&) = default;
};

struct ShareGroupMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareGroupMetadataKey", .api_key = -1, .first_version = 11, .last_version = 11};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(11).until(11));
  }
  friend bool operator==(const ShareGroupMetadataKey&, const ShareGroupMetadataKey&) = default;
};

struct ShareGroupMetadataValue {
  static constexpr MessageInfo kInfo{.name = "ShareGroupMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t epoch = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Epoch", m.epoch, since(0));
  }
  friend bool operator==(const ShareGroupMetadataValue&, const ShareGroupMetadataValue&) = default;
};

struct ShareGroupPartitionMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ShareGroupPartitionMetadataKey", .api_key = -1, .first_version = 9, .last_version = 9};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(9).until(9));
  }
  friend bool operator==(const ShareGroupPartitionMetadataKey&,
                         const ShareGroupPartitionMetadataKey&) = default;
};

struct ShareGroupPartitionMetadataValue {
  static constexpr MessageInfo kInfo{.name = "ShareGroupPartitionMetadataValue",
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

  std::vector<TopicPartitionsInfo> initialized_topics;
  std::vector<TopicInfo> deleting_topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("InitializedTopics", m.initialized_topics, since(0));
    visit("DeletingTopics", m.deleting_topics, since(0));
  }
  friend bool operator==(const ShareGroupPartitionMetadataValue&,
                         const ShareGroupPartitionMetadataValue&) = default;
};

}  // namespace moldau::inspect::kafka_3_9
