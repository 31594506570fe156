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

/// RenewDelegationToken, API key 39: what a client asks.
struct RenewDelegationTokenRequest {
  static constexpr MessageInfo kInfo{.name = "RenewDelegationTokenRequest",
                                     .api_key = 39,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  Bytes hmac;
  std::int64_t renew_period_ms = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Hmac", m.hmac, since(0));
    visit("RenewPeriodMs", m.renew_period_ms, since(0));
  }
  friend bool operator==(const RenewDelegationTokenRequest&, const RenewDelegationTokenRequest&) = default;
};

/// RenewDelegationToken, API key 39: the answer.
struct RenewDelegationTokenResponse {
  static constexpr MessageInfo kInfo{.name = "RenewDelegationTokenResponse",
                                     .api_key = 39,
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
  friend bool operator==(const RenewDelegationTokenResponse&, const RenewDelegationTokenResponse&) = default;
};

}  // namespace moldau::protocol
