#include "tests/coord/shard_fixture.h"

#include <algorithm>
#include <utility>

#include "base/diag.h"
#include "protocol/messages/consumer_protocol.h"
#include "protocol/wire/encode.h"

namespace moldau::coord {

Bytes bytes(std::string_view text) {
  return Bytes(text.begin(), text.end());
}

Bytes subscription(const std::vector<std::string>& topics) {
  Bytes out;
  protocol::Writer writer(out);
  writer.integer<std::int16_t>(1);
  protocol::encode(protocol::ConsumerProtocolSubscription{.topics = topics}, 1, writer);
  return out;
}

ShardTest::ShardTest() {
  diag::set_level(diag::Level::kOff);
  config_.group_initial_rebalance_delay_ms = 0;
  shard_ = fresh_shard();
  run(shard_->finish_loading(now_));
}

std::unique_ptr<GroupShard> ShardTest::fresh_shard() {
  return std::make_unique<GroupShard>(config_, [this] {
    Uuid id;
    store_be<std::uint64_t>(id.bytes.data() + 8, ++uuids_);
    return id;
  });
}

void ShardTest::TearDown() {
  if (!expect_same_after_replay_) return;
  auto fresh = fresh_shard();
  for (const auto& entry : log_) replay(*fresh, entry);
  expect_same_state(*fresh);
  // And of what is pending.
  for (const auto& entry : log_)
    for (auto* shard : {shard_.get(), fresh.get()}) shard->replay_end(entry.producer_id, true);
  expect_same_state(*fresh);
}

void ShardTest::replay(GroupShard& shard, const Logged& entry) {
  if (entry.commits)
    shard.replay_end(entry.producer_id, *entry.commits);
  else
    EXPECT_TRUE(shard.replay(entry.record.key, entry.record.value, entry.producer_id));
}

void ShardTest::expect_same_state(GroupShard& fresh) {
  const auto live = shard_->durable_state();
  std::set<Bytes> rebalancing;
  for (const auto& record : fresh.durable_state()) rebalancing.insert(record.key);
  for (const auto& record : live) rebalancing.erase(record.key);
  std::vector<Record> replayed;
  for (auto& record : fresh.durable_state())
    if (!rebalancing.contains(record.key)) replayed.push_back(std::move(record));
  EXPECT_EQ(live, replayed);
  for (const auto& key : rebalancing) {
    const auto group = std::string(key.begin() + 4, key.end());
    EXPECT_TRUE(state(group).ends_with("Rebalance")) << group << " is " << state(group);
  }
}

Ticket ShardTest::new_ticket() {
  waiting_.insert(++last_ticket_);
  return last_ticket_;
}

bool ShardTest::append(const Effects& effects) {
  if (effects.records.empty()) return true;
  if (!failures_.empty()) return false;
  ++batches_;
  const auto producer_id = effects.transaction ? effects.transaction->producer_id : GroupShard::kNoProducer;
  for (const auto& record : effects.records) {
    log_.push_back({record, producer_id, {}});
    replay(*shard_, log_.back());
  }
  return true;
}

void ShardTest::deliver(const Effects& effects) {
  events_.insert(events_.end(), effects.events.begin(), effects.events.end());
  for (const auto& answer : effects.answers) {
    EXPECT_EQ(waiting_.erase(answer.ticket), 1u) << "ticket " << answer.ticket << " answered twice";
    answers_.emplace(answer.ticket, answer.response);
    on_answer(answer);
  }
}

void ShardTest::run(Effects effects) {
  while (!append(effects)) {
    const auto why = failures_.front();
    failures_.pop_front();
    effects = shard_->abandon(std::move(effects), why, now_);
  }
  deliver(effects);
}

void ShardTest::advance(std::int64_t by_ms) {
  const auto until_ms = now_.steady_ms + by_ms;
  for (auto next = shard_->next_deadline_ms(); next && *next <= until_ms; next = shard_->next_deadline_ms()) {
    const auto step_ms = std::max<std::int64_t>(*next - now_.steady_ms, 0);
    now_ = {now_.wall_ms + step_ms, now_.steady_ms + step_ms};
    run(shard_->tick(now_));
  }
  now_ = {now_.wall_ms + until_ms - now_.steady_ms, until_ms};
}

void ShardTest::load(const std::vector<Record>& records) {
  log_.clear();
  for (const auto& record : records) log_.push_back({record, GroupShard::kNoProducer, {}});
  reload();
}

void ShardTest::reload() {
  deliver(shard_->unload());
  shard_ = fresh_shard();
  for (const auto& entry : log_) replay(*shard_, entry);
  run(shard_->finish_loading(now_));
}

Ticket ShardTest::join(const JoinSpec& spec) {
  const auto ticket = new_ticket();
  run(shard_->join(ticket,
                   {.group_id = spec.group,
                    .session_timeout_ms = spec.session_ms,
                    .rebalance_timeout_ms = spec.rebalance_ms,
                    .member_id = spec.member_id,
                    .group_instance_id = spec.instance_id,
                    .protocol_type = spec.type,
                    .protocols = spec.protocols},
                   {spec.version, spec.client_id, "/127.0.0.1"}, now_));
  return ticket;
}

Ticket ShardTest::join_with_id(JoinSpec spec) {
  const auto first = join(spec);
  if (is_waiting(first) || join_error(first) != ErrorCode::kMemberIdRequired) return first;
  spec.member_id = joined(first).member_id;
  return join(spec);
}

Ticket ShardTest::sync(const SyncSpec& spec) {
  const auto ticket = new_ticket();
  protocol::SyncGroupRequest request{.group_id = spec.group,
                                     .generation_id = spec.generation,
                                     .member_id = spec.member_id,
                                     .group_instance_id = spec.instance_id,
                                     .protocol_type = spec.type,
                                     .protocol_name = spec.protocol};
  for (const auto& [member, assignment] : spec.assignments)
    request.assignments.push_back({member, bytes(assignment)});
  run(shard_->sync(ticket, request, {spec.version, "client", "/127.0.0.1"}, now_));
  return ticket;
}

ErrorCode ShardTest::heartbeat(const std::string& member_id, std::int32_t generation,
                               std::optional<std::string> instance_id, const std::string& group) {
  const auto ticket = new_ticket();
  run(shard_->heartbeat(ticket, {group, generation, member_id, std::move(instance_id)}, now_));
  return ErrorCode{answer<protocol::HeartbeatResponse>(ticket).error_code};
}

protocol::LeaveGroupResponse ShardTest::leave(
    std::vector<protocol::LeaveGroupRequest::MemberIdentity> members, const std::string& group) {
  const auto ticket = new_ticket();
  run(shard_->leave(ticket, {.group_id = group, .members = std::move(members)}, {5, "client", "/127.0.0.1"},
                    now_));
  return answer<protocol::LeaveGroupResponse>(ticket);
}

ErrorCode ShardTest::leave(const std::string& member_id) {
  const auto response = leave({{.member_id = member_id}});
  return ErrorCode{response.members.empty() ? response.error_code : response.members.front().error_code};
}

ErrorCode ShardTest::commit(const CommitSpec& spec) {
  const auto ticket = new_ticket();
  protocol::OffsetCommitRequest request{.group_id = spec.group,
                                        .generation_id_or_member_epoch = spec.generation,
                                        .member_id = spec.member_id,
                                        .group_instance_id = spec.instance_id,
                                        .retention_time_ms = spec.retention_ms};
  auto& topic = request.topics.emplace_back();
  topic.name = spec.topic;
  topic.topic_id = spec.topic_id;
  for (const auto partition : spec.partitions)
    topic.partitions.push_back(
        {partition, spec.offset, spec.leader_epoch, spec.commit_timestamp_ms, spec.metadata});
  run(shard_->commit_offsets(ticket, request, {spec.version, "client", "/127.0.0.1"}, now_));
  const auto& response = answer<protocol::OffsetCommitResponse>(ticket);
  EXPECT_EQ(response.topics.at(0).name, spec.topic);
  EXPECT_EQ(response.topics.at(0).partitions.size(), spec.partitions.size());
  return ErrorCode{response.topics.at(0).partitions.back().error_code};
}

ErrorCode ShardTest::commit_in_transaction(const TransactionSpec& spec) {
  const auto ticket = new_ticket();
  protocol::TxnOffsetCommitRequest request{.transactional_id = "x",
                                           .group_id = spec.group,
                                           .producer_id = spec.producer_id,
                                           .generation_id_or_member_epoch = spec.generation,
                                           .member_id = spec.member_id,
                                           .group_instance_id = spec.instance_id};
  auto& topic = request.topics.emplace_back();
  topic.name = spec.topic;
  topic.topic_id = spec.topic_id;
  for (const auto partition : spec.partitions)
    topic.partitions.push_back({partition, spec.offset, -1, spec.metadata});
  run(shard_->commit_in_transaction(ticket, request, {spec.version, "client", "/127.0.0.1"}, now_));
  const auto& response = answer<protocol::TxnOffsetCommitResponse>(ticket);
  EXPECT_EQ(response.topics.at(0).name, spec.topic);
  EXPECT_EQ(response.topics.at(0).partitions.size(), spec.partitions.size());
  return ErrorCode{response.topics.at(0).partitions.back().error_code};
}

void ShardTest::end_transaction(bool commit, std::int64_t producer_id) {
  log_.push_back({{}, producer_id, commit});
  replay(*shard_, log_.back());
}

ErrorCode ShardTest::remove(const std::string& group) {
  const auto ticket = new_ticket();
  run(shard_->delete_group(ticket, group, {3, "admin", "/127.0.0.1"}, now_));
  const auto& result = answer<protocol::DeleteGroupsResponse::DeletableGroupResult>(ticket);
  EXPECT_EQ(result.group_id, group);
  return ErrorCode{result.error_code};
}

std::int64_t ShardTest::committed(const std::string& topic, std::int32_t partition, const std::string& group,
                                  Uuid topic_id) const {
  OffsetFetchGroup request{.group_id = group};
  request.topics->push_back({topic, topic_id, {partition}});
  const auto answer = shard_->fetch_offsets(request);
  EXPECT_EQ(answer.error_code, 0);
  return answer.topics.at(0).partitions.at(0).committed_offset;
}

std::int64_t ShardTest::stable(const std::string& topic, std::int32_t partition,
                               const std::string& group) const {
  OffsetFetchGroup request{.group_id = group};
  request.topics->push_back({topic, {}, {partition}});
  const auto answer = shard_->fetch_offsets(request, true).topics.at(0).partitions.at(0);
  if (ErrorCode{answer.error_code} == ErrorCode::kNone) return answer.committed_offset;
  EXPECT_EQ(ErrorCode{answer.error_code}, ErrorCode::kUnstableOffsetCommit);
  EXPECT_EQ(answer.committed_offset, -1);
  EXPECT_EQ(answer.committed_leader_epoch, -1);
  EXPECT_EQ(answer.metadata, "");
  return -2;
}

std::vector<std::string> ShardTest::stable_group(std::size_t size, JoinSpec spec) {
  std::vector<std::string> members;
  std::int32_t generation = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (spec.instance_id) spec.instance_id = "i" + std::to_string(i + 1);
    const auto ticket = join_with_id(spec);
    if (is_waiting(ticket)) {
      // Those who were there rejoin, so that the new one is in.
      const auto others = members;
      for (std::size_t k = 0; k < others.size(); ++k) {
        auto again = spec;
        again.member_id = others[k];
        if (spec.instance_id) again.instance_id = "i" + std::to_string(k + 1);
        join(again);
      }
    }
    members.push_back(joined(ticket).member_id);
    generation = joined(ticket).generation_id;
  }
  std::map<std::string, std::string> assignments;
  for (const auto& member : members) assignments[member] = member;
  for (const auto& member : members)
    sync({.group = spec.group,
          .member_id = member,
          .generation = generation,
          .type = spec.type,
          .protocol = spec.protocols.front().name,
          .assignments = assignments});
  EXPECT_EQ(state(spec.group), "Stable");
  return members;
}

std::int32_t ShardTest::rebalance(const std::vector<std::string>& members, std::optional<Ticket> waiting) {
  std::vector<Ticket> tickets;
  if (waiting) tickets.push_back(*waiting);
  for (const auto& member : members) tickets.push_back(join({.member_id = member}));
  std::map<std::string, std::string> assignments;
  for (const auto ticket : tickets) assignments[joined(ticket).member_id] = joined(ticket).member_id;
  const auto generation = joined(tickets.front()).generation_id;
  for (const auto& [member, unused] : assignments)
    sync({.member_id = member, .generation = generation, .assignments = assignments});
  EXPECT_EQ(state(), "Stable");
  return generation;
}

}  // namespace moldau::coord
