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

/// WriteTxnMarkers, API key 27: what a broker asks.
struct WriteTxnMarkersRequest {
  static constexpr MessageInfo kInfo{.name = "WriteTxnMarkersRequest",
                                     .api_key = 27,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 1};

  struct WritableTxnMarker {
    struct WritableTxnMarkerTopic {
      std::string name;
      std::vector<std::int32_t> partition_indexes;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(0));
        visit("PartitionIndexes", m.partition_indexes, since(0));
      }
      friend bool operator==(const WritableTxnMarkerTopic&, const WritableTxnMarkerTopic&) = default;
    };

    std::int64_t producer_id = 0;
    std::int16_t producer_epoch = 0;
    bool transaction_result = false;
    std::vector<WritableTxnMarkerTopic> topics;
    std::int32_t coordinator_epoch = 0;
    std::int8_t transaction_version = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ProducerId", m.producer_id, since(0));
      visit("ProducerEpoch", m.producer_epoch, since(0));
      visit("TransactionResult", m.transaction_result, since(0));
      visit("Topics", m.topics, since(0));
      visit("CoordinatorEpoch", m.coordinator_epoch, since(0));
      visit("TransactionVersion", m.transaction_version, since(2));
    }
    friend bool operator==(const WritableTxnMarker&, const WritableTxnMarker&) = default;
  };

  std::vector<WritableTxnMarker> markers;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Markers", m.markers, since(0));
  }
  friend bool operator==(const WriteTxnMarkersRequest&, const WriteTxnMarkersRequest&) = default;
};

/// WriteTxnMarkers, API key 27: the answer.
struct WriteTxnMarkersResponse {
  static constexpr MessageInfo kInfo{.name = "WriteTxnMarkersResponse",
                                     .api_key = 27,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 1};

  struct WritableTxnMarkerResult {
    struct WritableTxnMarkerTopicResult {
      struct WritableTxnMarkerPartitionResult {
        std::int32_t partition_index = 0;
        std::int16_t error_code = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("PartitionIndex", m.partition_index, since(0));
          visit("ErrorCode", m.error_code, since(0));
        }
        friend bool operator==(const WritableTxnMarkerPartitionResult&,
                               const WritableTxnMarkerPartitionResult&) = default;
      };

      std::string name;
      std::vector<WritableTxnMarkerPartitionResult> partitions;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(0));
        visit("Partitions", m.partitions, since(0));
      }
      friend bool operator==(const WritableTxnMarkerTopicResult&,
                             const WritableTxnMarkerTopicResult&) = default;
    };

    std::int64_t producer_id = 0;
    std::vector<WritableTxnMarkerTopicResult> topics;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ProducerId", m.producer_id, since(0));
      visit("Topics", m.topics, since(0));
    }
    friend bool operator==(const WritableTxnMarkerResult&, const WritableTxnMarkerResult&) = default;
  };

  std::vector<WritableTxnMarkerResult> markers;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Markers", m.markers, since(0));
  }
  friend bool operator==(const WriteTxnMarkersResponse&, const WriteTxnMarkersResponse&) = default;
};

}  // namespace moldau::protocol
