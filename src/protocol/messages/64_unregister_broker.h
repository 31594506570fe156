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

/// UnregisterBroker, API key 64: what a client asks.
struct UnregisterBrokerRequest {
  static constexpr MessageInfo kInfo{.name = "UnregisterBrokerRequest",
                                     .api_key = 64,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t broker_id = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
  }
  friend bool operator==(const UnregisterBrokerRequest&, const UnregisterBrokerRequest&) = default;
};

/// UnregisterBroker, API key 64: the answer.
struct UnregisterBrokerResponse {
  static constexpr MessageInfo kInfo{.name = "UnregisterBrokerResponse",
                                     .api_key = 64,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
  }
  friend bool operator==(const UnregisterBrokerResponse&, const UnregisterBrokerResponse&) = default;
};

}  // namespace moldau::protocol
