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

/// Key of a transactional id in __transaction_state.
struct TransactionLogKey {
  static constexpr MessageInfo kInfo{
      .name = "TransactionLogKey", .api_key = -1, .first_version = 0, .last_version = 0};

  std::string transactional_id;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TransactionalId", m.transactional_id, since(0).until(0));
  }
  friend bool operator==(const TransactionLogKey&, const TransactionLogKey&) = default;
};

/// A transactional id's producer and transaction in __transaction_state.
struct TransactionLogValue {
  static constexpr MessageInfo kInfo{.name = "TransactionLogValue",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 1};

  struct PartitionsSchema {
    std::string topic;
    std::vector<std::int32_t> partition_ids;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(0));
      visit("PartitionIds", m.partition_ids, since(0));
    }
    friend bool operator==(const PartitionsSchema&, const PartitionsSchema&) = default;
  };

  std::int64_t producer_id = 0;
  std::int64_t previous_producer_id = -1;
  std::int64_t next_producer_id = -1;
  std::int16_t producer_epoch = 0;
  std::int16_t next_producer_epoch = -1;
  std::int32_t transaction_timeout_ms = 0;
  std::int8_t transaction_status = 0;
  std::optional<std::vector<PartitionsSchema>> transaction_partitions = std::vector<PartitionsSchema>();
  std::int64_t transaction_last_update_timestamp_ms = 0;
  std::int64_t transaction_start_timestamp_ms = 0;
  std::int16_t client_transaction_version = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ProducerId", m.producer_id, since(0));
    visit("PreviousProducerId", m.previous_producer_id, since(1).tagged_as(0, 1), std::int64_t{-1});
    visit("NextProducerId", m.next_producer_id, since(1).tagged_as(1, 1), std::int64_t{-1});
    visit("ProducerEpoch", m.producer_epoch, since(0));
    visit("NextProducerEpoch", m.next_producer_epoch, since(1).tagged_as(3, 1), std::int16_t{-1});
    visit("TransactionTimeoutMs", m.transaction_timeout_ms, since(0));
    visit("TransactionStatus", m.transaction_status, since(0));
    visit("TransactionPartitions", m.transaction_partitions, since(0).nullable_since(0));
    visit("TransactionLastUpdateTimestampMs", m.transaction_last_update_timestamp_ms, since(0));
    visit("TransactionStartTimestampMs", m.transaction_start_timestamp_ms, since(0));
    visit("ClientTransactionVersion", m.client_transaction_version, since(1).tagged_as(2, 1));
  }
  friend bool operator==(const TransactionLogValue&, const TransactionLogValue&) = default;
};

}  // namespace moldau::protocol
