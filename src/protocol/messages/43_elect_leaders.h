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

/// ElectLeaders, API key 43: what a client asks.
struct ElectLeadersRequest {
  static constexpr MessageInfo kInfo{.name = "ElectLeadersRequest",
                                     .api_key = 43,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  struct TopicPartitions {
    std::string topic;
    std::vector<std::int32_t> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicPartitions&, const TopicPartitions&) = default;
  };

  std::int8_t election_type = 0;
  std::optional<std::vector<TopicPartitions>> topic_partitions = std::vector<TopicPartitions>();
  std::int32_t timeout_ms = 60000;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ElectionType", m.election_type, since(1));
    visit("TopicPartitions", m.topic_partitions, since(0).nullable_since(0));
    visit("TimeoutMs", m.timeout_ms, since(0));
  }
  friend bool operator==(const ElectLeadersRequest&, const ElectLeadersRequest&) = default;
};

/// ElectLeaders, API key 43: the answer.
struct ElectLeadersResponse {
  static constexpr MessageInfo kInfo{.name = "ElectLeadersResponse",
                                     .api_key = 43,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  struct ReplicaElectionResult {
    struct PartitionResult {
      std::int32_t partition_id = 0;
      std::int16_t error_code = 0;
      std::optional<std::string> error_message = "";

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionId", m.partition_id, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      }
      friend bool operator==(const PartitionResult&, const PartitionResult&) = default;
    };

    std::string topic;
    std::vector<PartitionResult> partition_result;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(0));
      visit("PartitionResult", m.partition_result, since(0));
    }
    friend bool operator==(const ReplicaElectionResult&, const ReplicaElectionResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<ReplicaElectionResult> replica_election_results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(1));
    visit("ReplicaElectionResults", m.replica_election_results, since(0));
  }
  friend bool operator==(const ElectLeadersResponse&, const ElectLeadersResponse&) = default;
};

}  // namespace moldau::protocol
