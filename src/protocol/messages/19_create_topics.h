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

/// CreateTopics, API key 19: what a client asks.
struct CreateTopicsRequest {
  static constexpr MessageInfo kInfo{.name = "CreateTopicsRequest",
                                     .api_key = 19,
                                     .first_version = 0,
                                     .last_version = 7,
                                     .first_flexible = 5};

  struct CreatableTopic {
    struct CreatableReplicaAssignment {
      std::int32_t partition_index = 0;
      std::vector<std::int32_t> broker_ids;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("BrokerIds", m.broker_ids, since(0));
      }
      friend bool operator==(const CreatableReplicaAssignment&, const CreatableReplicaAssignment&) = default;
    };

    struct CreatableTopicConfig {
      std::string name;
      std::optional<std::string> value = "";

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(0));
        visit("Value", m.value, since(0).nullable_since(0));
      }
      friend bool operator==(const CreatableTopicConfig&, const CreatableTopicConfig&) = default;
    };

    std::string name;
    std::int32_t num_partitions = 0;
    std::int16_t replication_factor = 0;
    std::vector<CreatableReplicaAssignment> assignments;
    std::vector<CreatableTopicConfig> configs;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("NumPartitions", m.num_partitions, since(0));
      visit("ReplicationFactor", m.replication_factor, since(0));
      visit("Assignments", m.assignments, since(0));
      visit("Configs", m.configs, since(0));
    }
    friend bool operator==(const CreatableTopic&, const CreatableTopic&) = default;
  };

  std::vector<CreatableTopic> topics;
  std::int32_t timeout_ms = 60000;
  bool validate_only = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0));
    visit("timeoutMs", m.timeout_ms, since(0));
    visit("validateOnly", m.validate_only, since(1));
  }
  friend bool operator==(const CreateTopicsRequest&, const CreateTopicsRequest&) = default;
};

/// CreateTopics, API key 19: the answer.
struct CreateTopicsResponse {
  static constexpr MessageInfo kInfo{.name = "CreateTopicsResponse",
                                     .api_key = 19,
                                     .first_version = 0,
                                     .last_version = 7,
                                     .first_flexible = 5};

  struct CreatableTopicResult {
    struct CreatableTopicConfigs {
      std::string name;
      std::optional<std::string> value = "";
      bool read_only = false;
      std::int8_t config_source = -1;
      bool is_sensitive = false;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(5));
        visit("Value", m.value, since(5).nullable_since(5));
        visit("ReadOnly", m.read_only, since(5));
        visit("ConfigSource", m.config_source, since(5));
        visit("IsSensitive", m.is_sensitive, since(5));
      }
      friend bool operator==(const CreatableTopicConfigs&, const CreatableTopicConfigs&) = default;
    };

    std::string name;
    Uuid topic_id;
    std::int16_t error_code = 0;
    std::optional<std::string> error_message = "";
    std::int16_t topic_config_error_code = 0;
    std::int32_t num_partitions = -1;
    std::int16_t replication_factor = -1;
    std::optional<std::vector<CreatableTopicConfigs>> configs = std::vector<CreatableTopicConfigs>();

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("TopicId", m.topic_id, since(7));
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(1).nullable_since(0));
      visit("TopicConfigErrorCode", m.topic_config_error_code, since(5).tagged_as(0, 5));
      visit("NumPartitions", m.num_partitions, since(5));
      visit("ReplicationFactor", m.replication_factor, since(5));
      visit("Configs", m.configs, since(5).nullable_since(5));
    }
    friend bool operator==(const CreatableTopicResult&, const CreatableTopicResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<CreatableTopicResult> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(2));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const CreateTopicsResponse&, const CreateTopicsResponse&) = default;
};

}  // namespace moldau::protocol
