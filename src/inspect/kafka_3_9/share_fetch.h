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

/// Fetching and acknowledging in share groups, as their early access had it.
namespace moldau::inspect::kafka_3_9 {

using protocol::MessageInfo;
using protocol::Records;
using protocol::since;

struct ShareAcknowledgeRequest {
  static constexpr MessageInfo kInfo{.name = "ShareAcknowledgeRequest",
                                     .api_key = 79,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct AcknowledgeTopic {
    struct AcknowledgePartition {
      struct AcknowledgementBatch {
        std::int64_t first_offset = 0;
        std::int64_t last_offset = 0;
        std::vector<std::int8_t> acknowledge_types;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("FirstOffset", m.first_offset, since(0));
          visit("LastOffset", m.last_offset, since(0));
          visit("AcknowledgeTypes", m.acknowledge_types, since(0));
        }
        friend bool operator==(const AcknowledgementBatch&, const AcknowledgementBatch&) = default;
      };

      std::int32_t partition_index = 0;
      std::vector<AcknowledgementBatch> acknowledgement_batches;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("AcknowledgementBatches", m.acknowledgement_batches, since(0));
      }
      friend bool operator==(const AcknowledgePartition&, const AcknowledgePartition&) = default;
    };

    Uuid topic_id;
    std::vector<AcknowledgePartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const AcknowledgeTopic&, const AcknowledgeTopic&) = default;
  };

  std::optional<std::string> group_id;
  std::optional<std::string> member_id = "";
  std::int32_t share_session_epoch = 0;
  std::vector<AcknowledgeTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).nullable_since(0));
    visit("MemberId", m.member_id, since(0).nullable_since(0));
    visit("ShareSessionEpoch", m.share_session_epoch, since(0));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const ShareAcknowledgeRequest&, const ShareAcknowledgeRequest&) = default;
};

struct ShareAcknowledgeResponse {
  static constexpr MessageInfo kInfo{.name = "ShareAcknowledgeResponse",
                                     .api_key = 79,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct ShareAcknowledgeTopicResponse {
    struct PartitionData {
      struct LeaderIdAndEpoch {
        std::int32_t leader_id = 0;
        std::int32_t leader_epoch = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("LeaderId", m.leader_id, since(0));
          visit("LeaderEpoch", m.leader_epoch, since(0));
        }
        friend bool operator==(const LeaderIdAndEpoch&, const LeaderIdAndEpoch&) = default;
      };

      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;
      std::optional<std::string> error_message;
      LeaderIdAndEpoch current_leader;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
        visit("CurrentLeader", m.current_leader, since(0));
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
    friend bool operator==(const ShareAcknowledgeTopicResponse&,
                           const ShareAcknowledgeTopicResponse&) = default;
  };

  struct NodeEndpoint {
    std::int32_t node_id = 0;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("NodeId", m.node_id, since(0));
      visit("Host", m.host, since(0));
      visit("Port", m.port, since(0));
      visit("Rack", m.rack, since(0).nullable_since(0));
    }
    friend bool operator==(const NodeEndpoint&, const NodeEndpoint&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message;
  std::vector<ShareAcknowledgeTopicResponse> responses;
  std::vector<NodeEndpoint> node_endpoints;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("Responses", m.responses, since(0));
    visit("NodeEndpoints", m.node_endpoints, since(0));
  }
  friend bool operator==(const ShareAcknowledgeResponse&, const ShareAcknowledgeResponse&) = default;
};

struct ShareFetchRequest {
  static constexpr MessageInfo kInfo{
      .name = "ShareFetchRequest", .api_key = 78, .first_version = 0, .last_version = 0, .first_flexible = 0};

  struct FetchTopic {
    struct FetchPartition {
      struct AcknowledgementBatch {
        std::int64_t first_offset = 0;
        std::int64_t last_offset = 0;
        std::vector<std::int8_t> acknowledge_types;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("FirstOffset", m.first_offset, since(0));
          visit("LastOffset", m.last_offset, since(0));
          visit("AcknowledgeTypes", m.acknowledge_types, since(0));
        }
        friend bool operator==(const AcknowledgementBatch&, const AcknowledgementBatch&) = default;
      };

      std::int32_t partition_index = 0;
      std::int32_t partition_max_bytes = 0;
      std::vector<AcknowledgementBatch> acknowledgement_batches;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("PartitionMaxBytes", m.partition_max_bytes, since(0));
        visit("AcknowledgementBatches", m.acknowledgement_batches, since(0));
      }
      friend bool operator==(const FetchPartition&, const FetchPartition&) = default;
    };

    Uuid topic_id;
    std::vector<FetchPartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const FetchTopic&, const FetchTopic&) = default;
  };

  struct ForgottenTopic {
    Uuid topic_id;
    std::vector<std::int32_t> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicId", m.topic_id, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const ForgottenTopic&, const ForgottenTopic&) = default;
  };

  std::optional<std::string> group_id;
  std::optional<std::string> member_id = "";
  std::int32_t share_session_epoch = 0;
  std::int32_t max_wait_ms = 0;
  std::int32_t min_bytes = 0;
  std::int32_t max_bytes = 2147483647;
  std::vector<FetchTopic> topics;
  std::vector<ForgottenTopic> forgotten_topics_data;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("GroupId", m.group_id, since(0).nullable_since(0));
    visit("MemberId", m.member_id, since(0).nullable_since(0));
    visit("ShareSessionEpoch", m.share_session_epoch, since(0));
    visit("MaxWaitMs", m.max_wait_ms, since(0));
    visit("MinBytes", m.min_bytes, since(0));
    visit("MaxBytes", m.max_bytes, since(0));
    visit("Topics", m.topics, since(0));
    visit("ForgottenTopicsData", m.forgotten_topics_data, since(0));
  }
  friend bool operator==(const ShareFetchRequest&, const ShareFetchRequest&) = default;
};

struct ShareFetchResponse {
  static constexpr MessageInfo kInfo{.name = "ShareFetchResponse",
                                     .api_key = 78,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct ShareFetchableTopicResponse {
    struct PartitionData {
      struct LeaderIdAndEpoch {
        std::int32_t leader_id = 0;
        std::int32_t leader_epoch = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("LeaderId", m.leader_id, since(0));
          visit("LeaderEpoch", m.leader_epoch, since(0));
        }
        friend bool operator==(const LeaderIdAndEpoch&, const LeaderIdAndEpoch&) = default;
      };

      struct AcquiredRecords {
        std::int64_t first_offset = 0;
        std::int64_t last_offset = 0;
        std::int16_t delivery_count = 0;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("FirstOffset", m.first_offset, since(0));
          visit("LastOffset", m.last_offset, since(0));
          visit("DeliveryCount", m.delivery_count, since(0));
        }
        friend bool operator==(const AcquiredRecords&, const AcquiredRecords&) = default;
      };

      std::int32_t partition_index = 0;
      std::int16_t error_code = 0;
      std::optional<std::string> error_message;
      std::int16_t acknowledge_error_code = 0;
      std::optional<std::string> acknowledge_error_message;
      LeaderIdAndEpoch current_leader;
      std::optional<Records> records = Records();
      std::vector<AcquiredRecords> acquired_records;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
        visit("AcknowledgeErrorCode", m.acknowledge_error_code, since(0));
        visit("AcknowledgeErrorMessage", m.acknowledge_error_message, since(0).nullable_since(0));
        visit("CurrentLeader", m.current_leader, since(0));
        visit("Records", m.records, since(0).nullable_since(0));
        visit("AcquiredRecords", m.acquired_records, since(0));
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
    friend bool operator==(const ShareFetchableTopicResponse&, const ShareFetchableTopicResponse&) = default;
  };

  struct NodeEndpoint {
    std::int32_t node_id = 0;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("NodeId", m.node_id, since(0));
      visit("Host", m.host, since(0));
      visit("Port", m.port, since(0));
      visit("Rack", m.rack, since(0).nullable_since(0));
    }
    friend bool operator==(const NodeEndpoint&, const NodeEndpoint&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message;
  std::vector<ShareFetchableTopicResponse> responses;
  std::vector<NodeEndpoint> node_endpoints;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("Responses", m.responses, since(0));
    visit("NodeEndpoints", m.node_endpoints, since(0));
  }
  friend bool operator==(const ShareFetchResponse&, const ShareFetchResponse&) = default;
};

}  // namespace moldau::inspect::kafka_3_9
