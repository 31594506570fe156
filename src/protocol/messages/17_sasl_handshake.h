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

/// SaslHandshake, API key 17: what a client asks.
struct SaslHandshakeRequest {
  static constexpr MessageInfo kInfo{
      .name = "SaslHandshakeRequest", .api_key = 17, .first_version = 0, .last_version = 1};

  std::string mechanism;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Mechanism", m.mechanism, since(0));
  }
  friend bool operator==(const SaslHandshakeRequest&, const SaslHandshakeRequest&) = default;
};

/// SaslHandshake, API key 17: the answer.
struct SaslHandshakeResponse {
  static constexpr MessageInfo kInfo{
      .name = "SaslHandshakeResponse", .api_key = 17, .first_version = 0, .last_version = 1};

  std::int16_t error_code = 0;
  std::vector<std::string> mechanisms;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("Mechanisms", m.mechanisms, since(0));
  }
  friend bool operator==(const SaslHandshakeResponse&, const SaslHandshakeResponse&) = default;
};

}  // namespace moldau::protocol
