#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "protocol/error_code.h"
#include "protocol/messages/00_produce.h"
#include "protocol/messages/01_fetch.h"
#include "protocol/messages/02_list_offsets.h"
#include "protocol/messages/03_metadata.h"
#include "protocol/records/batch_builder.h"
#include "tests/broker/client.h"

namespace moldau::broker::test {

using protocol::ErrorCode;

/// The versions that requests have here unless a test says another one: the last that name topics.
constexpr std::int16_t kProduceVersion = 12, kFetchVersion = 12, kListOffsetsVersion = 11,
                       kMetadataVersion = 13;

/// One batch of these values.
Bytes batch_of(const std::vector<std::string>& values, const protocol::BatchBuilder::Options& options = {});
/// The values of all records in whole batches, but for control records.
std::vector<std::string> values_in(const protocol::Records& records);

struct ProduceSpec {
  std::string topic = "t";
  std::int32_t partition = 0;
  Bytes batch = batch_of({"value"});
  std::int16_t acks = -1;
  std::int32_t timeout_ms = 30'000;
};
Bytes produce_frame(Client& client, const ProduceSpec& spec);
std::int32_t send_produce(Client& client, const ProduceSpec& spec);
using Produced = protocol::ProduceResponse::TopicProduceResponse::PartitionProduceResponse;
/// The only partition's answer.
Produced receive_produced(Client& client, std::optional<std::int32_t> correlation = {});
Produced produce(Client& client, const ProduceSpec& spec = {});

struct FetchFrom {
  std::string topic = "t";
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::int32_t max_bytes = 1 << 20;
  std::int32_t leader_epoch = -1;
  Uuid topic_id;
};
struct FetchSpec {
  std::vector<FetchFrom> from = {FetchFrom{}};
  std::int32_t max_wait_ms = 0, min_bytes = 1, max_bytes = std::numeric_limits<std::int32_t>::max();
  std::int8_t isolation_level = 0;
  std::int32_t session_id = 0, session_epoch = -1;
  std::vector<FetchFrom> forget;
  std::int16_t version = kFetchVersion;
};
protocol::FetchRequest fetch_request(const FetchSpec& spec);
using Fetched = Answer<protocol::FetchResponse>;
Fetched fetch(Client& client, const FetchSpec& spec = {});
/// Long enough for any test, so that only an append can answer the request.
constexpr std::int32_t kLong = 600'000;
/// Sends a fetch that waits for the record at `offset`.
std::int32_t send_long_poll(Client& client, std::int64_t offset, const std::string& topic = "t");
using FetchedPartition = protocol::FetchResponse::FetchableTopicResponse::PartitionData;
const FetchedPartition& only_partition(const Fetched& fetched);
/// The values in the only partition of the answer.
std::vector<std::string> values_in(const Fetched& fetched);

using Offset = protocol::ListOffsetsResponse::ListOffsetsTopicResponse::ListOffsetsPartitionResponse;
protocol::ListOffsetsRequest list_offsets_request(const std::string& topic = "t", std::int32_t partition = 0,
                                                  std::int64_t timestamp = -1);
Offset list_offset(Client& client, const std::string& topic = "t", std::int32_t partition = 0,
                   std::int64_t timestamp = -1);

struct TopicSpec {
  std::string name = "t";
  std::int32_t partitions = 1;
  std::map<std::string, std::string> configs;
};
/// The new topic's id. Throws where it cannot be made.
Uuid create_topic(Client& client, const TopicSpec& spec = {});
ErrorCode delete_topic(Client& client, const std::string& name = "t");

struct MetadataSpec {
  std::optional<std::vector<std::string>> topics;
  bool allow_auto_topic_creation = false;
};
Answer<protocol::MetadataResponse> metadata(Client& client, const MetadataSpec& spec = {});

/// Makes __consumer_offsets where it is missing and waits until the group's part of it is loaded.
void find_coordinator(Client& client, const std::string& group = "g");
ErrorCode commit_offset(Client& client, std::int64_t offset, const std::string& topic = "t",
                        const std::string& group = "g");
/// What the group committed for partition 0; -1 where it did not.
std::int64_t committed_offset(Client& client, const std::string& topic = "t", const std::string& group = "g");
/// The error of a read of the group's offsets.
ErrorCode offsets_error(Client& client, const std::string& group = "g");

/// The id of a new idempotent producer.
std::int64_t init_producer_id(Client& client);

template <class Part>
ErrorCode error_of(const Part& part) {
  return static_cast<ErrorCode>(part.error_code);
}

}  // namespace moldau::broker::test
