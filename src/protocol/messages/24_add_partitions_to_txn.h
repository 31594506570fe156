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

/// AddPartitionsToTxn, API key 24: what a client asks.
struct AddPartitionsToTxnRequest {
  static constexpr MessageInfo kInfo{.name = "AddPartitionsToTxnRequest",
                                     .api_key = 24,
                                     .first_version = 0,
                                     .last_version = 5,
                                     .first_flexible = 3};

  struct AddPartitionsToTxnTopic {
    std::string name;
    std::vector<std::int32_t> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const AddPartitionsToTxnTopic&, const AddPartitionsToTxnTopic&) = default;
  };

  struct AddPartitionsToTxnTransaction {
    std::string transactional_id;
    std::int64_t producer_id = 0;
    std::int16_t producer_epoch = 0;
    bool verify_only = false;
    std::vector<AddPartitionsToTxnTopic> topics;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TransactionalId", m.transactional_id, since(4));
      visit("ProducerId", m.producer_id, since(4));
      visit("ProducerEpoch", m.producer_epoch, since(4));
      visit("VerifyOnly", m.verify_only, since(4));
      visit("Topics", m.topics, since(4));
    }
    friend bool operator==(const AddPartitionsToTxnTransaction&,
                           const AddPartitionsToTxnTransaction&) = default;
  };

  std::vector<AddPartitionsToTxnTransaction> transactions;
  std::string v3_and_below_transactional_id;
  std::int64_t v3_and_below_producer_id = 0;
  std::int16_t v3_and_below_producer_epoch = 0;
  std::vector<AddPartitionsToTxnTopic> v3_and_below_topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Transactions", m.transactions, since(4));
    visit("V3AndBelowTransactionalId", m.v3_and_below_transactional_id, since(0).until(3));
    visit("V3AndBelowProducerId", m.v3_and_below_producer_id, since(0).until(3));
    visit("V3AndBelowProducerEpoch", m.v3_and_below_producer_epoch, since(0).until(3));
    visit("V3AndBelowTopics", m.v3_and_below_topics, since(0).until(3));
  }
  friend bool operator==(const AddPartitionsToTxnRequest&, const AddPartitionsToTxnRequest&) = default;
};

/// AddPartitionsToTxn, API key 24: the answer.
struct AddPartitionsToTxnResponse {
  static constexpr MessageInfo kInfo{.name = "AddPartitionsToTxnResponse",
                                     .api_key = 24,
                                     .first_version = 0,
                                     .last_version = 5,
                                     .first_flexible = 3};

  struct AddPartitionsToTxnPartitionResult {
    std::int32_t partition_index = 0;
    std::int16_t partition_error_code = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("PartitionIndex", m.partition_index, since(0));
      visit("PartitionErrorCode", m.partition_error_code, since(0));
    }
    friend bool operator==(const AddPartitionsToTxnPartitionResult&,
                           const AddPartitionsToTxnPartitionResult&) = default;
  };

  struct AddPartitionsToTxnTopicResult {
    std::string name;
    std::vector<AddPartitionsToTxnPartitionResult> results_by_partition;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("ResultsByPartition", m.results_by_partition, since(0));
    }
    friend bool operator==(const AddPartitionsToTxnTopicResult&,
                           const AddPartitionsToTxnTopicResult&) = default;
  };

  struct AddPartitionsToTxnResult {
    std::string transactional_id;
    std::vector<AddPartitionsToTxnTopicResult> topic_results;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TransactionalId", m.transactional_id, since(4));
      visit("TopicResults", m.topic_results, since(4));
    }
    friend bool operator==(const AddPartitionsToTxnResult&, const AddPartitionsToTxnResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<AddPartitionsToTxnResult> results_by_transaction;
  std::vector<AddPartitionsToTxnTopicResult> results_by_topic_v3_and_below;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(4));
    visit("ResultsByTransaction", m.results_by_transaction, since(4));
    visit("ResultsByTopicV3AndBelow", m.results_by_topic_v3_and_below, since(0).until(3));
  }
  friend bool operator==(const AddPartitionsToTxnResponse&, const AddPartitionsToTxnResponse&) = default;
};

}  // namespace moldau::protocol
