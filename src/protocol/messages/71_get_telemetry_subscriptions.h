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

/// GetTelemetrySubscriptions, API key 71: what a client asks.
struct GetTelemetrySubscriptionsRequest {
  static constexpr MessageInfo kInfo{.name = "GetTelemetrySubscriptionsRequest",
                                     .api_key = 71,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  Uuid client_instance_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClientInstanceId", m.client_instance_id, since(0));
  }
  friend bool operator==(const GetTelemetrySubscriptionsRequest&,
                         const GetTelemetrySubscriptionsRequest&) = default;
};

/// GetTelemetrySubscriptions, API key 71: the answer.
struct GetTelemetrySubscriptionsResponse {
  static constexpr MessageInfo kInfo{.name = "GetTelemetrySubscriptionsResponse",
                                     .api_key = 71,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  Uuid client_instance_id;
  std::int32_t subscription_id = 0;
  std::vector<std::int8_t> accepted_compression_types;
  std::int32_t push_interval_ms = 0;
  std::int32_t telemetry_max_bytes = 0;
  bool delta_temporality = false;
  std::vector<std::string> requested_metrics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ClientInstanceId", m.client_instance_id, since(0));
    visit("SubscriptionId", m.subscription_id, since(0));
    visit("AcceptedCompressionTypes", m.accepted_compression_types, since(0));
    visit("PushIntervalMs", m.push_interval_ms, since(0));
    visit("TelemetryMaxBytes", m.telemetry_max_bytes, since(0));
    visit("DeltaTemporality", m.delta_temporality, since(0));
    visit("RequestedMetrics", m.requested_metrics, since(0));
  }
  friend bool operator==(const GetTelemetrySubscriptionsResponse&,
                         const GetTelemetrySubscriptionsResponse&) = default;
};

}  // namespace moldau::protocol
