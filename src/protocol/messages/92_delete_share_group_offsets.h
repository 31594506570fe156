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

/// DeleteShareGroupOffsets, API key 92: what a client asks.
struct DeleteShareGroupOffsetsRequest {
  static constexpr MessageInfo kInfo{.name = "DeleteShareGroupOffsetsRequest",
                                     .api_key = 92,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct DeleteShareGroupOffsetsRequestTopic {
    std::string topic_name;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
    }
    friend bool operator==(const DeleteShareGroupOffsetsRequestTopic&,
                           const DeleteShareGroupOffsetsRequestTopic&) = default;
  };

  std::string group_id;
  std::vector<DeleteShareGroupOffsetsRequestTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const DeleteShareGroupOffsetsRequest&,
                         const DeleteShareGroupOffsetsRequest&) = default;
};

/// DeleteShareGroupOffsets, API key 92: the answer.
struct DeleteShareGroupOffsetsResponse {
  static constexpr MessageInfo kInfo{.name = "DeleteShareGroupOffsetsResponse",
                                     .api_key = 92,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct DeleteShareGroupOffsetsResponseTopic {
    std::string topic_name;
    Uuid topic_id;
    std::int16_t error_code = 0;
    std::optional<std::string> error_message;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("TopicId", m.topic_id, since(0));
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    }
    friend bool operator==(const DeleteShareGroupOffsetsResponseTopic&,
                           const DeleteShareGroupOffsetsResponseTopic&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message;
  std::vector<DeleteShareGroupOffsetsResponseTopic> responses;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("Responses", m.responses, since(0));
  }
  friend bool operator==(const DeleteShareGroupOffsetsResponse&,
                         const DeleteShareGroupOffsetsResponse&) = default;
};

}  // namespace moldau::protocol
