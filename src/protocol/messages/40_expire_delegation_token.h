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

/// ExpireDelegationToken, API key 40: what a client asks.
struct ExpireDelegationTokenRequest {
  static constexpr MessageInfo kInfo{.name = "ExpireDelegationTokenRequest",
                                     .api_key = 40,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  Bytes hmac;
  std::int64_t expiry_time_period_ms = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Hmac", m.hmac, since(0));
    visit("ExpiryTimePeriodMs", m.expiry_time_period_ms, since(0));
  }
  friend bool operator==(const ExpireDelegationTokenRequest&, const ExpireDelegationTokenRequest&) = default;
};

/// ExpireDelegationToken, API key 40: the answer.
struct ExpireDelegationTokenResponse {
  static constexpr MessageInfo kInfo{.name = "ExpireDelegationTokenResponse",
                                     .api_key = 40,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  std::int16_t error_code = 0;
  std::int64_t expiry_timestamp_ms = 0;
  std::int32_t throttle_time_ms = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("ExpiryTimestampMs", m.expiry_timestamp_ms, since(0));
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
  }
  friend bool operator==(const ExpireDelegationTokenResponse&,
                         const ExpireDelegationTokenResponse&) = default;
};

}  // namespace moldau::protocol
