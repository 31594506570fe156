#include "tests/sim/operator.h"

#include <fmt/format.h>

#include "protocol/messages/21_delete_records.h"
#include "protocol/messages/34_alter_replica_log_dirs.h"

namespace moldau::sim {
namespace {

using boost::asio::awaitable;
constexpr std::int16_t kMoveVersion = 2, kDeleteRecordsVersion = 2;

}  // namespace

awaitable<void> Operator::run() {
  while (!world_.is_ending()) {
    co_await world_.rest(100, 3'000);
    const auto& place = world_.scheduler.any(places_);
    if (world_.ledger.expires(place))
      co_await delete_records(place);
    else
      co_await move(place);
  }
}

awaitable<void> Operator::move(Place place) {
  const std::string directory = world_.scheduler.one_in(2) ? "/disk/a" : "/disk/b";
  protocol::AlterReplicaLogDirsRequest request;
  auto& wanted = request.dirs.emplace_back();
  wanted.path = directory;
  wanted.topics.push_back({.name = place.topic, .partitions = {place.partition}});
  const auto frame = co_await client_.ask(request, kMoveVersion);
  const auto answer = answer_in<protocol::AlterReplicaLogDirsResponse>(client_, frame, kMoveVersion);
  if (answer) check("a move to " + directory, place, error_of(answer->results.at(0).partitions.at(0)));
}

/// Of what somebody has seen already.
awaitable<void> Operator::delete_records(Place place) {
  const auto end = world_.ledger.marks(place).high_watermark;
  protocol::DeleteRecordsRequest request;
  request.timeout_ms = 5'000;
  auto& topic = request.topics.emplace_back();
  topic.name = place.topic;
  topic.partitions.push_back(
      {.partition_index = place.partition, .offset = world_.scheduler.between(0, end)});
  const auto frame = co_await client_.ask(request, kDeleteRecordsVersion);
  const auto answer = answer_in<protocol::DeleteRecordsResponse>(client_, frame, kDeleteRecordsVersion);
  if (answer) check("DeleteRecords", place, error_of(answer->topics.at(0).partitions.at(0)));
}

void Operator::check(const std::string& what, const Place& place, ErrorCode error) {
  world_.scheduler.note("{}: {}: {}: {}", client_.name(), place.to_string(), what, protocol::name(error));
  if (error != ErrorCode::kNone && error != ErrorCode::kOffsetOutOfRange && !is_passing(error))
    world_.fail(fmt::format("{}: {}: {}", place.to_string(), what, protocol::name(error)));
}

}  // namespace moldau::sim
