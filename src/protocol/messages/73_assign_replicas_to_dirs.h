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

/// AssignReplicasToDirs, API key 73: what a broker asks.
struct AssignReplicasToDirsRequest {
  static constexpr MessageInfo kInfo{.name = "AssignReplicasToDirsRequest",
                                     .api_key = 73,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct DirectoryData {
    struct TopicData {
      struct PartitionData {
        std::int32_t partition_index = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("PartitionIndex", m.partition_index, since(0));
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
      friend bool operator==(const TopicData&, const TopicData&) = default;
    };

    Uuid id;
    std::vector<TopicData> topics;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Id", m.id, since(0));
      visit("Topics", m.topics, since(0));
    }
    friend bool operator==(const DirectoryData&, const DirectoryData&) = default;
  };

  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = -1;
  std::vector<DirectoryData> directories;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(0));
    visit("Directories", m.directories, since(0));
  }
  friend bool operator==(const AssignReplicasToDirsRequest&, const AssignReplicasToDirsRequest&) = default;
};

/// AssignReplicasToDirs, API key 73: the answer.
struct AssignReplicasToDirsResponse {
  static constexpr MessageInfo kInfo{.name = "AssignReplicasToDirsResponse",
                                     .api_key = 73,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct DirectoryData {
    struct TopicData {
      struct PartitionData {
        std::int32_t partition_index = 0;
        std::int16_t error_code = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("PartitionIndex", m.partition_index, since(0));
          visit("ErrorCode", m.error_code, since(0));
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
      friend bool operator==(const TopicData&, const TopicData&) = default;
    };

    Uuid id;
    std::vector<TopicData> topics;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Id", m.id, since(0));
      visit("Topics", m.topics, since(0));
    }
    friend bool operator==(const DirectoryData&, const DirectoryData&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<DirectoryData> directories;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("Directories", m.directories, since(0));
  }
  friend bool operator==(const AssignReplicasToDirsResponse&, const AssignReplicasToDirsResponse&) = default;
};

}  // namespace moldau::protocol
