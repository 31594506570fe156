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

/// Key of a streams group in __consumer_offsets.
struct StreamsGroupMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "StreamsGroupMetadataKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
  }
  friend bool operator==(const StreamsGroupMetadataKey&, const StreamsGroupMetadataKey&) = default;
};

/// A streams group in __consumer_offsets.
struct StreamsGroupMetadataValue {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct LastAssignmentConfig {
    std::string key;
    std::string value;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Key", m.key, since(0));
      visit("Value", m.value, since(0));
    }
    friend bool operator==(const LastAssignmentConfig&, const LastAssignmentConfig&) = default;
  };

  std::int32_t epoch = 0;
  std::int64_t metadata_hash = 0;
  std::int32_t validated_topology_epoch = -1;
  std::optional<std::vector<LastAssignmentConfig>> last_assignment_configs =
      std::vector<LastAssignmentConfig>();
  std::int32_t stored_description_topology_epoch = -1;
  std::int32_t failed_description_topology_epoch = -1;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Epoch", m.epoch, since(0));
    visit("MetadataHash", m.metadata_hash, since(0));
    visit("ValidatedTopologyEpoch", m.validated_topology_epoch, since(0).tagged_as(0, 0), std::int32_t{-1});
    visit("LastAssignmentConfigs", m.last_assignment_configs, since(0).nullable_since(0).tagged_as(1, 0),
          std::optional<std::vector<LastAssignmentConfig>>(std::vector<LastAssignmentConfig>()));
    visit("StoredDescriptionTopologyEpoch", m.stored_description_topology_epoch, since(0).tagged_as(2, 0),
          std::int32_t{-1});
    visit("FailedDescriptionTopologyEpoch", m.failed_description_topology_epoch, since(0).tagged_as(3, 0),
          std::int32_t{-1});
  }
  friend bool operator==(const StreamsGroupMetadataValue&, const StreamsGroupMetadataValue&) = default;
};

/// Key of a member of a streams group in __consumer_offsets.
struct StreamsGroupMemberMetadataKey {
  static constexpr MessageInfo kInfo{
      .name = "StreamsGroupMemberMetadataKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("MemberId", m.member_id, since(0).until(0));
  }
  friend bool operator==(const StreamsGroupMemberMetadataKey&,
                         const StreamsGroupMemberMetadataKey&) = default;
};

/// What a member of a streams group said of itself.
struct StreamsGroupMemberMetadataValue {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupMemberMetadataValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct Endpoint {
    std::string host;
    std::uint16_t port = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Host", m.host, since(0));
      visit("Port", m.port, since(0));
    }
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
  };

  struct KeyValue {
    std::string key;
    std::string value;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Key", m.key, since(0));
      visit("Value", m.value, since(0));
    }
    friend bool operator==(const KeyValue&, const KeyValue&) = default;
  };

  std::optional<std::string> instance_id = "";
  std::optional<std::string> rack_id = "";
  std::string client_id;
  std::string client_host;
  std::int32_t rebalance_timeout_ms = -1;
  std::int32_t topology_epoch = 0;
  std::string process_id;
  std::optional<Endpoint> user_endpoint;
  std::vector<KeyValue> client_tags;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("InstanceId", m.instance_id, since(0).nullable_since(0));
    visit("RackId", m.rack_id, since(0).nullable_since(0));
    visit("ClientId", m.client_id, since(0));
    visit("ClientHost", m.client_host, since(0));
    visit("RebalanceTimeoutMs", m.rebalance_timeout_ms, since(0));
    visit("TopologyEpoch", m.topology_epoch, since(0));
    visit("ProcessId", m.process_id, since(0));
    visit("UserEndpoint", m.user_endpoint, since(0).nullable_since(0));
    visit("ClientTags", m.client_tags, since(0));
  }
  friend bool operator==(const StreamsGroupMemberMetadataValue&,
                         const StreamsGroupMemberMetadataValue&) = default;
};

/// Key of a streams group's topology.
struct StreamsGroupTopologyKey {
  static constexpr MessageInfo kInfo{
      .name = "StreamsGroupTopologyKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
  }
  friend bool operator==(const StreamsGroupTopologyKey&, const StreamsGroupTopologyKey&) = default;
};

/// A streams group's topology: what its subtopologies read and write.
struct StreamsGroupTopologyValue {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupTopologyValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TopicConfig {
    std::string key;
    std::string value;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("key", m.key, since(0));
      visit("value", m.value, since(0));
    }
    friend bool operator==(const TopicConfig&, const TopicConfig&) = default;
  };

  struct TopicInfo {
    std::string name;
    std::int32_t partitions = 0;
    std::int16_t replication_factor = 0;
    std::vector<TopicConfig> topic_configs;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
      visit("ReplicationFactor", m.replication_factor, since(0));
      visit("TopicConfigs", m.topic_configs, since(0));
    }
    friend bool operator==(const TopicInfo&, const TopicInfo&) = default;
  };

  struct Subtopology {
    struct CopartitionGroup {
      std::vector<std::int16_t> source_topics;
      std::vector<std::int16_t> source_topic_regex;
      std::vector<std::int16_t> repartition_source_topics;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("SourceTopics", m.source_topics, since(0));
        visit("SourceTopicRegex", m.source_topic_regex, since(0));
        visit("RepartitionSourceTopics", m.repartition_source_topics, since(0));
      }
      friend bool operator==(const CopartitionGroup&, const CopartitionGroup&) = default;
    };

    std::string subtopology_id;
    std::vector<std::string> source_topics;
    std::vector<std::string> source_topic_regex;
    std::vector<TopicInfo> state_changelog_topics;
    std::vector<std::string> repartition_sink_topics;
    std::vector<TopicInfo> repartition_source_topics;
    std::vector<CopartitionGroup> copartition_groups;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("SubtopologyId", m.subtopology_id, since(0));
      visit("SourceTopics", m.source_topics, since(0));
      visit("SourceTopicRegex", m.source_topic_regex, since(0));
      visit("StateChangelogTopics", m.state_changelog_topics, since(0));
      visit("RepartitionSinkTopics", m.repartition_sink_topics, since(0));
      visit("RepartitionSourceTopics", m.repartition_source_topics, since(0));
      visit("CopartitionGroups", m.copartition_groups, since(0));
    }
    friend bool operator==(const Subtopology&, const Subtopology&) = default;
  };

  std::int32_t epoch = 0;
  std::vector<Subtopology> subtopologies;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Epoch", m.epoch, since(0));
    visit("Subtopologies", m.subtopologies, since(0));
  }
  friend bool operator==(const StreamsGroupTopologyValue&, const StreamsGroupTopologyValue&) = default;
};

/// Key of the epoch of a streams group's target assignment.
struct StreamsGroupTargetAssignmentMetadataKey {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupTargetAssignmentMetadataKey",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0};

  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
  }
  friend bool operator==(const StreamsGroupTargetAssignmentMetadataKey&,
                         const StreamsGroupTargetAssignmentMetadataKey&) = default;
};

/// The epoch of a streams group's target assignment.
struct StreamsGroupTargetAssignmentMetadataValue {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupTargetAssignmentMetadataValue",
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
  friend bool operator==(const StreamsGroupTargetAssignmentMetadataValue&,
                         const StreamsGroupTargetAssignmentMetadataValue&) = default;
};

/// Key of the tasks that a member of a streams group is to get.
struct StreamsGroupTargetAssignmentMemberKey {
  static constexpr MessageInfo kInfo{
      .name = "StreamsGroupTargetAssignmentMemberKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("MemberId", m.member_id, since(0).until(0));
  }
  friend bool operator==(const StreamsGroupTargetAssignmentMemberKey&,
                         const StreamsGroupTargetAssignmentMemberKey&) = default;
};

/// The tasks that a member of a streams group is to get.
struct StreamsGroupTargetAssignmentMemberValue {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupTargetAssignmentMemberValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TaskIds {
    std::string subtopology_id;
    std::vector<std::int32_t> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("SubtopologyId", m.subtopology_id, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TaskIds&, const TaskIds&) = default;
  };

  std::vector<TaskIds> active_tasks;
  std::vector<TaskIds> standby_tasks;
  std::vector<TaskIds> warmup_tasks;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ActiveTasks", m.active_tasks, since(0));
    visit("StandbyTasks", m.standby_tasks, since(0));
    visit("WarmupTasks", m.warmup_tasks, since(0));
  }
  friend bool operator==(const StreamsGroupTargetAssignmentMemberValue&,
                         const StreamsGroupTargetAssignmentMemberValue&) = default;
};

/// Key of the tasks that a member of a streams group has.
struct StreamsGroupCurrentMemberAssignmentKey {
  static constexpr MessageInfo kInfo{
      .name = "StreamsGroupCurrentMemberAssignmentKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string group_id;
  std::string member_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).until(0));
    visit("MemberId", m.member_id, since(0).until(0));
  }
  friend bool operator==(const StreamsGroupCurrentMemberAssignmentKey&,
                         const StreamsGroupCurrentMemberAssignmentKey&) = default;
};

/// The tasks that a member of a streams group has, and still has to give back.
struct StreamsGroupCurrentMemberAssignmentValue {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupCurrentMemberAssignmentValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TaskIds {
    std::string subtopology_id;
    std::vector<std::int32_t> partitions;
    std::optional<std::vector<std::int32_t>> assignment_epochs = std::vector<std::int32_t>();

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("SubtopologyId", m.subtopology_id, since(0));
      visit("Partitions", m.partitions, since(0));
      visit("AssignmentEpochs", m.assignment_epochs, since(0).nullable_since(0).tagged_as(0, 0),
            std::optional<std::vector<std::int32_t>>(std::vector<std::int32_t>()));
    }
    friend bool operator==(const TaskIds&, const TaskIds&) = default;
  };

  std::int32_t member_epoch = 0;
  std::int32_t previous_member_epoch = 0;
  std::int8_t state = 0;
  std::vector<TaskIds> active_tasks;
  std::vector<TaskIds> standby_tasks;
  std::vector<TaskIds> warmup_tasks;
  std::vector<TaskIds> active_tasks_pending_revocation;
  std::vector<TaskIds> standby_tasks_pending_revocation;
  std::vector<TaskIds> warmup_tasks_pending_revocation;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("MemberEpoch", m.member_epoch, since(0));
    visit("PreviousMemberEpoch", m.previous_member_epoch, since(0));
    visit("State", m.state, since(0));
    visit("ActiveTasks", m.active_tasks, since(0));
    visit("StandbyTasks", m.standby_tasks, since(0));
    visit("WarmupTasks", m.warmup_tasks, since(0));
    visit("ActiveTasksPendingRevocation", m.active_tasks_pending_revocation, since(0));
    visit("StandbyTasksPendingRevocation", m.standby_tasks_pending_revocation, since(0));
    visit("WarmupTasksPendingRevocation", m.warmup_tasks_pending_revocation, since(0));
  }
  friend bool operator==(const StreamsGroupCurrentMemberAssignmentValue&,
                         const StreamsGroupCurrentMemberAssignmentValue&) = default;
};

}  // namespace moldau::protocol
