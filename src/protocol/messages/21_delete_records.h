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

/// DeleteRecords, API key 21: what a client asks.
struct DeleteRecordsRequest {
  static constexpr MessageInfo kInfo{.name = "DeleteRecordsRequest",
                                     .api_key = 21,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  struct DeleteRecordsTopic {
    struct DeleteRecordsPartition {
      std::int32_t partition_index = 0;
      std::int64_t offset = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("Offset", m.offset, since(0));
      }
      friend bool operator==(const DeleteRecordsPartition&, const DeleteRecordsPartition&) = default;
    };

    std::string name;
    std::vector<DeleteRecordsPartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const DeleteRecordsTopic&, const DeleteRecordsTopic&) = default;
  };

  std::vector<DeleteRecordsTopic> topics;
  std::int32_t timeout_ms = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0));
    visit("TimeoutMs", m.timeout_ms, since(0));
  }
  friend bool operator==(const DeleteRecordsRequest&, const DeleteRecordsRequest&) = default;
};

/// DeleteRecords, API key 21: the answer.
struct DeleteRecordsResponse {
  static constexpr MessageInfo kInfo{.name = "DeleteRecordsResponse",
                                     .api_key = 21,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  struct DeleteRecordsTopicResult {
    struct DeleteRecordsPartitionResult {
      std::int32_t partition_index = 0;
      std::int64_t low_watermark = 0;
      std::int16_t error_code = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("LowWatermark", m.low_watermark, since(0));
        visit("ErrorCode", m.error_code, since(0));
      }
      friend bool operator==(const DeleteRecordsPartitionResult&,
                             const DeleteRecordsPartitionResult&) = default;
    };

    std::string name;
    std::vector<DeleteRecordsPartitionResult> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const DeleteRecordsTopicResult&, const DeleteRecordsTopicResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeleteRecordsTopicResult> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const DeleteRecordsResponse&, const DeleteRecordsResponse&) = default;
};

}  // namespace moldau::protocol
