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

/// What a member of a consumer group subscribes to: the metadata it joins with.
struct ConsumerProtocolSubscription {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerProtocolSubscription", .api_key = -1, .first_version = 0, .last_version = 3};

  struct TopicPartition {
    std::string topic;
    std::vector<std::int32_t> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(1));
      visit("Partitions", m.partitions, since(1));
    }
    friend bool operator==(const TopicPartition&, const TopicPartition&) = default;
  };

  std::vector<std::string> topics;
  std::optional<Bytes> user_data;
  std::vector<TopicPartition> owned_partitions;
  std::int32_t generation_id = -1;
  std::optional<std::string> rack_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0));
    visit("UserData", m.user_data, since(0).nullable_since(0));
    visit("OwnedPartitions", m.owned_partitions, since(1));
    visit("GenerationId", m.generation_id, since(2));
    visit("RackId", m.rack_id, since(3).nullable_since(3));
  }
  friend bool operator==(const ConsumerProtocolSubscription&, const ConsumerProtocolSubscription&) = default;
};

/// What a member of a consumer group is assigned.
struct ConsumerProtocolAssignment {
  static constexpr MessageInfo kInfo{
      .name = "ConsumerProtocolAssignment", .api_key = -1, .first_version = 0, .last_version = 3};

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

  std::vector<TopicPartition> assigned_partitions;
  std::optional<Bytes> user_data;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("AssignedPartitions", m.assigned_partitions, since(0));
    visit("UserData", m.user_data, since(0).nullable_since(0));
  }
  friend bool operator==(const ConsumerProtocolAssignment&, const ConsumerProtocolAssignment&) = default;
};

}  // namespace moldau::protocol
