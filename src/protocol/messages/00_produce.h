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

/// Produce, API key 0: what a client asks.
struct ProduceRequest {
  static constexpr MessageInfo kInfo{
      .name = "ProduceRequest", .api_key = 0, .first_version = 0, .last_version = 13, .first_flexible = 9};

  struct TopicProduceData {
    struct PartitionProduceData {
      std::int32_t index = 0;
      Records records;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Index", m.index, since(0));
        visit("Records", m.records, since(0).nullable_since(0));
      }
      friend bool operator==(const PartitionProduceData&, const PartitionProduceData&) = default;
    };

    std::string name;
    Uuid topic_id;
    std::vector<PartitionProduceData> partition_data;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0).until(12));
      visit("TopicId", m.topic_id, since(13));
      visit("PartitionData", m.partition_data, since(0));
    }
    friend bool operator==(const TopicProduceData&, const TopicProduceData&) = default;
  };

  std::optional<std::string> transactional_id;
  std::int16_t acks = 0;
  std::int32_t timeout_ms = 0;
  std::vector<TopicProduceData> topic_data;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TransactionalId", m.transactional_id, since(3).nullable_since(3));
    visit("Acks", m.acks, since(0));
    visit("TimeoutMs", m.timeout_ms, since(0));
    visit("TopicData", m.topic_data, since(0));
  }
  friend bool operator==(const ProduceRequest&, const ProduceRequest&) = default;
};

/// Produce, API key 0: the answer.
struct ProduceResponse {
  static constexpr MessageInfo kInfo{
      .name = "ProduceResponse", .api_key = 0, .first_version = 0, .last_version = 13, .first_flexible = 9};

  struct TopicProduceResponse {
    struct PartitionProduceResponse {
      struct BatchIndexAndErrorMessage {
        std::int32_t batch_index = 0;
        std::optional<std::string> batch_index_error_message;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("BatchIndex", m.batch_index, since(8));
          visit("BatchIndexErrorMessage", m.batch_index_error_message, since(8).nullable_since(8));
        }
        friend bool operator==(const BatchIndexAndErrorMessage&, const BatchIndexAndErrorMessage&) = default;
      };

      struct LeaderIdAndEpoch {
        std::int32_t leader_id = -1;
        std::int32_t leader_epoch = -1;

        template <class Visitor, class Message>
        static void fields(Visitor& visit, Message& m) {
          visit("LeaderId", m.leader_id, since(10));
          visit("LeaderEpoch", m.leader_epoch, since(10));
        }
        friend bool operator==(const LeaderIdAndEpoch&, const LeaderIdAndEpoch&) = default;
      };

      std::int32_t index = 0;
      std::int16_t error_code = 0;
      std::int64_t base_offset = 0;
      std::int64_t log_append_time_ms = -1;
      std::int64_t log_start_offset = -1;
      std::vector<BatchIndexAndErrorMessage> record_errors;
      std::optional<std::string> error_message;
      LeaderIdAndEpoch current_leader;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("Index", m.index, since(0));
        visit("ErrorCode", m.error_code, since(0));
        visit("BaseOffset", m.base_offset, since(0));
        visit("LogAppendTimeMs", m.log_append_time_ms, since(2));
        visit("LogStartOffset", m.log_start_offset, since(5));
        visit("RecordErrors", m.record_errors, since(8));
        visit("ErrorMessage", m.error_message, since(8).nullable_since(8));
        visit("CurrentLeader", m.current_leader, since(10).tagged_as(0, 10));
      }
      friend bool operator==(const PartitionProduceResponse&, const PartitionProduceResponse&) = default;
    };

    std::string name;
    Uuid topic_id;
    std::vector<PartitionProduceResponse> partition_responses;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0).until(12));
      visit("TopicId", m.topic_id, since(13));
      visit("PartitionResponses", m.partition_responses, since(0));
    }
    friend bool operator==(const TopicProduceResponse&, const TopicProduceResponse&) = default;
  };

  struct NodeEndpoint {
    std::int32_t node_id = 0;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("NodeId", m.node_id, since(10));
      visit("Host", m.host, since(10));
      visit("Port", m.port, since(10));
      visit("Rack", m.rack, since(10).nullable_since(10));
    }
    friend bool operator==(const NodeEndpoint&, const NodeEndpoint&) = default;
  };

  std::vector<TopicProduceResponse> responses;
  std::int32_t throttle_time_ms = 0;
  std::vector<NodeEndpoint> node_endpoints;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Responses", m.responses, since(0));
    visit("ThrottleTimeMs", m.throttle_time_ms, since(1));
    visit("NodeEndpoints", m.node_endpoints, since(10).tagged_as(0, 10));
  }
  friend bool operator==(const ProduceResponse&, const ProduceResponse&) = default;
};

}  // namespace moldau::protocol
