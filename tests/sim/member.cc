#include "tests/sim/member.h"

#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "protocol/messages/09_offset_fetch.h"
#include "tests/sim/coordinators.h"
#include "tests/sim/reader.h"

namespace moldau::sim {
namespace {

using boost::asio::awaitable;
constexpr std::int16_t kJoinVersion = 9, kSyncVersion = 5, kOffsetFetchVersion = 9;
constexpr const char* kProtocolType = "consumer";
constexpr const char* kProtocol = "range";

/// As consumers have it: version, topics, no data of their own.
Bytes subscription_to(const std::string& topic) {
  Bytes bytes;
  protocol::Writer writer(bytes);
  writer.integer<std::int16_t>(0);
  writer.integer<std::int32_t>(1);
  writer.integer<std::int16_t>(static_cast<std::int16_t>(topic.size()));
  writer.raw(as_bytes(topic));
  writer.integer<std::int32_t>(-1);
  return bytes;
}

}  // namespace

Member::Member(World& world, std::string name, Group group)
    : world_(world), group_(std::move(group)), client_(world, std::move(name)) {}

awaitable<void> Member::run() {
  while (!world_.is_ending()) {
    bool joined = co_await find_coordinator(client_, group_.id, kGroupKey);
    if (joined) joined = co_await join();
    if (joined) joined = co_await fetch_positions();
    if (joined) co_await work();
    co_await world_.rest(10, 200);
  }
}

void Member::learn(ErrorCode error) {
  if (error == ErrorCode::kNone) return;
  is_member_ = false;
  if (error == ErrorCode::kUnknownMemberId) id_.clear();
  const bool is_known = error == ErrorCode::kUnknownMemberId || error == ErrorCode::kRebalanceInProgress ||
                        error == ErrorCode::kIllegalGeneration || is_passing(error);
  if (!is_known) world_.fail(fmt::format("{}: {}", client_.name(), protocol::name(error)));
}

awaitable<bool> Member::join() {
  protocol::JoinGroupRequest request;
  request.group_id = group_.id;
  request.session_timeout_ms = 6'000;
  request.rebalance_timeout_ms = 3'000;
  request.member_id = id_;
  request.protocol_type = kProtocolType;
  request.protocols.push_back({kProtocol, subscription_to(group_.places.front().topic)});
  const auto life = world_.offsets.life();
  const auto frame = co_await client_.ask(request, kJoinVersion);
  const auto answer = answer_in<protocol::JoinGroupResponse>(client_, frame, kJoinVersion);
  if (!answer) co_return false;
  const auto error = error_of(*answer);
  if (error == ErrorCode::kMemberIdRequired) {
    id_ = answer->member_id;
    co_return false;
  }
  learn(error);
  if (error != ErrorCode::kNone) co_return false;
  id_ = answer->member_id;
  generation_ = answer->generation_id;
  world_.offsets.joined(group_.id, generation_, life);
  co_return co_await sync(*answer);
}

/// The leader deals the partitions out in turn: two numbers and the topic's name in each member's bytes are
/// ours alone.
protocol::SyncGroupRequest Member::assignment_of(const protocol::JoinGroupResponse& joined) const {
  protocol::SyncGroupRequest request;
  request.group_id = group_.id;
  request.generation_id = generation_;
  request.member_id = id_;
  request.protocol_type = kProtocolType;
  request.protocol_name = kProtocol;
  for (const auto& member : joined.members) request.assignments.push_back({member.member_id, {}});
  for (std::size_t i = 0; i < group_.places.size() && !request.assignments.empty(); ++i)
    request.assignments[i % request.assignments.size()].assignment.push_back(static_cast<std::uint8_t>(i));
  return request;
}

awaitable<bool> Member::sync(protocol::JoinGroupResponse joined) {
  const auto request = assignment_of(joined);
  const auto frame = co_await client_.ask(request, kSyncVersion);
  const auto answer = answer_in<protocol::SyncGroupResponse>(client_, frame, kSyncVersion);
  if (!answer) co_return false;
  const auto error = error_of(*answer);
  learn(error);
  if (error != ErrorCode::kNone) co_return false;
  own(answer->assignment);
  is_member_ = true;
  co_return true;
}

void Member::own(ByteView assignment) {
  positions_.clear();
  for (const auto index : assignment) {
    const auto& place = group_.places.at(index);
    world_.offsets.owns(group_.id, generation_, place, id_);
    positions_[place] = 0;
  }
  world_.scheduler.note("{}: owns {} partitions in generation {}", client_.name(), positions_.size(),
                        generation_);
}

awaitable<bool> Member::fetch_positions() {
  protocol::OffsetFetchRequest request;
  auto& wanted = request.groups.emplace_back();
  wanted.group_id = group_.id;
  wanted.topics->push_back({.name = group_.places.front().topic, .topic_id = {}, .partition_indexes = {}});
  for (const auto& [place, position] : positions_)
    wanted.topics->at(0).partition_indexes.push_back(place.partition);
  const auto since = world_.offsets.now();
  const auto frame = co_await client_.ask(request, kOffsetFetchVersion);
  const auto answer = answer_in<protocol::OffsetFetchResponse>(client_, frame, kOffsetFetchVersion);
  if (!answer) co_return false;
  const auto& group = answer->groups.at(0);
  if (group.error_code != 0) co_return false;
  for (const auto& topic : group.topics)
    for (const auto& partition : topic.partitions) {
      if (partition.error_code != 0) co_return false;
      const Place place{topic.name, partition.partition_index};
      world_.offsets.seen(group_.id, place, partition.committed_offset, since);
      positions_[place] = std::max<std::int64_t>(partition.committed_offset, 0);
    }
  co_return true;
}

awaitable<void> Member::work() {
  while (is_member_ && !world_.is_ending()) {
    co_await consume_some();
    if (world_.scheduler.one_in(40)) co_await world_.rest(1'000, 12'000);  // its session may end meanwhile
    if (world_.scheduler.one_in(40)) {
      co_await leave();
      co_return;
    }
    if (world_.scheduler.one_in(3)) {
      const auto error = co_await heartbeat();
      learn(error);
    }
    co_await world_.rest(10, 300);
  }
}

awaitable<void> Member::consume_some() {
  if (positions_.empty()) co_return;
  const auto at =
      std::next(positions_.begin(), static_cast<std::ptrdiff_t>(world_.scheduler.below(positions_.size())));
  const auto place = at->first;
  const auto position = at->second;
  Fetch fetch(client_, place, position, false);
  const auto consumed = co_await fetch.run(100);
  if (!consumed || consumed->next_offset == position) co_return;
  positions_[place] = consumed->next_offset;
  co_await commit(place, consumed->next_offset);
}

}  // namespace moldau::sim
