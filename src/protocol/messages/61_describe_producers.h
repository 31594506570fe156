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

/// DescribeProducers, API key 61: what a client asks.
struct DescribeProducersRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeProducersRequest",
                                     .api_key = 61,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TopicRequest {
    std::string name;
    std::vector<std::int32_t> partition_indexes;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("PartitionIndexes", m.partition_indexes, since(0));
    }
    friend bool operator==(const TopicRequest&, const TopicRequest&) = default;
  };

  std::vector<TopicRequest> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const DescribeProducersRequest&, const DescribeProducersRequest&) = default;
};

/// DescribeProducers, API key 61: the answer.
struct DescribeProducersResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeProducersResponse",
                                     .api_key = 61,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct TopicResponse {
    struct PartitionResponse {
      struct ProducerState {
        std::int64_t producer_id = 0;
        std::int32_t producer_epoch = 0;
        std::int32_t last_sequence = -1;
        std::int64_t last_timestamp = -1;
        std::int32_t coordinator_epoch = 0;
        std::int64_t current_txn_start_offset = -1;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("ProducerId", m.producer_id, since(0));
          visit("ProducerEpoch", m.producer_epoch, since(0));
          visit("LastSequence", m.last_sequence, since(0));
          visit("LastTimestamp", m.last_timestamp, since(0));
          visit("CoordinatorEpoch", m.coordinator_epoch, since(0));
          visit("CurrentTxnStartOffset", m.current_txn_start_offset, since(0));
        }
        friend bool operator==(const ProducerState&, const ProducerState&) = default;
      };

      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;
      std::optional<std::string> error_message;
      std::vector<ProducerState> active_producers;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
        visit("ActiveProducers", m.active_producers, since(0));
      }
      friend bool operator==(const PartitionResponse&, const PartitionResponse&) = default;
    };

    std::string name;
    std::vector<PartitionResponse> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicResponse&, const TopicResponse&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<TopicResponse> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const DescribeProducersResponse&, const DescribeProducersResponse&) = default;
};

}  // namespace moldau::protocol
