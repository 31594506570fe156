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

/// AllocateProducerIds, API key 67: what a broker asks.
struct AllocateProducerIdsRequest {
  static constexpr MessageInfo kInfo{.name = "AllocateProducerIdsRequest",
                                     .api_key = 67,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = -1;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(0));
  }
  friend bool operator==(const AllocateProducerIdsRequest&, const AllocateProducerIdsRequest&) = default;
};

/// AllocateProducerIds, API key 67: the answer.
struct AllocateProducerIdsResponse {
  static constexpr MessageInfo kInfo{.name = "AllocateProducerIdsResponse",
                                     .api_key = 67,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::int64_t producer_id_start = 0;
  std::int32_t producer_id_len = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ProducerIdStart", m.producer_id_start, since(0));
    visit("ProducerIdLen", m.producer_id_len, since(0));
  }
  friend bool operator==(const AllocateProducerIdsResponse&, const AllocateProducerIdsResponse&) = default;
};

}  // namespace moldau::protocol
