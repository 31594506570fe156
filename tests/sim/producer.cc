#include "tests/sim/producer.h"

#include <algorithm>
#include <fmt/format.h>

#include "protocol/messages/22_init_producer_id.h"

namespace moldau::sim {
namespace {

using boost::asio::awaitable;
constexpr std::int16_t kProduceVersion = 12, kInitVersion = 5;
constexpr std::size_t kMostInFlight = 5;

}  // namespace

protocol::ProduceRequest produce_request(const Place& place, ByteView batch) {
  protocol::ProduceRequest request;
  request.acks = -1;
  request.timeout_ms = 10'000;
  request.topic_data.push_back({.name = place.topic, .topic_id = {}, .partition_data = {}});
  request.topic_data[0].partition_data.push_back({place.partition, batch});
  return request;
}

Producer::Producer(World& world, std::string name, const std::vector<Place>& places)
    : world_(world), client_(world, std::move(name)) {
  for (const auto& place : places) targets_.push_back({.place = place, .unacknowledged = {}});
}

/// Cleaning keeps a producer's last batch, as Kafka's does. Who sends one before it once more, after two
/// crashes with a cleaning in between, is told that it is out of order.
std::size_t Producer::most_in_flight(const Target& target) const {
  return world_.ledger.compacts(target.place) ? 1 : kMostInFlight;
}

bool Producer::owes() const {
  return std::ranges::any_of(targets_, [](const auto& target) { return !target.unacknowledged.empty(); });
}

awaitable<void> Producer::run() {
  co_await become_producer();
  while (!world_.is_ending() || owes()) {
    auto& target = world_.scheduler.any(targets_);
    if (!world_.is_ending() && target.unacknowledged.size() < most_in_flight(target)) add_batch(target);
    while (world_.scheduler.one_in(3) && !world_.is_ending() &&
           target.unacknowledged.size() < most_in_flight(target))
      add_batch(target);
    if (!target.unacknowledged.empty()) co_await produce(target);
    co_await world_.rest(0, 60);
  }
  // It goes on after all that happened.
  for (auto& target : targets_) {
    add_batch(target);
    while (!target.unacknowledged.empty()) co_await produce(target);
  }
}

awaitable<void> Producer::become_producer() {
  while (id_ < 0) {
    protocol::InitProducerIdRequest request;
    request.transactional_id.reset();
    const auto frame = co_await client_.ask(request, kInitVersion);
    const auto answer = answer_in<protocol::InitProducerIdResponse>(client_, frame, kInitVersion);
    if (!answer || answer->error_code != 0) continue;
    id_ = answer->producer_id;
    epoch_ = answer->producer_epoch;
  }
}

void Producer::add_batch(Target& target) {
  Batch batch{.sequence = target.next_sequence, .entries = {}, .bytes = {}};
  for (auto left = world_.scheduler.between(1, 4); left > 0; --left) {
    const auto number = target.next_number++;
    batch.entries.push_back({fmt::format("k{}", number % 7), fmt::format("{}/{}", client_.name(), number)});
  }
  target.next_sequence += static_cast<std::int32_t>(batch.entries.size());
  batch.bytes =
      batch_of(batch.entries, world_.scheduler.wall_ms(),
               {.codec = world_.scheduler.one_in(4) ? protocol::Codec::kLz4 : protocol::Codec::kNone,
                .producer_id = id_,
                .producer_epoch = epoch_,
                .base_sequence = batch.sequence});
  target.unacknowledged.push_back(std::move(batch));
}

void Producer::send(const Target& target, const Batch& batch) {
  world_.ledger.sent(target.place, values_of(batch.entries));
  client_.send(produce_request(target.place, batch.bytes), kProduceVersion);
}

awaitable<void> Producer::produce(Target& target) {
  const auto count = target.unacknowledged.size();
  for (const auto& batch : target.unacknowledged) send(target, batch);
  bool failed = false;
  for (std::size_t i = 0; i < count; ++i) {
    const auto frame = co_await client_.receive();
    const auto answer = answer_in<protocol::ProduceResponse>(client_, frame, kProduceVersion);
    if (!answer) co_return;
    if (!take(target, *answer, failed)) failed = true;
  }
  if (failed) co_await world_.rest(20, 300);
}

bool Producer::take(Target& target, const protocol::ProduceResponse& answer, bool behind_failure) {
  const auto& part = answer.responses.at(0).partition_responses.at(0);
  const auto error = error_of(part);
  const auto& batch = target.unacknowledged.front();
  const bool is_done = error == ErrorCode::kNone || error == ErrorCode::kDuplicateSequenceNumber;
  if (is_done && behind_failure) {
    world_.fail(fmt::format("{}: a batch is acknowledged behind one that failed", client_.name()));
  } else if (is_done) {
    world_.scheduler.note("{}: sequence {} of {} is at {}", client_.name(), batch.sequence,
                          target.place.to_string(), part.base_offset);
    world_.ledger.acknowledged(target.place, values_of(batch.entries),
                               error == ErrorCode::kNone ? part.base_offset : -1);
    target.unacknowledged.pop_front();
  } else if (!is_passing(error) && !(behind_failure && error == ErrorCode::kOutOfOrderSequenceNumber)) {
    world_.fail(fmt::format("{}: sequence {} of {}: {} {}", client_.name(), batch.sequence,
                            target.place.to_string(), protocol::name(error),
                            part.error_message.value_or("")));
  }
  return is_done;
}

}  // namespace moldau::sim
