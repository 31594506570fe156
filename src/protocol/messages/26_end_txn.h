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

/// EndTxn, API key 26: what a client asks.
struct EndTxnRequest {
  static constexpr MessageInfo kInfo{
      .name = "EndTxnRequest", .api_key = 26, .first_version = 0, .last_version = 5, .first_flexible = 3};

  std::string transactional_id;
  std::int64_t producer_id = 0;
  std::int16_t producer_epoch = 0;
  bool committed = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TransactionalId", m.transactional_id, since(0));
    visit("ProducerId", m.producer_id, since(0));
    visit("ProducerEpoch", m.producer_epoch, since(0));
    visit("Committed", m.committed, since(0));
  }
  friend bool operator==(const EndTxnRequest&, const EndTxnRequest&) = default;
};

/// EndTxn, API key 26: the answer.
struct EndTxnResponse {
  static constexpr MessageInfo kInfo{
      .name = "EndTxnResponse", .api_key = 26, .first_version = 0, .last_version = 5, .first_flexible = 3};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ProducerId", m.producer_id, since(5));
    visit("ProducerEpoch", m.producer_epoch, since(5));
  }
  friend bool operator==(const EndTxnResponse&, const EndTxnResponse&) = default;
};

}  // namespace moldau::protocol
