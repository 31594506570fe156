#include "tests/broker/requests.h"

#include <stdexcept>

#include "protocol/messages/08_offset_commit.h"
#include "protocol/messages/09_offset_fetch.h"
#include "protocol/messages/10_find_coordinator.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/messages/20_delete_topics.h"
#include "protocol/messages/22_init_producer_id.h"
#include "protocol/records/batch.h"
#include "protocol/records/compression.h"
#include "protocol/records/record.h"

namespace moldau::broker::test {
namespace {

constexpr std::int64_t kTimestampMs = 1'700'000'000'000;

}  // namespace

Bytes batch_of(const std::vector<std::string>& values, const protocol::BatchBuilder::Options& options) {
  protocol::BatchBuilder builder(options);
  for (const auto& value : values) builder.add(kTimestampMs, std::nullopt, as_bytes(value));
  return builder.build();
}

std::vector<std::string> values_in(const protocol::Records& records) {
  std::vector<std::string> values;
  auto bytes = records.bytes();
  while (const auto header = protocol::read_batch_header(bytes)) {
    if (header->size() > bytes.size()) break;
    if (header->is_control()) {
      bytes = bytes.subspan(header->size());
      continue;
    }
    auto content = bytes.subspan(protocol::BatchLayout::kHeaderSize,
                                 header->size() - protocol::BatchLayout::kHeaderSize);
    Bytes expanded;
    if (header->codec_bits() != 0) {
      if (auto done = protocol::decompress(header->codec(), content, expanded, {}); !done)
        throw std::runtime_error(done.error());
      content = expanded;
    }
    protocol::RecordReader reader(content);
    for (std::int32_t i = 0; i < header->record_count; ++i)
      values.emplace_back(as_text(reader.next().value().value.value_or(ByteView())));  // none in a tombstone
    bytes = bytes.subspan(header->size());
  }
  return values;
}

namespace {

protocol::ProduceRequest produce_request(const ProduceSpec& spec) {
  protocol::ProduceRequest request;
  request.acks = spec.acks;
  request.timeout_ms = spec.timeout_ms;
  request.topic_data.push_back({.name = spec.topic, .topic_id = {}, .partition_data = {}});
  request.topic_data[0].partition_data.push_back({spec.partition, ByteView(spec.batch)});
  return request;
}

}  // namespace

Bytes produce_frame(Client& client, const ProduceSpec& spec) {
  return client.frame_of(0, kProduceVersion, true, protocol::encode(produce_request(spec), kProduceVersion));
}

std::int32_t send_produce(Client& client, const ProduceSpec& spec) {
  return client.send(produce_request(spec), kProduceVersion);
}

Produced receive_produced(Client& client, std::optional<std::int32_t> correlation) {
  return client.receive<protocol::ProduceResponse>(kProduceVersion, correlation)
      ->responses.at(0)
      .partition_responses.at(0);
}

Produced produce(Client& client, const ProduceSpec& spec) {
  const auto correlation = send_produce(client, spec);
  return receive_produced(client, correlation);
}

protocol::FetchRequest fetch_request(const FetchSpec& spec) {
  protocol::FetchRequest request;
  request.max_wait_ms = spec.max_wait_ms;
  request.min_bytes = spec.min_bytes;
  request.max_bytes = spec.max_bytes;
  request.isolation_level = spec.isolation_level;
  request.session_id = spec.session_id;
  request.session_epoch = spec.session_epoch;
  for (const auto& from : spec.from) {
    request.topics.push_back({.topic = from.topic, .topic_id = from.topic_id, .partitions = {}});
    request.topics.back().partitions.push_back({.partition = from.partition,
                                                .current_leader_epoch = from.leader_epoch,
                                                .fetch_offset = from.offset,
                                                .partition_max_bytes = from.max_bytes});
  }
  for (const auto& forgotten : spec.forget)
    request.forgotten_topics_data.push_back({forgotten.topic, forgotten.topic_id, {forgotten.partition}});
  return request;
}

Fetched fetch(Client& client, const FetchSpec& spec) {
  return client.ask<protocol::FetchResponse>(fetch_request(spec), spec.version);
}

std::int32_t send_long_poll(Client& client, std::int64_t offset, const std::string& topic) {
  const FetchSpec spec{.from = {{.topic = topic, .offset = offset}}, .max_wait_ms = kLong};
  return client.send(fetch_request(spec), spec.version);
}

const FetchedPartition& only_partition(const Fetched& fetched) {
  return fetched->responses.at(0).partitions.at(0);
}

std::vector<std::string> values_in(const Fetched& fetched) {
  return values_in(only_partition(fetched).records);
}

protocol::ListOffsetsRequest list_offsets_request(const std::string& topic, std::int32_t partition,
                                                  std::int64_t timestamp) {
  protocol::ListOffsetsRequest request;
  request.replica_id = -1;
  request.topics.push_back({.name = topic, .partitions = {}});
  request.topics[0].partitions.push_back({.partition_index = partition, .timestamp = timestamp});
  return request;
}

Offset list_offset(Client& client, const std::string& topic, std::int32_t partition, std::int64_t timestamp) {
  return client
      .ask<protocol::ListOffsetsResponse>(list_offsets_request(topic, partition, timestamp),
                                          kListOffsetsVersion)
      ->topics.at(0)
      .partitions.at(0);
}

Uuid create_topic(Client& client, const TopicSpec& spec) {
  protocol::CreateTopicsRequest request;
  request.topics.push_back({.name = spec.name, .num_partitions = spec.partitions, .replication_factor = 1});
  for (const auto& [name, value] : spec.configs) request.topics[0].configs.push_back({name, value});
  const auto answer = client.ask<protocol::CreateTopicsResponse>(request, 7);
  const auto& topic = answer->topics.at(0);
  if (topic.error_code != 0) throw std::runtime_error(topic.error_message.value_or("no message"));
  return topic.topic_id;
}

ErrorCode delete_topic(Client& client, const std::string& name) {
  protocol::DeleteTopicsRequest request;
  request.topics.push_back({.name = name, .topic_id = {}});
  return error_of(client.ask<protocol::DeleteTopicsResponse>(request, 6)->responses.at(0));
}

Answer<protocol::MetadataResponse> metadata(Client& client, const MetadataSpec& spec) {
  protocol::MetadataRequest request;
  request.topics.reset();
  if (spec.topics) {
    request.topics.emplace();
    for (const auto& name : *spec.topics) request.topics->push_back({.topic_id = {}, .name = name});
  }
  request.allow_auto_topic_creation = spec.allow_auto_topic_creation;
  return client.ask<protocol::MetadataResponse>(request, kMetadataVersion);
}

void find_coordinator(Client& client, const std::string& group) {
  protocol::FindCoordinatorRequest request;
  request.coordinator_keys = {group};
  const auto answer = client.ask<protocol::FindCoordinatorResponse>(request, 6);
  if (answer->coordinators.at(0).error_code != 0) throw std::runtime_error("there is no coordinator");
  // As a client does: asks again as long as the coordinator is loading.
  while (offsets_error(client, group) == ErrorCode::kCoordinatorLoadInProgress) continue;
}

ErrorCode commit_offset(Client& client, std::int64_t offset, const std::string& topic,
                        const std::string& group) {
  protocol::OffsetCommitRequest request;
  request.group_id = group;
  request.topics.push_back({.name = topic, .topic_id = {}, .partitions = {}});
  request.topics[0].partitions.push_back({.partition_index = 0, .committed_offset = offset});
  return error_of(client.ask<protocol::OffsetCommitResponse>(request, 9)->topics.at(0).partitions.at(0));
}

namespace {

protocol::OffsetFetchResponse::OffsetFetchResponseGroup fetch_offsets(Client& client,
                                                                      const std::string& topic,
                                                                      const std::string& group) {
  protocol::OffsetFetchRequest request;
  auto& wanted = request.groups.emplace_back();
  wanted.group_id = group;
  wanted.topics->push_back({.name = topic, .topic_id = {}, .partition_indexes = {0}});
  return client.ask<protocol::OffsetFetchResponse>(request, 9)->groups.at(0);
}

}  // namespace

std::int64_t committed_offset(Client& client, const std::string& topic, const std::string& group) {
  return fetch_offsets(client, topic, group).topics.at(0).partitions.at(0).committed_offset;
}

ErrorCode offsets_error(Client& client, const std::string& group) {
  return error_of(fetch_offsets(client, "t", group));
}

std::int64_t init_producer_id(Client& client) {
  protocol::InitProducerIdRequest request;
  request.transactional_id.reset();
  return client.ask<protocol::InitProducerIdResponse>(request, 5)->producer_id;
}

}  // namespace moldau::broker::test
