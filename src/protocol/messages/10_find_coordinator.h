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

/// FindCoordinator, API key 10: what a client asks.
struct FindCoordinatorRequest {
  static constexpr MessageInfo kInfo{.name = "FindCoordinatorRequest",
                                     .api_key = 10,
                                     .first_version = 0,
                                     .last_version = 6,
                                     .first_flexible = 3};

  std::string key;
  std::int8_t key_type = 0;
  std::vector<std::string> coordinator_keys;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Key", m.key, since(0).until(3));
    visit("KeyType", m.key_type, since(1));
    visit("CoordinatorKeys", m.coordinator_keys, since(4));
  }
  friend bool operator==(const FindCoordinatorRequest&, const FindCoordinatorRequest&) = default;
};

/// FindCoordinator, API key 10: the answer.
struct FindCoordinatorResponse {
  static constexpr MessageInfo kInfo{.name = "FindCoordinatorResponse",
                                     .api_key = 10,
                                     .first_version = 0,
                                     .last_version = 6,
                                     .first_flexible = 3};

  struct Coordinator {
    std::string key;
    std::int32_t node_id = 0;
    std::string host;
    std::int32_t port = 0;
    std::int16_t error_code = 0;
    std::optional<std::string> error_message = "";

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Key", m.key, since(4));
      visit("NodeId", m.node_id, since(4));
      visit("Host", m.host, since(4));
      visit("Port", m.port, since(4));
      visit("ErrorCode", m.error_code, since(4));
      visit("ErrorMessage", m.error_message, since(4).nullable_since(4));
    }
    friend bool operator==(const Coordinator&, const Coordinator&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";
  std::int32_t node_id = 0;
  std::string host;
  std::int32_t port = 0;
  std::vector<Coordinator> coordinators;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(1));
    visit("ErrorCode", m.error_code, since(0).until(3));
    visit("ErrorMessage", m.error_message, since(1).until(3).nullable_since(1));
    visit("NodeId", m.node_id, since(0).until(3));
    visit("Host", m.host, since(0).until(3));
    visit("Port", m.port, since(0).until(3));
    visit("Coordinators", m.coordinators, since(4));
  }
  friend bool operator==(const FindCoordinatorResponse&, const FindCoordinatorResponse&) = default;
};

}  // namespace moldau::protocol
