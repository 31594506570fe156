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

/// ReadShareGroupStateSummary, API key 87: what a broker asks.
struct ReadShareGroupStateSummaryRequest {
  static constexpr MessageInfo kInfo{.name = "ReadShareGroupStateSummaryRequest",
                                     .api_key = 87,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct ReadStateSummaryData {
    struct PartitionData {
      std::int32_t partition = 0;
      std::int32_t leader_epoch = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
        visit("LeaderEpoch", m.leader_epoch, since(0));
      }
      friend bool operator==(const PartitionData&, const PartitionData&) = default;
    };

    Uuid topic_id;
    std::vector<PartitionData> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const ReadStateSummaryData&, const ReadStateSummaryData&) = default;
  };

  std::string group_id;
  std::vector<ReadStateSummaryData> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const ReadShareGroupStateSummaryRequest&,
                         const ReadShareGroupStateSummaryRequest&) = default;
};

/// ReadShareGroupStateSummary, API key 87: the answer.
struct ReadShareGroupStateSummaryResponse {
  static constexpr MessageInfo kInfo{.name = "ReadShareGroupStateSummaryResponse",
                                     .api_key = 87,
                                     .first_version = 0,
                                     .last_version = 1,
                                     .first_flexible = 0};

  struct ReadStateSummaryResult {
    struct PartitionResult {
      std::int32_t partition = 0;
      std::int16_t error_code = 0;
      std::optional<std::string> error_message;
      std::int32_t state_epoch = 0;
      std::int32_t leader_epoch = 0;
      std::int64_t start_offset = 0;
      std::int32_t delivery_complete_count = -1;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
        visit("StateEpoch", m.state_epoch, since(0));
        visit("LeaderEpoch", m.leader_epoch, since(0));
        visit("StartOffset", m.start_offset, since(0));
        visit("DeliveryCompleteCount", m.delivery_complete_count, since(1));
      }
      friend bool operator==(const PartitionResult&, const PartitionResult&) = default;
    };

    Uuid topic_id;
    std::vector<PartitionResult> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const ReadStateSummaryResult&, const ReadStateSummaryResult&) = default;
  };

  std::vector<ReadStateSummaryResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const ReadShareGroupStateSummaryResponse&,
                         const ReadShareGroupStateSummaryResponse&) = default;
};

}  // namespace moldau::protocol
