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

/// CreatePartitions, API key 37: what a client asks.
struct CreatePartitionsRequest {
  static constexpr MessageInfo kInfo{.name = "CreatePartitionsRequest",
                                     .api_key = 37,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  struct CreatePartitionsTopic {
    struct CreatePartitionsAssignment {
      std::vector<std::int32_t> broker_ids;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("BrokerIds", m.broker_ids, since(0));
      }
      friend bool operator==(const CreatePartitionsAssignment&, const CreatePartitionsAssignment&) = default;
    };

    std::string name;
    std::int32_t count = 0;
    std::optional<std::vector<CreatePartitionsAssignment>> assignments =
        std::vector<CreatePartitionsAssignment>();

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Count", m.count, since(0));
      visit("Assignments", m.assignments, since(0).nullable_since(0));
    }
    friend bool operator==(const CreatePartitionsTopic&, const CreatePartitionsTopic&) = default;
  };

  std::vector<CreatePartitionsTopic> topics;
  std::int32_t timeout_ms = 0;
  bool validate_only = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0));
    visit("TimeoutMs", m.timeout_ms, since(0));
    visit("ValidateOnly", m.validate_only, since(0));
  }
  friend bool operator==(const CreatePartitionsRequest&, const CreatePartitionsRequest&) = default;
};

/// CreatePartitions, API key 37: the answer.
struct CreatePartitionsResponse {
  static constexpr MessageInfo kInfo{.name = "CreatePartitionsResponse",
                                     .api_key = 37,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  struct CreatePartitionsTopicResult {
    std::string name;
    std::int16_t error_code = 0;
    std::optional<std::string> error_message;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    }
    friend bool operator==(const CreatePartitionsTopicResult&, const CreatePartitionsTopicResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<CreatePartitionsTopicResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const CreatePartitionsResponse&, const CreatePartitionsResponse&) = default;
};

}  // namespace moldau::protocol
