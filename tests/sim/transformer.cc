#include "tests/sim/transformer.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "protocol/messages/09_offset_fetch.h"
#include "protocol/messages/22_init_producer_id.h"
#include "tests/sim/coordinators.h"
#include "tests/sim/reader.h"

namespace moldau::sim {
namespace {

using boost::asio::awaitable;
constexpr std::int16_t kInitVersion = 5, kOffsetFetchVersion = 9;

}  // namespace

Transformer::Transformer(World& world, Work work)
    : world_(world), work_(std::move(work)), client_(world, work_.transactional_id) {}

awaitable<void> Transformer::run() {
  co_await begin();
  for (;;) {
    const bool is_last = world_.is_ending() && !world_.clients().contains(work_.feeder);
    Fetch fetch(client_, work_.input, position_, true);
    const auto consumed = co_await fetch.run(100);
    bool alive = true;
    if (consumed && !consumed->entries.empty()) {
      alive = co_await transform(consumed->entries);
    } else if (consumed && is_last) {
      co_return;
    }
    if (!alive) co_await begin();
    co_await world_.rest(0, 100);
  }
}

awaitable<void> Transformer::begin() {
  if (transaction_ && transaction_->state == Transaction::State::kOpen)
    transaction_->state = Transaction::State::kAborted;  // its end was never asked for
  transaction_ = nullptr;
  for (bool begun = false; !begun;) {
    begun = co_await find_coordinator(client_, work_.transactional_id, kTransactionKey);
    if (begun) begun = co_await find_coordinator(client_, work_.group, kGroupKey);
    if (begun) begun = co_await init();
    if (begun) begun = co_await fetch_position();
    if (!begun) co_await world_.rest(20, 200);
  }
  world_.scheduler.note("{}: begins at {} with epoch {}", client_.name(), position_, epoch_);
}

awaitable<bool> Transformer::init() {
  protocol::InitProducerIdRequest request;
  request.transactional_id = work_.transactional_id;
  request.transaction_timeout_ms = 20'000;
  const auto frame = co_await client_.ask(request, kInitVersion);
  const auto answer = answer_in<protocol::InitProducerIdResponse>(client_, frame, kInitVersion);
  if (!answer) co_return false;
  const auto error = error_of(*answer);
  if (error != ErrorCode::kNone) {
    if (!is_passing(error))
      world_.fail(fmt::format("{}: InitProducerId: {}", client_.name(), protocol::name(error)));
    co_return false;
  }
  id_ = answer->producer_id;
  epoch_ = answer->producer_epoch;
  next_sequences_.clear();
  co_return true;
}

awaitable<bool> Transformer::fetch_position() {
  protocol::OffsetFetchRequest request;
  request.require_stable = true;
  auto& wanted = request.groups.emplace_back();
  wanted.group_id = work_.group;
  wanted.topics->push_back(
      {.name = work_.input.topic, .topic_id = {}, .partition_indexes = {work_.input.partition}});
  const auto frame = co_await client_.ask(request, kOffsetFetchVersion);
  const auto answer = answer_in<protocol::OffsetFetchResponse>(client_, frame, kOffsetFetchVersion);
  if (!answer || answer->groups.at(0).error_code != 0) co_return false;
  const auto& partition = answer->groups[0].topics.at(0).partitions.at(0);
  if (partition.error_code != 0) co_return false;
  position_ = std::max<std::int64_t>(partition.committed_offset, 0);
  if (position_ < committed_)
    world_.fail(fmt::format("{}: {} was committed, and {} is", work_.group, committed_, position_));
  co_return true;
}

awaitable<bool> Transformer::transform(std::map<std::int64_t, Entry> entries) {
  transaction_ = std::make_shared<Transaction>();
  transaction_->name = fmt::format("transaction {} of {}", ++transactions_, client_.name());
  std::map<Place, std::vector<Entry>> outputs;
  for (const auto& [offset, entry] : entries)
    outputs[work_.outputs[world_.scheduler.below(work_.outputs.size())]].push_back(
        {fmt::format("{}", offset), fmt::format("{}/{}", client_.name(), outputs_++)});
  const auto next = entries.rbegin()->first + 1;
  bool alive = true;
  if (!work_.second_protocol) {
    std::vector<Place> places;
    for (const auto& [place, written] : outputs) places.push_back(place);
    alive = co_await add_partitions(places);
  }
  for (const auto& [place, written] : outputs)
    if (alive) alive = co_await produce(place, written);
  if (alive && world_.scheduler.one_in(10)) co_await world_.rest(0, 3'000);
  if (alive) alive = co_await commit_offset(next);
  const bool commits = !world_.scheduler.one_in(5);
  if (alive) alive = co_await end(commits);
  if (!alive) co_return false;
  if (commits) position_ = committed_ = next;
  co_return true;
}

Transformer::Verdict Transformer::judge(const char* what, std::optional<ErrorCode> error) {
  if (error == ErrorCode::kNone) return Verdict::kDone;
  world_.scheduler.note("{}: {}: {}", client_.name(), what, error ? protocol::name(*error) : "no answer");
  // Whoever got no answer may ask again or begin anew. Not in the first protocol: what was sent before may
  // come when the next transaction has begun, with the same epoch (KAFKA-17754).
  if (!error) return work_.second_protocol && world_.scheduler.one_in(2) ? Verdict::kAgain : Verdict::kAnew;
  return is_passing(*error) ? Verdict::kAgain : Verdict::kAnew;
}

}  // namespace moldau::sim
