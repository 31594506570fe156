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

/// InitProducerId, API key 22: what a client asks.
struct InitProducerIdRequest {
  static constexpr MessageInfo kInfo{.name = "InitProducerIdRequest",
                                     .api_key = 22,
                                     .first_version = 0,
                                     .last_version = 6,
                                     .first_flexible = 2};

  std::optional<std::string> transactional_id = "";
  std::int32_t transaction_timeout_ms = 0;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  bool enable2_pc = false;
  bool keep_prepared_txn = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TransactionalId", m.transactional_id, since(0).nullable_since(0));
    visit("TransactionTimeoutMs", m.transaction_timeout_ms, since(0));
    visit("ProducerId", m.producer_id, since(3));
    visit("ProducerEpoch", m.producer_epoch, since(3));
    visit("Enable2Pc", m.enable2_pc, since(6));
    visit("KeepPreparedTxn", m.keep_prepared_txn, since(6));
  }
  friend bool operator==(const InitProducerIdRequest&, const InitProducerIdRequest&) = default;
};

/// InitProducerId, API key 22: the answer.
struct InitProducerIdResponse {
  static constexpr MessageInfo kInfo{.name = "InitProducerIdResponse",
                                     .api_key = 22,
                                     .first_version = 0,
                                     .last_version = 6,
                                     .first_flexible = 2};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = 0;
  std::int64_t ongoing_txn_producer_id = -1;
  std::int16_t ongoing_txn_producer_epoch = -1;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ProducerId", m.producer_id, since(0));
    visit("ProducerEpoch", m.producer_epoch, since(0));
    visit("OngoingTxnProducerId", m.ongoing_txn_producer_id, since(6));
    visit("OngoingTxnProducerEpoch", m.ongoing_txn_producer_epoch, since(6));
  }
  friend bool operator==(const InitProducerIdResponse&, const InitProducerIdResponse&) = default;
};

}  // namespace moldau::protocol
