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

/// DescribeTransactions, API key 65: what a client asks.
struct DescribeTransactionsRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeTransactionsRequest",
                                     .api_key = 65,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::vector<std::string> transactional_ids;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TransactionalIds", m.transactional_ids, since(0));
  }
  friend bool operator==(const DescribeTransactionsRequest&, const DescribeTransactionsRequest&) = default;
};

/// DescribeTransactions, API key 65: the answer.
struct DescribeTransactionsResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeTransactionsResponse",
                                     .api_key = 65,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TransactionState {
    struct TopicData {
      std::string topic;
      std::vector<std::int32_t> partitions;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Topic", m.topic, since(0));
        visit("Partitions", m.partitions, since(0));
      }
      friend bool operator==(const TopicData&, const TopicData&) = default;
    };

    std::int16_t error_code = 0;
    std::string transactional_id;
    std::string transaction_state;
    std::int32_t transaction_timeout_ms = 0;
    std::int64_t transaction_start_time_ms = 0;
    std::int64_t producer_id = 0;
    std::int16_t producer_epoch = 0;
    std::vector<TopicData> topics;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("TransactionalId", m.transactional_id, since(0));
      visit("TransactionState", m.transaction_state, since(0));
      visit("TransactionTimeoutMs", m.transaction_timeout_ms, since(0));
      visit("TransactionStartTimeMs", m.transaction_start_time_ms, since(0));
      visit("ProducerId", m.producer_id, since(0));
      visit("ProducerEpoch", m.producer_epoch, since(0));
      visit("Topics", m.topics, since(0));
    }
    friend bool operator==(const TransactionState&, const TransactionState&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<TransactionState> transaction_states;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("TransactionStates", m.transaction_states, since(0));
  }
  friend bool operator==(const DescribeTransactionsResponse&, const DescribeTransactionsResponse&) = default;
};

}  // namespace moldau::protocol
