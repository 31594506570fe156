#include "tests/sim/administrator.h"

#include <fmt/format.h>

#include "protocol/messages/32_describe_configs.h"
#include "protocol/messages/44_incremental_alter_configs.h"
#include "tests/sim/producer.h"
#include "tests/sim/reader.h"

namespace moldau::sim {
namespace {

using boost::asio::awaitable;
constexpr std::int16_t kAlterVersion = 1, kDescribeVersion = 4, kProduceVersion = 13;
constexpr std::int8_t kTopicResource = 2;
/// One that changes nothing that the other clients see.
constexpr const char* kKey = "file.delete.delay.ms";

}  // namespace

awaitable<void> Alterer::run() {
  while (!world_.is_ending()) {
    co_await alter();
    co_await world_.rest(50, 1'500);
    bool described = false;
    while (!described) described = co_await describe();
  }
}

awaitable<void> Alterer::alter() {
  protocol::IncrementalAlterConfigsRequest request;
  auto& resource = request.resources.emplace_back();
  resource.resource_type = kTopicResource;
  resource.resource_name = topic_;
  const auto value = std::to_string(++last_value_);
  resource.configs.push_back({.name = kKey, .config_operation = 0, .value = value});
  in_doubt_[value] = world_.offsets.life();
  const auto frame = co_await client_.ask(request, kAlterVersion);
  const auto answer = answer_in<protocol::IncrementalAlterConfigsResponse>(client_, frame, kAlterVersion);
  if (!answer) co_return;
  const auto error = error_of(answer->responses.at(0));
  if (error == ErrorCode::kNone) {
    acknowledged_ = value;
    in_doubt_.erase(value);
    std::erase_if(in_doubt_, [&](const auto& each) { return each.second < world_.offsets.life(); });
  } else if (!is_passing(error)) {
    world_.fail(fmt::format("{}: {}", client_.name(), answer->responses[0].error_message.value_or("")));
  }
}

awaitable<bool> Alterer::describe() {
  protocol::DescribeConfigsRequest request;
  request.resources.push_back(
      {.resource_type = kTopicResource, .resource_name = topic_, .configuration_keys = {{kKey}}});
  const auto frame = co_await client_.ask(request, kDescribeVersion);
  const auto answer = answer_in<protocol::DescribeConfigsResponse>(client_, frame, kDescribeVersion);
  if (!answer) co_return false;
  if (error_of(answer->results.at(0)) != ErrorCode::kNone) {
    co_await world_.rest(20, 300);
    co_return false;
  }
  const auto found = answer->results[0].configs.at(0).value.value_or("");
  if (found != acknowledged_ && !in_doubt_.contains(found))
    world_.fail(fmt::format("{}: {} is {} and was {}", client_.name(), kKey, found, acknowledged_));
  co_return true;
}

awaitable<void> Recreator::run() {
  while (!world_.is_ending()) {
    co_await live();
    co_await world_.rest(0, 500);
  }
}

awaitable<void> Recreator::live() {
  const Place place{fmt::format("{} ({})", topic_, ++lives_), 0};
  const TopicSpec spec{.name = topic_, .partitions = 1, .configs = {{"internal.segment.bytes", "1000"}}};
  const auto id = co_await create_topic(client_, spec);
  world_.scheduler.note("{}: {} with id {} is made", client_.name(), place.topic, id.to_string());
  bool alive = true;
  for (auto left = world_.scheduler.between(1, 6); left > 0 && alive; --left)
    alive = co_await write(place, id);
  Ledger::Content content;
  Reader reader(world_, client_.name() + "-reader", {}, false);
  co_await reader.read_all(place, content, id);
  world_.ledger.audit(place, content);
  co_await delete_topic(client_, id);
  world_.scheduler.note("{}: {} with id {} is deleted", client_.name(), place.topic, id.to_string());
}

/// Once: where the answer is lost nobody knows whether it is there, or comes behind what is written next.
awaitable<bool> Recreator::write(Place place, Uuid id) {
  std::vector<Entry> entries;
  for (auto left = world_.scheduler.between(1, 3); left > 0; --left)
    entries.push_back({"", fmt::format("{}/{}", client_.name(), written_++)});
  const auto batch = batch_of(entries, world_.scheduler.wall_ms(), {});
  auto request = produce_request(place, batch);
  request.topic_data[0].topic_id = id;
  world_.ledger.sent(place, values_of(entries));
  const auto frame = co_await client_.ask(request, kProduceVersion);
  const auto answer = answer_in<protocol::ProduceResponse>(client_, frame, kProduceVersion);
  if (!answer) co_return false;
  const auto& part = answer->responses.at(0).partition_responses.at(0);
  const auto error = error_of(part);
  if (error == ErrorCode::kNone)
    world_.ledger.acknowledged(place, values_of(entries), part.base_offset);
  else if (!is_passing(error))
    world_.fail(fmt::format("{}: {}: {}", client_.name(), place.to_string(), protocol::name(error)));
  co_return error == ErrorCode::kNone;
}

}  // namespace moldau::sim
