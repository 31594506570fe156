#include "tests/sim/reader.h"

#include <fmt/format.h>
#include <utility>

#include "tests/sim/topics.h"

namespace moldau::sim {

using boost::asio::awaitable;

namespace {

/// The last that names topics, and the first with their ids.
constexpr std::int16_t kByName = 12, kById = 13;

}  // namespace

protocol::FetchRequest fetch_request(const Place& place, std::int64_t offset, bool committed_only,
                                     std::int32_t max_wait_ms) {
  protocol::FetchRequest request;
  request.max_wait_ms = max_wait_ms;
  request.min_bytes = 1;
  request.isolation_level = committed_only ? 1 : 0;
  request.topics.push_back({.topic = place.topic, .topic_id = {}, .partitions = {}});
  request.topics[0].partitions.push_back(
      {.partition = place.partition, .fetch_offset = offset, .partition_max_bytes = 2'000});
  return request;
}

awaitable<std::optional<Consumed>> Fetch::run(std::int32_t max_wait_ms) {
  const auto before = client_.world().ledger.marks(place_);
  auto request = fetch_request(place_, offset_, committed_only_, max_wait_ms);
  request.topics[0].topic_id = topic_id;
  const auto version = topic_id.is_zero() ? kByName : kById;
  const auto frame = co_await client_.ask(request, version);
  const auto answer = answer_in<protocol::FetchResponse>(client_, frame, version);
  std::optional<Consumed> consumed;
  if (answer) consumed = take(answer->responses.at(0).partitions.at(0), before);
  if (answer && !consumed) co_await client_.world().rest(20, 300);
  co_return consumed;
}

std::optional<Consumed> Fetch::take(const FetchedPartition& part, const Marks& before) {
  auto& world = client_.world();
  const auto error = error_of(part);
  has_expired = error == ErrorCode::kOffsetOutOfRange && world.ledger.expires(place_);
  if (has_expired) return std::nullopt;
  if (error != ErrorCode::kNone) {
    if (!is_passing(error))
      world.fail(fmt::format("{}: {} from {}: {}", client_.name(), place_.to_string(), offset_,
                             protocol::name(error)));
    return std::nullopt;
  }
  marks = {part.high_watermark, part.last_stable_offset, part.log_start_offset};
  world.ledger.told(place_, before, marks);
  auto consumed = consume(part, offset_, committed_only_, world.ledger.is_whole(place_));
  if (!consumed.error.empty())
    world.fail(
        fmt::format("{}: {} from {}: {}", client_.name(), place_.to_string(), offset_, consumed.error));
  const auto end = committed_only_ ? marks.last_stable_offset : marks.high_watermark;
  if (!consumed.entries.empty() && consumed.entries.rbegin()->first >= end)
    world.fail(fmt::format("{}: {} shows {}, beyond {}", client_.name(), place_.to_string(),
                           consumed.entries.rbegin()->first, end));
  for (const auto& [offset, entry] : consumed.entries)
    world.ledger.seen(place_, offset, entry.value, committed_only_);
  return consumed;
}

Reader::Reader(World& world, std::string name, std::vector<Place> places, bool committed_only)
    : world_(world),
      client_(world, std::move(name)),
      places_(std::move(places)),
      committed_only_(committed_only) {}

awaitable<void> Reader::run() {
  while (!world_.is_ending()) {
    const auto& place = world_.scheduler.any(places_);
    auto& position = positions_[place];
    if (world_.scheduler.one_in(30)) position = 0;
    Fetch fetch(client_, place, position, committed_only_);
    const auto wait_ms = static_cast<std::int32_t>(world_.scheduler.between(0, 500));
    const auto consumed = co_await fetch.run(wait_ms);
    if (consumed) position = consumed->next_offset;
    if (fetch.has_expired) position = co_await skip_expired(client_, place, position);
    co_await world_.rest(0, 40);
  }
}

awaitable<std::int64_t> skip_expired(Client& client, Place place, std::int64_t position) {
  const auto start = co_await earliest_offset(client, place);
  if (start <= position)
    client.world().fail(
        fmt::format("{}: {} has no {}, and starts at {}", client.name(), place.to_string(), position, start));
  co_return start;
}

awaitable<void> Reader::read_all(const Place& place, Ledger::Content& content, Uuid topic_id) {
  std::int64_t position = 0;
  for (;;) {
    Fetch fetch(client_, place, position, committed_only_);
    fetch.topic_id = topic_id;
    const auto consumed = co_await fetch.run(0);
    if (fetch.has_expired) position = co_await skip_expired(client_, place, position);
    if (!consumed) continue;
    content.log_start_offset = fetch.marks.log_start_offset;
    auto& entries = committed_only_ ? content.committed : content.all;
    entries.insert(consumed->entries.begin(), consumed->entries.end());
    const auto end = committed_only_ ? fetch.marks.last_stable_offset : fetch.marks.high_watermark;
    position = consumed->next_offset;
    if (position >= end) co_return;
  }
}

}  // namespace moldau::sim
