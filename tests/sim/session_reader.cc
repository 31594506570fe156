#include "tests/sim/session_reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace moldau::sim {
namespace {

using boost::asio::awaitable;
constexpr std::int16_t kVersion = 12;

template <class Topics>
auto& topic_in(Topics& topics, const std::string& name) {
  if (topics.empty() || topics.back().topic != name) topics.emplace_back().topic = name;
  return topics.back();
}

}  // namespace

SessionReader::SessionReader(World& world, std::string name, std::vector<Place> places, bool committed_only)
    : world_(world), client_(world, std::move(name)), committed_only_(committed_only) {
  for (auto& place : places) positions_[std::move(place)] = 0;
}

awaitable<void> SessionReader::run() {
  while (!world_.is_ending() || !is_at_end()) {
    change_mind();
    co_await fetch();
    co_await world_.rest(0, 40);
  }
}

bool SessionReader::is_at_end() const {
  return std::ranges::all_of(positions_, [this](const auto& each) {
    const auto marks = world_.ledger.marks(each.first);
    return each.second >= (committed_only_ ? marks.last_stable_offset : marks.high_watermark);
  });
}

void SessionReader::change_mind() {
  auto& scheduler = world_.scheduler;
  if (world_.is_ending()) return left_out_.reset();
  const auto any = [&] {
    return std::next(positions_.begin(), static_cast<std::ptrdiff_t>(scheduler.below(positions_.size())));
  };
  if (scheduler.one_in(10)) left_out_ = scheduler.one_in(2) ? std::optional(any()->first) : std::nullopt;
  if (scheduler.one_in(30)) any()->second = 0;
  if (scheduler.one_in(40)) epoch_ = 0;
}

SessionReader::Positions SessionReader::wanted() const {
  auto wanted = positions_;
  if (left_out_) wanted.erase(*left_out_);
  return wanted;
}

protocol::FetchRequest SessionReader::request(const Positions& wanted) const {
  auto& scheduler = world_.scheduler;
  protocol::FetchRequest request;
  request.max_wait_ms = static_cast<std::int32_t>(scheduler.between(0, 500));
  request.min_bytes = 1;
  request.max_bytes = static_cast<std::int32_t>(scheduler.between(1, 10'000));
  request.isolation_level = committed_only_ ? 1 : 0;
  request.session_id = session_id_;
  request.session_epoch = epoch_;
  for (const auto& [place, position] : wanted) {
    const auto known = told_.find(place);
    if (epoch_ != 0 && known != told_.end() && known->second == position) continue;
    topic_in(request.topics, place.topic)
        .partitions.push_back(
            {.partition = place.partition, .fetch_offset = position, .partition_max_bytes = 2'000});
  }
  if (epoch_ == 0) return request;
  for (const auto& [place, position] : told_)
    if (!wanted.contains(place))
      topic_in(request.forgotten_topics_data, place.topic).partitions.push_back(place.partition);
  return request;
}

awaitable<void> SessionReader::fetch() {
  const auto wanted_now = wanted();
  const auto asked = request(wanted_now);
  std::map<Place, Marks> before;
  for (const auto& [place, position] : wanted_now) before[place] = world_.ledger.marks(place);
  const bool begins = epoch_ == 0;
  const auto frame = co_await client_.ask(asked, kVersion);
  auto answer = answer_in<protocol::FetchResponse>(client_, frame, kVersion);
  told_.clear();
  epoch_ = 0;
  if (!answer) co_return;  // nobody knows what the session has been told
  const auto error = error_of(*answer);
  if (error == ErrorCode::kNone) {
    session_id_ = answer->session_id;
    epoch_ = session_id_ == 0 ? 0 : asked.session_epoch + 1;
    told_ = wanted_now;
    co_await take(std::move(*answer), std::move(before));
  } else if (error == ErrorCode::kFetchSessionIdNotFound && !begins) {
    session_id_ = 0;  // the broker has started anew
  } else {
    world_.fail(
        fmt::format("{}: {} in epoch {}", client_.name(), protocol::name(error), asked.session_epoch));
  }
}

awaitable<void> SessionReader::take(protocol::FetchResponse answer, std::map<Place, Marks> before) {
  for (auto& topic : answer.responses)
    for (auto& part : topic.partitions) {
      const Place place{topic.topic, part.partition_index};
      const auto marks = before.find(place);
      if (marks == before.end()) {
        world_.fail(fmt::format("{}: was not asked for {}", client_.name(), place.to_string()));
        co_return;
      }
      co_await take(place, std::move(part), marks->second);
    }
}

awaitable<void> SessionReader::take(Place place, FetchedPartition part, Marks before) {
  auto& position = positions_.at(place);
  Fetch fetch(client_, place, position, committed_only_);
  const auto consumed = fetch.take(part, before);
  if (consumed)
    position = consumed->next_offset;
  else if (fetch.has_expired)
    position = co_await skip_expired(client_, place, position);
  else
    co_await world_.rest(20, 300);
}

}  // namespace moldau::sim
