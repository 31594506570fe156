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

/// ControlledShutdown, API key 7: what a broker asks.
struct ControlledShutdownRequest {
  static constexpr MessageInfo kInfo{.name = "ControlledShutdownRequest",
                                     .api_key = 7,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 3};

  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = -1;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(2));
  }
  friend bool operator==(const ControlledShutdownRequest&, const ControlledShutdownRequest&) = default;
};

/// ControlledShutdown, API key 7: the answer.
struct ControlledShutdownResponse {
  static constexpr MessageInfo kInfo{.name = "ControlledShutdownResponse",
                                     .api_key = 7,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 3};

  struct RemainingPartition {
    std::string topic_name;
    std::int32_t partition_index = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("PartitionIndex", m.partition_index, since(0));
    }
    friend bool operator==(const RemainingPartition&, const RemainingPartition&) = default;
  };

  std::int16_t error_code = 0;
  std::vector<RemainingPartition> remaining_partitions;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("RemainingPartitions", m.remaining_partitions, since(0));
  }
  friend bool operator==(const ControlledShutdownResponse&, const ControlledShutdownResponse&) = default;
};

}  // namespace moldau::protocol
