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

/// CreateDelegationToken, API key 38: what a client asks.
struct CreateDelegationTokenRequest {
  static constexpr MessageInfo kInfo{.name = "CreateDelegationTokenRequest",
                                     .api_key = 38,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  struct CreatableRenewers {
    std::string principal_type;
    std::string principal_name;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("PrincipalType", m.principal_type, since(0));
      visit("PrincipalName", m.principal_name, since(0));
    }
    friend bool operator==(const CreatableRenewers&, const CreatableRenewers&) = default;
  };

  std::optional<std::string> owner_principal_type = "";
  std::optional<std::string> owner_principal_name = "";
  std::vector<CreatableRenewers> renewers;
  std::int64_t max_lifetime_ms = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("OwnerPrincipalType", m.owner_principal_type, since(3).nullable_since(3));
    visit("OwnerPrincipalName", m.owner_principal_name, since(3).nullable_since(3));
    visit("Renewers", m.renewers, since(0));
    visit("MaxLifetimeMs", m.max_lifetime_ms, since(0));
  }
  friend bool operator==(const CreateDelegationTokenRequest&, const CreateDelegationTokenRequest&) = default;
};

/// CreateDelegationToken, API key 38: the answer.
struct CreateDelegationTokenResponse {
  static constexpr MessageInfo kInfo{.name = "CreateDelegationTokenResponse",
                                     .api_key = 38,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  std::int16_t error_code = 0;
  std::string principal_type;
  std::string principal_name;
  std::string token_requester_principal_type;
  std::string token_requester_principal_name;
  std::int64_t issue_timestamp_ms = 0;
  std::int64_t expiry_timestamp_ms = 0;
  std::int64_t max_timestamp_ms = 0;
  std::string token_id;
  Bytes hmac;
  std::int32_t throttle_time_ms = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("PrincipalType", m.principal_type, since(0));
    visit("PrincipalName", m.principal_name, since(0));
    visit("TokenRequesterPrincipalType", m.token_requester_principal_type, since(3));
    visit("TokenRequesterPrincipalName", m.token_requester_principal_name, since(3));
    visit("IssueTimestampMs", m.issue_timestamp_ms, since(0));
    visit("ExpiryTimestampMs", m.expiry_timestamp_ms, since(0));
    visit("MaxTimestampMs", m.max_timestamp_ms, since(0));
    visit("TokenId", m.token_id, since(0));
    visit("Hmac", m.hmac, since(0));
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
  }
  friend bool operator==(const CreateDelegationTokenResponse&,
                         const CreateDelegationTokenResponse&) = default;
};

}  // namespace moldau::protocol
