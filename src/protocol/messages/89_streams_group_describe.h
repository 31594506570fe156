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

/// StreamsGroupDescribe, API key 89: what a client asks.
struct StreamsGroupDescribeRequest {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupDescribeRequest",
                                     .api_key = 89,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  std::vector<std::string> group_ids;
  bool include_authorized_operations = false;
  bool include_topology_description = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupIds", m.group_ids, since(0));
    visit("IncludeAuthorizedOperations", m.include_authorized_operations, since(0));
    visit("IncludeTopologyDescription", m.include_topology_description, since(1));
  }
  friend bool operator==(const StreamsGroupDescribeRequest&, const StreamsGroupDescribeRequest&) = default;
};

/// StreamsGroupDescribe, API key 89: the answer.
struct StreamsGroupDescribeResponse {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupDescribeResponse",
                                     .api_key = 89,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

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

  struct TopicInfo {
    std::string name;
    std::int32_t partitions = 0;
    std::int16_t replication_factor = 0;
    std::vector<KeyValue> topic_configs;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
      visit("ReplicationFactor", m.replication_factor, since(0));
      visit("TopicConfigs", m.topic_configs, since(0));
    }
    friend bool operator==(const TopicInfo&, const TopicInfo&) = default;
  };

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

  struct TaskOffset {
    std::string subtopology_id;
    std::int32_t partition = 0;
    std::int64_t offset = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("SubtopologyId", m.subtopology_id, since(0));
      visit("Partition", m.partition, since(0));
      visit("Offset", m.offset, since(0));
    }
    friend bool operator==(const TaskOffset&, const TaskOffset&) = default;
  };

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

  struct Assignment {
    std::vector<TaskIds> active_tasks;
    std::vector<TaskIds> standby_tasks;
    std::vector<TaskIds> warmup_tasks;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ActiveTasks", m.active_tasks, since(0));
      visit("StandbyTasks", m.standby_tasks, since(0));
      visit("WarmupTasks", m.warmup_tasks, since(0));
    }
    friend bool operator==(const Assignment&, const Assignment&) = default;
  };

  struct TopologyDescriptionNode {
    std::string name;
    std::int8_t node_type = 0;
    std::vector<std::string> source_topics;
    std::optional<std::string> sink_topic;
    std::vector<std::string> stores;
    std::vector<std::string> successors;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(1));
      visit("NodeType", m.node_type, since(1));
      visit("SourceTopics", m.source_topics, since(1));
      visit("SinkTopic", m.sink_topic, since(1).nullable_since(1));
      visit("Stores", m.stores, since(1));
      visit("Successors", m.successors, since(1));
    }
    friend bool operator==(const TopologyDescriptionNode&, const TopologyDescriptionNode&) = default;
  };

  struct TopologyDescriptionSubtopology {
    std::string subtopology_id;
    std::vector<TopologyDescriptionNode> nodes;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("SubtopologyId", m.subtopology_id, since(1));
      visit("Nodes", m.nodes, since(1));
    }
    friend bool operator==(const TopologyDescriptionSubtopology&,
                           const TopologyDescriptionSubtopology&) = default;
  };

  struct TopologyDescriptionGlobalStore {
    TopologyDescriptionNode source;
    TopologyDescriptionNode processor;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Source", m.source, since(1));
      visit("Processor", m.processor, since(1));
    }
    friend bool operator==(const TopologyDescriptionGlobalStore&,
                           const TopologyDescriptionGlobalStore&) = default;
  };

  struct TopologyDescription {
    std::vector<TopologyDescriptionSubtopology> subtopologies;
    std::vector<TopologyDescriptionGlobalStore> global_stores;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Subtopologies", m.subtopologies, since(1));
      visit("GlobalStores", m.global_stores, since(1));
    }
    friend bool operator==(const TopologyDescription&, const TopologyDescription&) = default;
  };

  struct DescribedGroup {
    struct Topology {
      struct Subtopology {
        std::string subtopology_id;
        std::vector<std::string> source_topics;
        std::vector<std::string> repartition_sink_topics;
        std::vector<TopicInfo> state_changelog_topics;
        std::vector<TopicInfo> repartition_source_topics;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("SubtopologyId", m.subtopology_id, since(0));
          visit("SourceTopics", m.source_topics, since(0));
          visit("RepartitionSinkTopics", m.repartition_sink_topics, since(0));
          visit("StateChangelogTopics", m.state_changelog_topics, since(0));
          visit("RepartitionSourceTopics", m.repartition_source_topics, since(0));
        }
        friend bool operator==(const Subtopology&, const Subtopology&) = default;
      };

      std::int32_t epoch = 0;
      std::optional<std::vector<Subtopology>> subtopologies;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Epoch", m.epoch, since(0));
        visit("Subtopologies", m.subtopologies, since(0).nullable_since(0));
      }
      friend bool operator==(const Topology&, const Topology&) = default;
    };

    struct Member {
      std::string member_id;
      std::int32_t member_epoch = 0;
      std::optional<std::string> instance_id;
      std::optional<std::string> rack_id;
      std::string client_id;
      std::string client_host;
      std::int32_t topology_epoch = 0;
      std::string process_id;
      std::optional<Endpoint> user_endpoint;
      std::vector<KeyValue> client_tags;
      std::vector<TaskOffset> task_offsets;
      std::vector<TaskOffset> task_end_offsets;
      Assignment assignment;
      Assignment target_assignment;
      bool is_classic = false;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("MemberId", m.member_id, since(0));
        visit("MemberEpoch", m.member_epoch, since(0));
        visit("InstanceId", m.instance_id, since(0).nullable_since(0));
        visit("RackId", m.rack_id, since(0).nullable_since(0));
        visit("ClientId", m.client_id, since(0));
        visit("ClientHost", m.client_host, since(0));
        visit("TopologyEpoch", m.topology_epoch, since(0));
        visit("ProcessId", m.process_id, since(0));
        visit("UserEndpoint", m.user_endpoint, since(0).nullable_since(0));
        visit("ClientTags", m.client_tags, since(0));
        visit("TaskOffsets", m.task_offsets, since(0));
        visit("TaskEndOffsets", m.task_end_offsets, since(0));
        visit("Assignment", m.assignment, since(0));
        visit("TargetAssignment", m.target_assignment, since(0));
        visit("IsClassic", m.is_classic, since(0));
      }
      friend bool operator==(const Member&, const Member&) = default;
    };

    std::int16_t error_code = 0;
    std::optional<std::string> error_message;
    std::string group_id;
    std::string group_state;
    std::int32_t group_epoch = 0;
    std::int32_t assignment_epoch = 0;
    std::optional<Topology> topology;
    std::vector<Member> members;
    std::int32_t authorized_operations = std::numeric_limits<std::int32_t>::min();
    std::optional<TopologyDescription> topology_description;
    std::int8_t topology_description_status = 0;
    std::optional<std::string> assignor_name;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      visit("GroupId", m.group_id, since(0));
      visit("GroupState", m.group_state, since(0));
      visit("GroupEpoch", m.group_epoch, since(0));
      visit("AssignmentEpoch", m.assignment_epoch, since(0));
      visit("Topology", m.topology, since(0).nullable_since(0));
      visit("Members", m.members, since(0));
      visit("AuthorizedOperations", m.authorized_operations, since(0));
      visit("TopologyDescription", m.topology_description, since(1).nullable_since(1));
      visit("TopologyDescriptionStatus", m.topology_description_status, since(1));
      visit("AssignorName", m.assignor_name, since(1).nullable_since(1));
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
  friend bool operator==(const StreamsGroupDescribeResponse&, const StreamsGroupDescribeResponse&) = default;
};

}  // namespace moldau::protocol
