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

/// OffsetDelete, API key 47: what a client asks.
struct OffsetDeleteRequest {
  static constexpr MessageInfo kInfo{
      .name = "OffsetDeleteRequest", .api_key = 47, .first_version = 0, .last_version = 0};

  struct OffsetDeleteRequestTopic {
    struct OffsetDeleteRequestPartition {
      std::int32_t partition_index = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
      }
      friend bool operator==(const OffsetDeleteRequestPartition&,
                             const OffsetDeleteRequestPartition&) = default;
    };

    std::string name;
    std::vector<OffsetDeleteRequestPartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const OffsetDeleteRequestTopic&, const OffsetDeleteRequestTopic&) = default;
  };

  std::string group_id;
  std::vector<OffsetDeleteRequestTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const OffsetDeleteRequest&, const OffsetDeleteRequest&) = default;
};

/// OffsetDelete, API key 47: the answer.
struct OffsetDeleteResponse {
  static constexpr MessageInfo kInfo{
      .name = "OffsetDeleteResponse", .api_key = 47, .first_version = 0, .last_version = 0};

  struct OffsetDeleteResponseTopic {
    struct OffsetDeleteResponsePartition {
      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
      }
      friend bool operator==(const OffsetDeleteResponsePartition&,
                             const OffsetDeleteResponsePartition&) = default;
    };

    std::string name;
    std::vector<OffsetDeleteResponsePartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const OffsetDeleteResponseTopic&, const OffsetDeleteResponseTopic&) = default;
  };

  std::int16_t error_code = 0;
  std::int32_t throttle_time_ms = 0;
  std::vector<OffsetDeleteResponseTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ErrorCode", m.error_code, since(0));
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const OffsetDeleteResponse&, const OffsetDeleteResponse&) = default;
};

}  // namespace moldau::protocol
