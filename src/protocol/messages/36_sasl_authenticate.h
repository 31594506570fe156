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

/// SaslAuthenticate, API key 36: what a client asks.
struct SaslAuthenticateRequest {
  static constexpr MessageInfo kInfo{.name = "SaslAuthenticateRequest",
                                     .api_key = 36,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  Bytes auth_bytes;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("AuthBytes", m.auth_bytes, since(0));
  }
  friend bool operator==(const SaslAuthenticateRequest&, const SaslAuthenticateRequest&) = default;
};

/// SaslAuthenticate, API key 36: the answer.
struct SaslAuthenticateResponse {
  static constexpr MessageInfo kInfo{.name = "SaslAuthenticateResponse",
                                     .api_key = 36,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";
  Bytes auth_bytes;
  std::int64_t session_lifetime_ms = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("AuthBytes", m.auth_bytes, since(0));
    visit("SessionLifetimeMs", m.session_lifetime_ms, since(1));
  }
  friend bool operator==(const SaslAuthenticateResponse&, const SaslAuthenticateResponse&) = default;
};

}  // namespace moldau::protocol
