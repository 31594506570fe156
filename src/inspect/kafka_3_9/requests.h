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

/// Requests with other names, or with other names of fields.
namespace moldau::inspect::kafka_3_9 {

using protocol::MessageInfo;
using protocol::Records;
using protocol::since;

struct ListClientMetricsResourcesRequest {
  static constexpr MessageInfo kInfo{.name = "ListClientMetricsResourcesRequest",
                                     .api_key = 74,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  template <class Visitor, class Message>
  static void fields(Visitor&, Message&) {}
  friend bool operator==(const ListClientMetricsResourcesRequest&,
                         const ListClientMetricsResourcesRequest&) = default;
};

struct ListClientMetricsResourcesResponse {
  static constexpr MessageInfo kInfo{.name = "ListClientMetricsResourcesResponse",
                                     .api_key = 74,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct ClientMetricsResource {
    std::string name;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
    }
    friend bool operator==(const ClientMetricsResource&, const ClientMetricsResource&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<ClientMetricsResource> client_metrics_resources;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ClientMetricsResources", m.client_metrics_resources, since(0));
  }
  friend bool operator==(const ListClientMetricsResourcesResponse&,
                         const ListClientMetricsResourcesResponse&) = default;
};

struct TxnOffsetCommitRequest {
  static constexpr MessageInfo kInfo{.name = "TxnOffsetCommitRequest",
                                     .api_key = 28,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 3};

  struct TxnOffsetCommitRequestTopic {
    struct TxnOffsetCommitRequestPartition {
      std::int32_t partition_index = 0;
      std::int64_t committed_offset = 0;
      std::int32_t committed_leader_epoch = -1;
      std::optional<std::string> committed_metadata = "";

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("CommittedOffset", m.committed_offset, since(0));
        visit("CommittedLeaderEpoch", m.committed_leader_epoch, since(2));
        visit("CommittedMetadata", m.committed_metadata, since(0).nullable_since(0));
      }
      friend bool operator==(const TxnOffsetCommitRequestPartition&,
                             const TxnOffsetCommitRequestPartition&) = default;
    };

    std::string name;
    std::vector<TxnOffsetCommitRequestPartition> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TxnOffsetCommitRequestTopic&, const TxnOffsetCommitRequestTopic&) = default;
  };

  std::string transactional_id;
  std::string group_id;
  std::int64_t producer_id = 0;
  std::int16_t producer_epoch = 0;
  std::int32_t generation_id = -1;
  std::string member_id;
  std::optional<std::string> group_instance_id;
  std::vector<TxnOffsetCommitRequestTopic> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("TransactionalId", m.transactional_id, since(0));
    visit("GroupId", m.group_id, since(0));
    visit("ProducerId", m.producer_id, since(0));
    visit("ProducerEpoch", m.producer_epoch, since(0));
    visit("GenerationId", m.generation_id, since(3));
    visit("MemberId", m.member_id, since(3));
    visit("GroupInstanceId", m.group_instance_id, since(3).nullable_since(3));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const TxnOffsetCommitRequest&, const TxnOffsetCommitRequest&) = default;
};

struct VoteRequest {
  static constexpr MessageInfo kInfo{
      .name = "VoteRequest", .api_key = 52, .first_version = 0, .last_version = 1, .first_flexible = 0};

  struct TopicData {
    struct PartitionData {
      std::int32_t partition_index = 0;
      std::int32_t candidate_epoch = 0;
      std::int32_t candidate_id = 0;
      Uuid candidate_directory_id;
      Uuid voter_directory_id;
      std::int32_t last_offset_epoch = 0;
      std::int64_t last_offset = 0;

      template <class Visitor, class Message>
      static void fields(Visitor& visit, Message& m) {
        visit("PartitionIndex", m.partition_index, since(0));
        visit("CandidateEpoch", m.candidate_epoch, since(0));
        visit("CandidateId", m.candidate_id, since(0));
        visit("CandidateDirectoryId", m.candidate_directory_id, since(1));
        visit("VoterDirectoryId", m.voter_directory_id, since(1));
        visit("LastOffsetEpoch", m.last_offset_epoch, since(0));
        visit("LastOffset", m.last_offset, since(0));
      }
      friend bool operator==(const PartitionData&, const PartitionData&) = default;
    };

    std::string topic_name;
    std::vector<PartitionData> partitions;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("TopicName", m.topic_name, since(0));
      visit("Partitions", m.partitions, since(0));
    }
    friend bool operator==(const TopicData&, const TopicData&) = default;
  };

  std::optional<std::string> cluster_id;
  std::int32_t voter_id = -1;
  std::vector<TopicData> topics;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ClusterId", m.cluster_id, since(0).nullable_since(0));
    visit("VoterId", m.voter_id, since(1));
    visit("Topics", m.topics, since(0));
  }
  friend bool operator==(const VoteRequest&, const VoteRequest&) = default;
};

}  // namespace moldau::inspect::kafka_3_9
