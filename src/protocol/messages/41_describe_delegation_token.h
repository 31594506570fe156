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

/// DescribeDelegationToken, API key 41: what a client asks.
struct DescribeDelegationTokenRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeDelegationTokenRequest",
                                     .api_key = 41,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  struct DescribeDelegationTokenOwner {
    std::string principal_type;
    std::string principal_name;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("PrincipalType", m.principal_type, since(0));
      visit("PrincipalName", m.principal_name, since(0));
    }
    friend bool operator==(const DescribeDelegationTokenOwner&,
                           const DescribeDelegationTokenOwner&) = default;
  };

  std::optional<std::vector<DescribeDelegationTokenOwner>> owners =
      std::vector<DescribeDelegationTokenOwner>();

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Owners", m.owners, since(0).nullable_since(0));
  }
  friend bool operator==(const DescribeDelegationTokenRequest&,
                         const DescribeDelegationTokenRequest&) = default;
};

/// DescribeDelegationToken, API key 41: the answer.
struct DescribeDelegationTokenResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeDelegationTokenResponse",
                                     .api_key = 41,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 2};

  struct DescribedDelegationToken {
    struct DescribedDelegationTokenRenewer {
      std::string principal_type;
      std::string principal_name;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PrincipalType", m.principal_type, since(0));
        visit("PrincipalName", m.principal_name, since(0));
      }
      friend bool operator==(const DescribedDelegationTokenRenewer&,
                             const DescribedDelegationTokenRenewer&) = default;
    };

    std::string principal_type;
    std::string principal_name;
    std::string token_requester_principal_type;
    std::string token_requester_principal_name;
    std::int64_t issue_timestamp = 0;
    std::int64_t expiry_timestamp = 0;
    std::int64_t max_timestamp = 0;
    std::string token_id;
    Bytes hmac;
    std::vector<DescribedDelegationTokenRenewer> renewers;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("PrincipalType", m.principal_type, since(0));
      visit("PrincipalName", m.principal_name, since(0));
      visit("TokenRequesterPrincipalType", m.token_requester_principal_type, since(3));
      visit("TokenRequesterPrincipalName", m.token_requester_principal_name, since(3));
      visit("IssueTimestamp", m.issue_timestamp, since(0));
      visit("ExpiryTimestamp", m.expiry_timestamp, since(0));
      visit("MaxTimestamp", m.max_timestamp, since(0));
      visit("TokenId", m.token_id, since(0));
      visit("Hmac", m.hmac, since(0));
      visit("Renewers", m.renewers, since(0));
    }
    friend bool operator==(const DescribedDelegationToken&, const DescribedDelegationToken&) = default;
  };

  std::int16_t error_code = 0;
  std::vector<DescribedDelegationToken> tokens;
  std::int32_t throttle_time_ms = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("Tokens", m.tokens, since(0));
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
  }
  friend bool operator==(const DescribeDelegationTokenResponse&,
                         const DescribeDelegationTokenResponse&) = default;
};

}  // namespace moldau::protocol
