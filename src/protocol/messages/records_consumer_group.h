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

/// Key of a consumer group (KIP-848) in __consumer_offsets.
struct ConsumerGroupMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerGroupMetadataKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
  }
  friend bool operator==(const ConsumerGroupMetadataKey&, const ConsumerGroupMetadataKey&) = default;
};

/// A consumer group in __consumer_offsets.
struct ConsumerGroupMetadataValue {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t epoch = 0;
  std::int64_t metadata_hash = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Epoch", m.epoch, since(0));
    visit("MetadataHash", m.metadata_hash, since(0).tagged_as(0, 0));
  }
  friend bool operator==(const ConsumerGroupMetadataValue&, const ConsumerGroupMetadataValue&) = default;
};

/// Key of a member of a consumer group in __consumer_offsets.
struct ConsumerGroupMemberMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerGroupMemberMetadataKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("MemberId", m.member_id, since(0).until(0));
  }
  friend bool operator==(const ConsumerGroupMemberMetadataKey&,
                         const ConsumerGroupMemberMetadataKey&) = default;
};

/// What a member of a consumer group said of itself.
struct ConsumerGroupMemberMetadataValue {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupMemberMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct ClassicMemberMetadata {
    struct ClassicProtocol {
      std::string name;
      Bytes metadata;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(0));
        visit("Metadata", m.metadata, since(0));
      }
      friend bool operator==(const ClassicProtocol&, const ClassicProtocol&) = default;
    };

    std::int32_t session_timeout_ms = 0;
    std::vector<ClassicProtocol> supported_protocols;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("SessionTimeoutMs", m.session_timeout_ms, since(0));
      visit("SupportedProtocols", m.supported_protocols, since(0));
    }
    friend bool operator==(const ClassicMemberMetadata&, const ClassicMemberMetadata&) = default;
  };

  std::optional<std::string> instance_id = "";
  std::optional<std::string> rack_id = "";
  std::string client_id;
  std::string client_host;
  std::vector<std::string> subscribed_topic_names;
  std::optional<std::string> subscribed_topic_regex = "";
  std::int32_t rebalance_timeout_ms = -1;
  std::optional<std::string> server_assignor = "";
  std::optional<ClassicMemberMetadata> classic_member_metadata;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("InstanceId", m.instance_id, since(0).nullable_since(0));
    visit("RackId", m.rack_id, since(0).nullable_since(0));
    visit("ClientId", m.client_id, since(0));
    visit("ClientHost", m.client_host, since(0));
    visit("SubscribedTopicNames", m.subscribed_topic_names, since(0));
    visit("SubscribedTopicRegex", m.subscribed_topic_regex, since(0).nullable_since(0));
    visit("RebalanceTimeoutMs", m.rebalance_timeout_ms, since(0));
    visit("ServerAssignor", m.server_assignor, since(0).nullable_since(0));
    visit("ClassicMemberMetadata", m.classic_member_metadata, since(0).nullable_since(0).tagged_as(0, 0));
  }
  friend bool operator==(const ConsumerGroupMemberMetadataValue&,
                         const ConsumerGroupMemberMetadataValue&) = default;
};

/// Key of the topics that a consumer group subscribes to. Written until Kafka 4.0.
struct ConsumerGroupPartitionMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerGroupPartitionMetadataKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
  }
  friend bool operator==(const ConsumerGroupPartitionMetadataKey&,
                         const ConsumerGroupPartitionMetadataKey&) = default;
};

/// The topics that a consumer group subscribes to, with partitions and racks.
struct ConsumerGroupPartitionMetadataValue {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupPartitionMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TopicMetadata {
    struct PartitionMetadata {
      std::int32_t partition = 0;
      std::vector<std::string> racks;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
        visit("Racks", m.racks, since(0));
      }
      friend bool operator==(const PartitionMetadata&, const PartitionMetadata&) = default;
    };

    Uuid topic_id;
    std::string topic_name;
    std::int32_t num_partitions = 0;
    std::vector<PartitionMetadata> partition_metadata;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("TopicName", m.topic_name, since(0));
      visit("NumPartitions", m.num_partitions, since(0));
      visit("PartitionMetadata", m.partition_metadata, since(0));
    }
    friend bool operator==(const TopicMetadata&, const TopicMetadata&) = default;
  };

  std::vector<TopicMetadata> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const ConsumerGroupPartitionMetadataValue&,
                         const ConsumerGroupPartitionMetadataValue&) = default;
};

/// Key of a pattern that members of a consumer group subscribe to.
struct ConsumerGroupRegularExpressionKey {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerGroupRegularExpressionKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  std::string regular_expression;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("RegularExpression", m.regular_expression, since(0).until(0));
  }
  friend bool operator==(const ConsumerGroupRegularExpressionKey&,
                         const ConsumerGroupRegularExpressionKey&) = default;
};

/// The topics that a pattern matched.
struct ConsumerGroupRegularExpressionValue {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupRegularExpressionValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::vector<std::string> topics;
  std::int64_t version = 0;
  std::int64_t timestamp = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0));
    visit("Version", m.version, since(0));
    visit("Timestamp", m.timestamp, since(0));
  }
  friend bool operator==(const ConsumerGroupRegularExpressionValue&,
                         const ConsumerGroupRegularExpressionValue&) = default;
};

/// Key of the epoch of a consumer group's target assignment.
struct ConsumerGroupTargetAssignmentMetadataKey {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupTargetAssignmentMetadataKey",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
  }
  friend bool operator==(const ConsumerGroupTargetAssignmentMetadataKey&,
                         const ConsumerGroupTargetAssignmentMetadataKey&) = default;
};

/// The epoch of a consumer group's target assignment.
struct ConsumerGroupTargetAssignmentMetadataValue {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupTargetAssignmentMetadataValue",
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
  friend bool operator==(const ConsumerGroupTargetAssignmentMetadataValue&,
                         const ConsumerGroupTargetAssignmentMetadataValue&) = default;
};

/// Key of what a member of a consumer group is to get.
struct ConsumerGroupTargetAssignmentMemberKey {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerGroupTargetAssignmentMemberKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("MemberId", m.member_id, since(0).until(0));
  }
  friend bool operator==(const ConsumerGroupTargetAssignmentMemberKey&,
                         const ConsumerGroupTargetAssignmentMemberKey&) = default;
};

/// What a member of a consumer group is to get.
struct ConsumerGroupTargetAssignmentMemberValue {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupTargetAssignmentMemberValue",
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
  friend bool operator==(const ConsumerGroupTargetAssignmentMemberValue&,
                         const ConsumerGroupTargetAssignmentMemberValue&) = default;
};

/// Key of what a member of a consumer group has.
struct ConsumerGroupCurrentMemberAssignmentKey {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupCurrentMemberAssignmentKey",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("MemberId", m.member_id, since(0).until(0));
  }
  friend bool operator==(const ConsumerGroupCurrentMemberAssignmentKey&,
                         const ConsumerGroupCurrentMemberAssignmentKey&) = default;
};

/// What a member of a consumer group has, and still has to give back.
struct ConsumerGroupCurrentMemberAssignmentValue {
  static constexpr MessageInfo kInfo{.name = "ConsumerGroupCurrentMemberAssignmentValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TopicPartitions {
    Uuid topic_id;
    std::vector<std::int32_t> partitions;
    std::optional<std::vector<std::int32_t>> assignment_epochs = std::vector<std::int32_t>();

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("Partitions", m.partitions, since(0));
      visit("AssignmentEpochs", m.assignment_epochs, since(0).nullable_since(0).tagged_as(0, 0),
            std::optional<std::vector<std::int32_t>>(std::vector<std::int32_t>()));
    }
    friend bool operator==(const TopicPartitions&, const TopicPartitions&) = default;
  };

  std::int32_t member_epoch = 0;
  std::int32_t previous_member_epoch = 0;
  std::int8_t state = 0;
  std::vector<TopicPartitions> assigned_partitions;
  std::vector<TopicPartitions> partitions_pending_revocation;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("MemberEpoch", m.member_epoch, since(0));
    visit("PreviousMemberEpoch", m.previous_member_epoch, since(0));
    visit("State", m.state, since(0));
    visit("AssignedPartitions", m.assigned_partitions, since(0));
    visit("PartitionsPendingRevocation", m.partitions_pending_revocation, since(0));
  }
  friend bool operator==(const ConsumerGroupCurrentMemberAssignmentValue&,
                         const ConsumerGroupCurrentMemberAssignmentValue&) = default;
};

}  // namespace moldau::protocol
