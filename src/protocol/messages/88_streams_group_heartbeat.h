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

/// StreamsGroupHeartbeat, API key 88: what a client asks.
struct StreamsGroupHeartbeatRequest {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupHeartbeatRequest",
                                     .api_key = 88,
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

  struct Topology {
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
    friend bool operator==(const Topology&, const Topology&) = default;
  };

  std::string group_id;
  std::string member_id;
  std::int32_t member_epoch = 0;
  std::int32_t endpoint_information_epoch = 0;
  std::optional<std::string> instance_id;
  std::optional<std::string> rack_id;
  std::int32_t rebalance_timeout_ms = -1;
  std::optional<Topology> topology;
  std::optional<std::vector<TaskIds>> active_tasks;
  std::optional<std::vector<TaskIds>> standby_tasks;
  std::optional<std::vector<TaskIds>> warmup_tasks;
  std::optional<std::string> process_id;
  std::optional<Endpoint> user_endpoint;
  std::optional<std::vector<KeyValue>> client_tags;
  std::optional<std::vector<TaskOffset>> task_offsets;
  std::optional<std::vector<TaskOffset>> task_end_offsets;
  bool shutdown_application = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("MemberId", m.member_id, since(0));
    visit("MemberEpoch", m.member_epoch, since(0));
    visit("EndpointInformationEpoch", m.endpoint_information_epoch, since(0));
    visit("InstanceId", m.instance_id, since(0).nullable_since(0));
    visit("RackId", m.rack_id, since(0).nullable_since(0));
    visit("RebalanceTimeoutMs", m.rebalance_timeout_ms, since(0));
    visit("Topology", m.topology, since(0).nullable_since(0));
    visit("ActiveTasks", m.active_tasks, since(0).nullable_since(0));
    visit("StandbyTasks", m.standby_tasks, since(0).nullable_since(0));
    visit("WarmupTasks", m.warmup_tasks, since(0).nullable_since(0));
    visit("ProcessId", m.process_id, since(0).nullable_since(0));
    visit("UserEndpoint", m.user_endpoint, since(0).nullable_since(0));
    visit("ClientTags", m.client_tags, since(0).nullable_since(0));
    visit("TaskOffsets", m.task_offsets, since(0).nullable_since(0));
    visit("TaskEndOffsets", m.task_end_offsets, since(0).nullable_since(0));
    visit("ShutdownApplication", m.shutdown_application, since(0));
  }
  friend bool operator==(const StreamsGroupHeartbeatRequest&, const StreamsGroupHeartbeatRequest&) = default;
};

/// StreamsGroupHeartbeat, API key 88: the answer.
struct StreamsGroupHeartbeatResponse {
  static constexpr MessageInfo kInfo{.name = "StreamsGroupHeartbeatResponse",
                                     .api_key = 88,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct Status {
    std::int8_t status_code = 0;
    std::string status_detail;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("StatusCode", m.status_code, since(0));
      visit("StatusDetail", m.status_detail, since(0));
    }
    friend bool operator==(const Status&, const Status&) = default;
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

  struct TopicPartition {
    std::string topic;
    std::vector<std::int32_t> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicPartition&, const TopicPartition&) = default;
  };

  struct EndpointToPartitions {
    Endpoint user_endpoint;
    std::vector<TopicPartition> active_partitions;
    std::vector<TopicPartition> standby_partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("UserEndpoint", m.user_endpoint, since(0));
      visit("ActivePartitions", m.active_partitions, since(0));
      visit("StandbyPartitions", m.standby_partitions, since(0));
    }
    friend bool operator==(const EndpointToPartitions&, const EndpointToPartitions&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message;
  std::string member_id;
  std::int32_t member_epoch = 0;
  std::int32_t heartbeat_interval_ms = 0;
  std::int32_t acceptable_recovery_lag_legacy = 0;
  std::int32_t task_offset_interval_ms = 0;
  std::int64_t acceptable_recovery_lag = -1;
  std::optional<std::vector<Status>> status = std::vector<Status>();
  std::optional<std::vector<TaskIds>> active_tasks;
  std::optional<std::vector<TaskIds>> standby_tasks;
  std::optional<std::vector<TaskIds>> warmup_tasks;
  bool topology_description_required = false;
  std::int32_t endpoint_information_epoch = 0;
  std::optional<std::vector<EndpointToPartitions>> partitions_by_user_endpoint;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("MemberId", m.member_id, since(0));
    visit("MemberEpoch", m.member_epoch, since(0));
    visit("HeartbeatIntervalMs", m.heartbeat_interval_ms, since(0));
    visit("AcceptableRecoveryLagLegacy", m.acceptable_recovery_lag_legacy, since(0).until(0));
    visit("TaskOffsetIntervalMs", m.task_offset_interval_ms, since(0));
    visit("AcceptableRecoveryLag", m.acceptable_recovery_lag, since(1));
    visit("Status", m.status, since(0).nullable_since(0));
    visit("ActiveTasks", m.active_tasks, since(0).nullable_since(0));
    visit("StandbyTasks", m.standby_tasks, since(0).nullable_since(0));
    visit("WarmupTasks", m.warmup_tasks, since(0).nullable_since(0));
    visit("TopologyDescriptionRequired", m.topology_description_required, since(1));
    visit("EndpointInformationEpoch", m.endpoint_information_epoch, since(0));
    visit("PartitionsByUserEndpoint", m.partitions_by_user_endpoint, since(0).nullable_since(0));
  }
  friend bool operator==(const StreamsGroupHeartbeatResponse&,
                         const StreamsGroupHeartbeatResponse&) = default;
};

}  // namespace moldau::protocol
