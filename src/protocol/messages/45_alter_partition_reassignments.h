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

/// AlterPartitionReassignments, API key 45: what a client asks.
struct AlterPartitionReassignmentsRequest {
  static constexpr MessageInfo kInfo{.name = "AlterPartitionReassignmentsRequest",
                                     .api_key = 45,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct ReassignableTopic {
    struct ReassignablePartition {
      std::int32_t partition_index = 0;
      std::optional<std::vector<std::int32_t>> replicas;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("Replicas", m.replicas, since(0).nullable_since(0));
      }
      friend bool operator==(const ReassignablePartition&, const ReassignablePartition&) = default;
    };

    std::string name;
    std::vector<ReassignablePartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const ReassignableTopic&, const ReassignableTopic&) = default;
  };

  std::int32_t timeout_ms = 60000;
  bool allow_replication_factor_change = true;
  std::vector<ReassignableTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TimeoutMs", m.timeout_ms, since(0));
    visit("AllowReplicationFactorChange", m.allow_replication_factor_change, since(1));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const AlterPartitionReassignmentsRequest&,
                         const AlterPartitionReassignmentsRequest&) = default;
};

/// AlterPartitionReassignments, API key 45: the answer.
struct AlterPartitionReassignmentsResponse {
  static constexpr MessageInfo kInfo{.name = "AlterPartitionReassignmentsResponse",
                                     .api_key = 45,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct ReassignableTopicResponse {
    struct ReassignablePartitionResponse {
      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;
      std::optional<std::string> error_message = "";

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      }
      friend bool operator==(const ReassignablePartitionResponse&,
                             const ReassignablePartitionResponse&) = default;
    };

    std::string name;
    std::vector<ReassignablePartitionResponse> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const ReassignableTopicResponse&, const ReassignableTopicResponse&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  bool allow_replication_factor_change = true;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";
  std::vector<ReassignableTopicResponse> responses;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("AllowReplicationFactorChange", m.allow_replication_factor_change, since(1));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("Responses", m.responses, since(0));
  }
  friend bool operator==(const AlterPartitionReassignmentsResponse&,
                         const AlterPartitionReassignmentsResponse&) = default;
};

}  // namespace moldau::protocol
