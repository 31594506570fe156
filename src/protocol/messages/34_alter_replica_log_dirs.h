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

/// AlterReplicaLogDirs, API key 34: what a client asks.
struct AlterReplicaLogDirsRequest {
  static constexpr MessageInfo kInfo{.name = "AlterReplicaLogDirsRequest",
                                     .api_key = 34,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  struct AlterReplicaLogDir {
    struct AlterReplicaLogDirTopic {
      std::string name;
      std::vector<std::int32_t> partitions;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Name", m.name, since(0));
        visit("Partitions", m.partitions, since(0));
      }
      friend bool operator==(const AlterReplicaLogDirTopic&, const AlterReplicaLogDirTopic&) = default;
    };

    std::string path;
    std::vector<AlterReplicaLogDirTopic> topics;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Path", m.path, since(0));
      visit("Topics", m.topics, since(0));
    }
    friend bool operator==(const AlterReplicaLogDir&, const AlterReplicaLogDir&) = default;
  };

  std::vector<AlterReplicaLogDir> dirs;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Dirs", m.dirs, since(0));
  }
  friend bool operator==(const AlterReplicaLogDirsRequest&, const AlterReplicaLogDirsRequest&) = default;
};

/// AlterReplicaLogDirs, API key 34: the answer.
struct AlterReplicaLogDirsResponse {
  static constexpr MessageInfo kInfo{.name = "AlterReplicaLogDirsResponse",
                                     .api_key = 34,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 2};

  struct AlterReplicaLogDirTopicResult {
    struct AlterReplicaLogDirPartitionResult {
      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
      }
      friend bool operator==(const AlterReplicaLogDirPartitionResult&,
                             const AlterReplicaLogDirPartitionResult&) = default;
    };

    std::string topic_name;
    std::vector<AlterReplicaLogDirPartitionResult> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const AlterReplicaLogDirTopicResult&,
                           const AlterReplicaLogDirTopicResult&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<AlterReplicaLogDirTopicResult> results;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("Results", m.results, since(0));
  }
  friend bool operator==(const AlterReplicaLogDirsResponse&, const AlterReplicaLogDirsResponse&) = default;
};

}  // namespace moldau::protocol
