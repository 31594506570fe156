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

/// DescribeUserScramCredentials, API key 50: what a client asks.
struct DescribeUserScramCredentialsRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeUserScramCredentialsRequest",
                                     .api_key = 50,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct UserName {
    std::string name;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
    }
    friend bool operator==(const UserName&, const UserName&) = default;
  };

  std::optional<std::vector<UserName>> users = std::vector<UserName>();

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Users", m.users, since(0).nullable_since(0));
  }
  friend bool operator==(const DescribeUserScramCredentialsRequest&,
                         const DescribeUserScramCredentialsRequest&) = default;
};

/// DescribeUserScramCredentials, API key 50: the answer.
struct DescribeUserScramCredentialsResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeUserScramCredentialsResponse",
                                     .api_key = 50,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct DescribeUserScramCredentialsResult {
    struct CredentialInfo {
      std::int8_t mechanism = 0;
      std::int32_t iterations = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Mechanism", m.mechanism, since(0));
        visit("Iterations", m.iterations, since(0));
      }
      friend bool operator==(const CredentialInfo&, const CredentialInfo&) = default;
    };

    std::string user;
    std::int16_t error_code = 0;
    std::optional<std::string> error_message = "";
    std::vector<CredentialInfo> credential_infos;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("User", m.user, since(0));
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
      visit("CredentialInfos", m.credential_infos, since(0));
    }
    friend bool operator==(const DescribeUserScramCredentialsResult&,
                           const DescribeUserScramCredentialsResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";
  std::vector<DescribeUserScramCredentialsResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const DescribeUserScramCredentialsResponse&,
                         const DescribeUserScramCredentialsResponse&) = default;
};

}  // namespace moldau::protocol
