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

/// Envelope, API key 58: what a broker asks.
struct EnvelopeRequest {
  static constexpr MessageInfo kInfo{
      .name = "EnvelopeRequest", .api_key = 58, .first_version = 0, .last_version = 0, .first_flexible = 0};

  Bytes request_data;
  std::optional<Bytes> request_principal = Bytes();
  Bytes client_host_address;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("RequestData", m.request_data, since(0));
    visit("RequestPrincipal", m.request_principal, since(0).nullable_since(0));
    visit("ClientHostAddress", m.client_host_address, since(0));
  }
  friend bool operator==(const EnvelopeRequest&, const EnvelopeRequest&) = default;
};

/// Envelope, API key 58: the answer.
struct EnvelopeResponse {
  static constexpr MessageInfo kInfo{
      .name = "EnvelopeResponse", .api_key = 58, .first_version = 0, .last_version = 0, .first_flexible = 0};

  std::optional<Bytes> response_data;
  std::int16_t error_code = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ResponseData", m.response_data, since(0).nullable_since(0));
    visit("ErrorCode", m.error_code, since(0));
  }
  friend bool operator==(const EnvelopeResponse&, const EnvelopeResponse&) = default;
};

}  // namespace moldau::protocol
