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

/// AddOffsetsToTxn, API key 25: what a client asks.
struct AddOffsetsToTxnRequest {
  static constexpr MessageInfo kInfo{.name = "AddOffsetsToTxnRequest",
                                     .api_key = 25,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 3};

  std::string transactional_id;
  std::int64_t producer_id = 0;
  std::int16_t producer_epoch = 0;
  std::string group_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TransactionalId", m.transactional_id, since(0));
    visit("ProducerId", m.producer_id, since(0));
    visit("ProducerEpoch", m.producer_epoch, since(0));
    visit("GroupId", m.group_id, since(0));
  }
  friend bool operator==(const AddOffsetsToTxnRequest&, const AddOffsetsToTxnRequest&) = default;
};

/// AddOffsetsToTxn, API key 25: the answer.
struct AddOffsetsToTxnResponse {
  static constexpr MessageInfo kInfo{.name = "AddOffsetsToTxnResponse",
                                     .api_key = 25,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 3};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
  }
  friend bool operator==(const AddOffsetsToTxnResponse&, const AddOffsetsToTxnResponse&) = default;
};

}  // namespace moldau::protocol
