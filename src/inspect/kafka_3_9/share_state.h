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

/// The state of share groups, as their early access had it.
namespace moldau::inspect::kafka_3_9 {

using protocol::MessageInfo;
using protocol::Records;
using protocol::since;

struct ReadShareGroupStateSummaryResponse {
  static constexpr MessageInfo kInfo{.name = "ReadShareGroupStateSummaryResponse",
                                     .api_key = 87,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct ReadStateSummaryResult {
    struct PartitionResult {
      std::int32_t partition = 0;
      std::int16_t error_code = 0;
      std::optional<std::string> error_message;
      std::int32_t state_epoch = 0;
      std::int64_t start_offset = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Partition", m.partition, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
        visit("StateEpoch", m.state_epoch, since(0));
        visit("StartOffset", m.start_offset, since(0));
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

}  // namespace moldau::inspect::kafka_3_9
