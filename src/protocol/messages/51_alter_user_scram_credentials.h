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

/// AlterUserScramCredentials, API key 51: what a client asks.
struct AlterUserScramCredentialsRequest {
  static constexpr MessageInfo kInfo{.name = "AlterUserScramCredentialsRequest",
                                     .api_key = 51,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct ScramCredentialDeletion {
    std::string name;
    std::int8_t mechanism = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Mechanism", m.mechanism, since(0));
    }
    friend bool operator==(const ScramCredentialDeletion&, const ScramCredentialDeletion&) = default;
  };

  struct ScramCredentialUpsertion {
    std::string name;
    std::int8_t mechanism = 0;
    std::int32_t iterations = 0;
    Bytes salt;
    Bytes salted_password;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Mechanism", m.mechanism, since(0));
      visit("Iterations", m.iterations, since(0));
      visit("Salt", m.salt, since(0));
      visit("SaltedPassword", m.salted_password, since(0));
    }
    friend bool operator==(const ScramCredentialUpsertion&, const ScramCredentialUpsertion&) = default;
  };

  std::vector<ScramCredentialDeletion> deletions;
  std::vector<ScramCredentialUpsertion> upsertions;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Deletions", m.deletions, since(0));
    visit("Upsertions", m.upsertions, since(0));
  }
  friend bool operator==(const AlterUserScramCredentialsRequest&,
                         const AlterUserScramCredentialsRequest&) = default;
};

/// AlterUserScramCredentials, API key 51: the answer.
struct AlterUserScramCredentialsResponse {
  static constexpr MessageInfo kInfo{.name = "AlterUserScramCredentialsResponse",
                                     .api_key = 51,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct AlterUserScramCredentialsResult {
    std::string user;
    std::int16_t error_code = 0;
    std::optional<std::string> error_message = "";

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("User", m.user, since(0));
      visit("ErrorCode", m.error_code, since(0));
      visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    }
    friend bool operator==(const AlterUserScramCredentialsResult&,
                           const AlterUserScramCredentialsResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<AlterUserScramCredentialsResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const AlterUserScramCredentialsResponse&,
                         const AlterUserScramCredentialsResponse&) = default;
};

}  // namespace moldau::protocol
