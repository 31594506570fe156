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

/// A topic that was created.
struct TopicRecord {
  static constexpr MessageInfo kInfo{
      .name = "TopicRecord", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  std::string name;
  Uuid topic_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Name", m.name, since(0));
    visit("TopicId", m.topic_id, since(0));
  }
  friend bool operator==(const TopicRecord&, const TopicRecord&) = default;
};

/// A topic that was deleted.
struct RemoveTopicRecord {
  static constexpr MessageInfo kInfo{
      .name = "RemoveTopicRecord", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  Uuid topic_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TopicId", m.topic_id, since(0));
  }
  friend bool operator==(const RemoveTopicRecord&, const RemoveTopicRecord&) = default;
};

/// A partition: its replicas, in-sync replicas and leader.
struct PartitionRecord {
  static constexpr MessageInfo kInfo{
      .name = "PartitionRecord", .api_key = -1, .first_version = 0, .last_version = 2, .first_flexible = 0};

  std::int32_t partition_id = -1;
  Uuid topic_id;
  std::vector<std::int32_t> replicas;
  std::vector<std::int32_t> isr;
  std::vector<std::int32_t> removing_replicas;
  std::vector<std::int32_t> adding_replicas;
  std::int32_t leader = -1;
  std::int8_t leader_recovery_state = 0;
  std::int32_t leader_epoch = -1;
  std::int32_t partition_epoch = -1;
  std::vector<Uuid> directories;
  std::optional<std::vector<std::int32_t>> eligible_leader_replicas;
  std::optional<std::vector<std::int32_t>> last_known_elr;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("PartitionId", m.partition_id, since(0));
    visit("TopicId", m.topic_id, since(0));
    visit("Replicas", m.replicas, since(0));
    visit("Isr", m.isr, since(0));
    visit("RemovingReplicas", m.removing_replicas, since(0));
    visit("AddingReplicas", m.adding_replicas, since(0));
    visit("Leader", m.leader, since(0));
    visit("LeaderRecoveryState", m.leader_recovery_state, since(0).tagged_as(0, 0));
    visit("LeaderEpoch", m.leader_epoch, since(0));
    visit("PartitionEpoch", m.partition_epoch, since(0));
    visit("Directories", m.directories, since(1));
    visit("EligibleLeaderReplicas", m.eligible_leader_replicas, since(2).nullable_since(2).tagged_as(1, 2));
    visit("LastKnownElr", m.last_known_elr, since(2).nullable_since(2).tagged_as(2, 2));
  }
  friend bool operator==(const PartitionRecord&, const PartitionRecord&) = default;
};

/// What changed of a partition.
struct PartitionChangeRecord {
  static constexpr MessageInfo kInfo{.name = "PartitionChangeRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  std::int32_t partition_id = -1;
  Uuid topic_id;
  std::optional<std::vector<std::int32_t>> isr;
  std::int32_t leader = -2;
  std::optional<std::vector<std::int32_t>> replicas;
  std::optional<std::vector<std::int32_t>> removing_replicas;
  std::optional<std::vector<std::int32_t>> adding_replicas;
  std::int8_t leader_recovery_state = -1;
  std::optional<std::vector<Uuid>> directories;
  std::optional<std::vector<std::int32_t>> eligible_leader_replicas;
  std::optional<std::vector<std::int32_t>> last_known_elr;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("PartitionId", m.partition_id, since(0));
    visit("TopicId", m.topic_id, since(0));
    visit("Isr", m.isr, since(0).nullable_since(0).tagged_as(0, 0));
    visit("Leader", m.leader, since(0).tagged_as(1, 0), std::int32_t{-2});
    visit("Replicas", m.replicas, since(0).nullable_since(0).tagged_as(2, 0));
    visit("RemovingReplicas", m.removing_replicas, since(0).nullable_since(0).tagged_as(3, 0));
    visit("AddingReplicas", m.adding_replicas, since(0).nullable_since(0).tagged_as(4, 0));
    visit("LeaderRecoveryState", m.leader_recovery_state, since(0).tagged_as(5, 0), std::int8_t{-1});
    visit("Directories", m.directories, since(1).nullable_since(1).tagged_as(8, 1));
    visit("EligibleLeaderReplicas", m.eligible_leader_replicas, since(2).nullable_since(2).tagged_as(6, 2));
    visit("LastKnownElr", m.last_known_elr, since(2).nullable_since(2).tagged_as(7, 2));
  }
  friend bool operator==(const PartitionChangeRecord&, const PartitionChangeRecord&) = default;
};

/// Eligible leader replicas are forgotten.
struct ClearElrRecord {
  static constexpr MessageInfo kInfo{
      .name = "ClearElrRecord", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  std::string topic_name;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TopicName", m.topic_name, since(0));
  }
  friend bool operator==(const ClearElrRecord&, const ClearElrRecord&) = default;
};

/// A dynamic config; null removes it.
struct ConfigRecord {
  static constexpr MessageInfo kInfo{
      .name = "ConfigRecord", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  std::int8_t resource_type = 0;
  std::string resource_name;
  std::string name;
  std::optional<std::string> value = "";

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ResourceType", m.resource_type, since(0));
    visit("ResourceName", m.resource_name, since(0));
    visit("Name", m.name, since(0));
    visit("Value", m.value, since(0).nullable_since(0));
  }
  friend bool operator==(const ConfigRecord&, const ConfigRecord&) = default;
};

/// The next block of producer ids.
struct ProducerIdsRecord {
  static constexpr MessageInfo kInfo{
      .name = "ProducerIdsRecord", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = -1;
  std::int64_t next_producer_id = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(0));
    visit("NextProducerId", m.next_producer_id, since(0));
  }
  friend bool operator==(const ProducerIdsRecord&, const ProducerIdsRecord&) = default;
};

}  // namespace moldau::protocol
