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

/// ListTransactions, API key 66: what a client asks.
struct ListTransactionsRequest {
  static constexpr MessageInfo kInfo{.name = "ListTransactionsRequest",
                                     .api_key = 66,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  std::vector<std::string> state_filters;
  std::vector<std::int64_t> producer_id_filters;
  std::int64_t duration_filter = -1;
  std::optional<std::string> transactional_id_pattern;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("StateFilters", m.state_filters, since(0));
    visit("ProducerIdFilters", m.producer_id_filters, since(0));
    visit("DurationFilter", m.duration_filter, since(1));
    visit("TransactionalIdPattern", m.transactional_id_pattern, since(2).nullable_since(2));
  }
  friend bool operator==(const ListTransactionsRequest&, const ListTransactionsRequest&) = default;
};

/// ListTransactions, API key 66: the answer.
struct ListTransactionsResponse {
  static constexpr MessageInfo kInfo{.name = "ListTransactionsResponse",
                                     .api_key = 66,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  struct TransactionState {
    std::string transactional_id;
    std::int64_t producer_id = 0;
    std::string transaction_state;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TransactionalId", m.transactional_id, since(0));
      visit("ProducerId", m.producer_id, since(0));
      visit("TransactionState", m.transaction_state, since(0));
    }
    friend bool operator==(const TransactionState&, const TransactionState&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<std::string> unknown_state_filters;
  std::vector<TransactionState> transaction_states;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("UnknownStateFilters", m.unknown_state_filters, since(0));
    visit("TransactionStates", m.transaction_states, since(0));
  }
  friend bool operator==(const ListTransactionsResponse&, const ListTransactionsResponse&) = default;
};

}  // namespace moldau::protocol
