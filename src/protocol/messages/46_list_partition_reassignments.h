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

/// ListPartitionReassignments, API key 46: what a client asks.
struct ListPartitionReassignmentsRequest {
  static constexpr MessageInfo kInfo{.name = "ListPartitionReassignmentsRequest",
                                     .api_key = 46,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct ListPartitionReassignmentsTopics {
    std::string name;
    std::vector<std::int32_t> partition_indexes;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("PartitionIndexes", m.partition_indexes, since(0));
    }
    friend bool operator==(const ListPartitionReassignmentsTopics&,
                           const ListPartitionReassignmentsTopics&) = default;
  };

  std::int32_t timeout_ms = 60000;
  std::optional<std::vector<ListPartitionReassignmentsTopics>> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TimeoutMs", m.timeout_ms, since(0));
    visit("Topics", m.topics, since(0).nullable_since(0));
  }
  friend bool operator==(const ListPartitionReassignmentsRequest&,
                         const ListPartitionReassignmentsRequest&) = default;
};

/// ListPartitionReassignments, API key 46: the answer.
struct ListPartitionReassignmentsResponse {
  static constexpr MessageInfo kInfo{.name = "ListPartitionReassignmentsResponse",
                                     .api_key = 46,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct OngoingTopicReassignment {
    struct OngoingPartitionReassignment {
      std::int32_t partition_index = 0;
      std::vector<std::int32_t> replicas;
      std::vector<std::int32_t> adding_replicas;
      std::vector<std::int32_t> removing_replicas;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("Replicas", m.replicas, since(0));
        visit("AddingReplicas", m.adding_replicas, since(0));
        visit("RemovingReplicas", m.removing_replicas, since(0));
      }
      friend bool operator==(const OngoingPartitionReassignment&,
                             const OngoingPartitionReassignment&) = default;
    };

    std::string name;
    std::vector<OngoingPartitionReassignment> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const OngoingTopicReassignment&, const OngoingTopicReassignment&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";
  std::vector<OngoingTopicReassignment> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const ListPartitionReassignmentsResponse&,
                         const ListPartitionReassignmentsResponse&) = default;
};

}  // namespace moldau::protocol
