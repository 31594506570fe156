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

/// DeleteTopics, API key 20: what a client asks.
struct DeleteTopicsRequest {
  static constexpr MessageInfo kInfo{.name = "DeleteTopicsRequest",
                                     .api_key = 20,
                                     .first_version = 0,
                                     .last_version = 6,
                                     .first_flexible = 4};

  struct DeleteTopicState {
    std::optional<std::string> name;
    Uuid topic_id;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(6).nullable_since(6));
      visit("TopicId", m.topic_id, since(6));
    }
    friend bool operator==(const DeleteTopicState&, const DeleteTopicState&) = default;
  };

  std::vector<DeleteTopicState> topics;
  std::vector<std::string> topic_names;
  std::int32_t timeout_ms = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(6));
    visit("TopicNames", m.topic_names, since(0).until(5));
    visit("TimeoutMs", m.timeout_ms, since(0));
  }
  friend bool operator==(const DeleteTopicsRequest&, const DeleteTopicsRequest&) = default;
};

/// DeleteTopics, API key 20: the answer.
struct DeleteTopicsResponse {
  static constexpr MessageInfo kInfo{.name = "DeleteTopicsResponse",
                                     .api_key = 20,
                                     .first_version = 0,
                                     .last_version = 6,
                                     .first_flexible = 4};

  struct DeletableTopicResult {
    std::optional<std::string> name = "";
    Uuid topic_id;
    std::int16_t error_code = 0;
    std::optional<std::string> error_message;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0).nullable_since(6));
      visit("TopicId", m.topic_id, since(6));
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(5).nullable_since(5));
    }
    friend bool operator==(const DeletableTopicResult&, const DeletableTopicResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeletableTopicResult> responses;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(1));
    visit("Responses", m.responses, since(0));
  }
  friend bool operator==(const DeleteTopicsResponse&, const DeleteTopicsResponse&) = default;
};

}  // namespace moldau::protocol
