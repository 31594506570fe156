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

/// DescribeLogDirs, API key 35: what a client asks.
struct DescribeLogDirsRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeLogDirsRequest",
                                     .api_key = 35,
                                     .first_version = 0,
                                     .last_version = 5,
                                     .first_flexible = 2};

  struct DescribableLogDirTopic {
    std::string topic;
    std::vector<std::int32_t> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Topic", m.topic, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const DescribableLogDirTopic&, const DescribableLogDirTopic&) = default;
  };

  std::optional<std::vector<DescribableLogDirTopic>> topics = std::vector<DescribableLogDirTopic>();

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Topics", m.topics, since(0).nullable_since(0));
  }
  friend bool operator==(const DescribeLogDirsRequest&, const DescribeLogDirsRequest&) = default;
};

/// DescribeLogDirs, API key 35: the answer.
struct DescribeLogDirsResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeLogDirsResponse",
                                     .api_key = 35,
                                     .first_version = 0,
                                     .last_version = 5,
                                     .first_flexible = 2};

  struct DescribeLogDirsResult {
    struct DescribeLogDirsTopic {
      struct DescribeLogDirsPartition {
        std::int32_t partition_index = 0;
        std::int64_t partition_size = 0;
        std::int64_t offset_lag = 0;
        bool is_future_key = false;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("PartitionIndex", m.partition_index, since(0));
          visit("PartitionSize", m.partition_size, since(0));
          visit("OffsetLag", m.offset_lag, since(0));
          visit("IsFutureKey", m.is_future_key, since(0));
        }
        friend bool operator==(const DescribeLogDirsPartition&, const DescribeLogDirsPartition&) = default;
      };

      std::string name;
      std::vector<DescribeLogDirsPartition> partitions;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(0));
        visit("Partitions", m.partitions, since(0));
      }
      friend bool operator==(const DescribeLogDirsTopic&, const DescribeLogDirsTopic&) = default;
    };

    std::int16_t error_code = 0;
    std::string log_dir;
    std::vector<DescribeLogDirsTopic> topics;
    std::int64_t total_bytes = -1;
    std::int64_t usable_bytes = -1;
    bool is_cordoned = false;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("ErrorCode", m.error_code, since(0));
      visit("LogDir", m.log_dir, since(0));
      visit("Topics", m.topics, since(0));
      visit("TotalBytes", m.total_bytes, since(4));
      visit("UsableBytes", m.usable_bytes, since(4));
      visit("IsCordoned", m.is_cordoned, since(5));
    }
    friend bool operator==(const DescribeLogDirsResult&, const DescribeLogDirsResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<DescribeLogDirsResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(3));
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const DescribeLogDirsResponse&, const DescribeLogDirsResponse&) = default;
};

}  // namespace moldau::protocol
