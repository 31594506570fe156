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

/// UnregisterController, API key 94: what a client asks.
struct UnregisterControllerRequest {
  static constexpr MessageInfo kInfo{.name = "UnregisterControllerRequest",
                                     .api_key = 94,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t controller_id = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ControllerId", m.controller_id, since(0));
  }
  friend bool operator==(const UnregisterControllerRequest&, const UnregisterControllerRequest&) = default;
};

/// UnregisterController, API key 94: the answer.
struct UnregisterControllerResponse {
  static constexpr MessageInfo kInfo{.name = "UnregisterControllerResponse",
                                     .api_key = 94,
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
  friend bool operator==(const UnregisterControllerResponse&, const UnregisterControllerResponse&) = default;
};

}  // namespace moldau::protocol
