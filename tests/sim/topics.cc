#include "tests/sim/topics.h"

#include <fmt/format.h>

#include "protocol/messages/02_list_offsets.h"
#include "protocol/messages/03_metadata.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/messages/20_delete_topics.h"
#include "protocol/messages/44_incremental_alter_configs.h"
#include "tests/sim/coordinators.h"

namespace moldau::sim {
namespace {

using boost::asio::awaitable;
constexpr std::int16_t kCreateVersion = 7, kDeleteVersion = 6, kMetadataVersion = 12, kAlterVersion = 1,
                       kListOffsetsVersion = 9;

protocol::CreateTopicsRequest creation(const TopicSpec& spec) {
  protocol::CreateTopicsRequest request;
  request.topics.push_back({.name = spec.name, .num_partitions = spec.partitions, .replication_factor = 1});
  for (const auto& [name, value] : spec.configs) request.topics[0].configs.push_back({name, value});
  return request;
}

/// Of one that somebody made already: an answer that was lost.
awaitable<std::optional<Uuid>> id_of(Client& client, const std::string& name) {
  protocol::MetadataRequest request;
  request.topics.emplace();
  request.topics->push_back({.topic_id = {}, .name = name});
  request.allow_auto_topic_creation = false;
  const auto frame = co_await client.ask(request, kMetadataVersion);
  const auto answer = answer_in<protocol::MetadataResponse>(client, frame, kMetadataVersion);
  if (!answer || answer->topics.at(0).error_code != 0) co_return std::nullopt;
  co_return answer->topics.at(0).topic_id;
}

}  // namespace

awaitable<Uuid> create_topic(Client& client, TopicSpec spec) {
  const auto request = creation(spec);
  for (;;) {
    const auto frame = co_await client.ask(request, kCreateVersion);
    const auto answer = answer_in<protocol::CreateTopicsResponse>(client, frame, kCreateVersion);
    if (!answer) continue;
    const auto& made = answer->topics.at(0);
    const auto error = error_of(made);
    if (error == ErrorCode::kNone) co_return made.topic_id;
    std::optional<Uuid> id;
    if (error == ErrorCode::kTopicAlreadyExists) id = co_await id_of(client, spec.name);
    if (id) co_return *id;
    if (error != ErrorCode::kTopicAlreadyExists && !is_passing(error))
      client.world().fail(
          fmt::format("{}: {} is not made: {}", client.name(), spec.name, made.error_message.value_or("")));
    co_await client.world().rest(20, 300);
  }
}

awaitable<void> delete_topic(Client& client, Uuid id) {
  protocol::DeleteTopicsRequest request;
  request.topics.push_back({.name = {}, .topic_id = id});
  for (;;) {
    const auto frame = co_await client.ask(request, kDeleteVersion);
    const auto answer = answer_in<protocol::DeleteTopicsResponse>(client, frame, kDeleteVersion);
    if (!answer) continue;
    const auto error = error_of(answer->responses.at(0));
    if (error == ErrorCode::kNone || error == ErrorCode::kUnknownTopicId) co_return;
    if (!is_passing(error))
      client.world().fail(
          fmt::format("{}: a topic is not deleted: {}", client.name(), protocol::name(error)));
    co_await client.world().rest(20, 300);
  }
}

awaitable<void> create_coordinator_topic(Client& client, std::int8_t key_type) {
  for (;;) {
    const bool found = co_await find_coordinator(client, "any", key_type);
    if (found) co_return;
    co_await client.world().rest(20, 300);
  }
}

awaitable<void> configure_topic(Client& client, std::string topic, std::string name, std::string value) {
  protocol::IncrementalAlterConfigsRequest request;
  auto& resource = request.resources.emplace_back();
  resource.resource_type = 2;
  resource.resource_name = topic;
  resource.configs.push_back({.name = name, .config_operation = 0, .value = value});
  for (;;) {
    const auto frame = co_await client.ask(request, kAlterVersion);
    const auto answer = answer_in<protocol::IncrementalAlterConfigsResponse>(client, frame, kAlterVersion);
    if (answer && answer->responses.at(0).error_code == 0) co_return;
    if (answer)
      client.world().fail(
          fmt::format("{} of {}: {}", name, topic, answer->responses[0].error_message.value_or("")));
  }
}

awaitable<std::int64_t> earliest_offset(Client& client, Place place) {
  protocol::ListOffsetsRequest request;
  request.replica_id = -1;
  request.topics.push_back({.name = place.topic, .partitions = {}});
  request.topics[0].partitions.push_back({.partition_index = place.partition, .timestamp = -2});
  for (;;) {
    const auto frame = co_await client.ask(request, kListOffsetsVersion);
    const auto answer = answer_in<protocol::ListOffsetsResponse>(client, frame, kListOffsetsVersion);
    if (!answer) continue;
    const auto& found = answer->topics.at(0).partitions.at(0);
    if (error_of(found) == ErrorCode::kNone) co_return found.offset;
    if (!is_passing(error_of(found)))
      client.world().fail(fmt::format("{}: no earliest offset of {}: {}", client.name(), place.to_string(),
                                      protocol::name(error_of(found))));
    co_await client.world().rest(20, 300);
  }
}

std::vector<Place> places_of(const std::string& topic, std::int32_t partitions) {
  std::vector<Place> places;
  for (std::int32_t i = 0; i < partitions; ++i) places.push_back({topic, i});
  return places;
}

}  // namespace moldau::sim
