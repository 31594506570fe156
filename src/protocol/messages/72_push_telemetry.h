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

/// PushTelemetry, API key 72: what a client asks.
struct PushTelemetryRequest {
  static constexpr MessageInfo kInfo{.name = "PushTelemetryRequest",
                                     .api_key = 72,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  Uuid client_instance_id;
  std::int32_t subscription_id = 0;
  bool terminating = false;
  std::int8_t compression_type = 0;
  Bytes metrics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClientInstanceId", m.client_instance_id, since(0));
    visit("SubscriptionId", m.subscription_id, since(0));
    visit("Terminating", m.terminating, since(0));
    visit("CompressionType", m.compression_type, since(0));
    visit("Metrics", m.metrics, since(0));
  }
  friend bool operator==(const PushTelemetryRequest&, const PushTelemetryRequest&) = default;
};

/// PushTelemetry, API key 72: the answer.
struct PushTelemetryResponse {
  static constexpr MessageInfo kInfo{.name = "PushTelemetryResponse",
                                     .api_key = 72,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
  }
  friend bool operator==(const PushTelemetryResponse&, const PushTelemetryResponse&) = default;
};

}  // namespace moldau::protocol
