#pragma once

#include <cstdint>
#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "coord/group_shard.h"
#include "protocol/error_code.h"

namespace moldau::coord {

using protocol::ErrorCode;

/// What a consumer joins with: its topics, in the consumer protocol's version 1.
Bytes subscription(const std::vector<std::string>& topics);
Bytes bytes(std::string_view text);

struct JoinSpec {
  std::string group = "g";
  std::string member_id;
  std::optional<std::string> instance_id;
  std::int16_t version = 9;
  std::int32_t session_ms = 10'000;
  std::int32_t rebalance_ms = 30'000;
  std::string type = "consumer";
  std::vector<MemberProtocol> protocols = {{"range", subscription({"t"})}};
  std::string client_id = "client";
};

struct SyncSpec {
  std::string group = "g";
  std::string member_id;
  std::int32_t generation = 1;
  std::optional<std::string> instance_id;
  std::optional<std::string> type = "consumer";
  std::optional<std::string> protocol = "range";
  std::map<std::string, std::string> assignments;
  std::int16_t version = 5;
};

struct CommitSpec {
  std::string group = "g";
  std::string member_id;
  std::int32_t generation = -1;
  std::optional<std::string> instance_id;
  std::string topic = "t";
  std::vector<std::int32_t> partitions = {0};
  std::int64_t offset = 5;
  std::int32_t leader_epoch = -1;
  std::optional<std::string> metadata = "";
  std::int64_t retention_ms = -1;
  std::int64_t commit_timestamp_ms = -1;
  Uuid topic_id;
  std::int16_t version = 8;
};

struct TransactionSpec {
  std::int64_t producer_id = 7;
  std::string group = "g";
  std::string member_id;
  std::int32_t generation = -1;
  std::optional<std::string> instance_id;
  std::string topic = "t";
  std::vector<std::int32_t> partitions = {0};
  std::int64_t offset = 5;
  std::optional<std::string> metadata = "";
  Uuid topic_id;
  std::int16_t version = 5;
};

/// What is written to a shard's partition: a record, or the marker that ends a producer's transaction.
struct Logged {
  Record record;
  std::int64_t producer_id = GroupShard::kNoProducer;
  std::optional<bool> commits;
};

/// Plays the runtime around a shard: appends, replays, answers, lets time pass. At its end it replays all
/// that was written into a fresh shard, and wants the same durable state.
class ShardTest : public ::testing::Test {
 protected:
  ShardTest();
  void TearDown() override;

  // Requests. Those that may wait give their ticket; the others are answered at once.
  Ticket join(const JoinSpec& spec);
  /// Twice where the id must be known.
  Ticket join_with_id(JoinSpec spec);
  Ticket sync(const SyncSpec& spec);
  ErrorCode heartbeat(const std::string& member_id, std::int32_t generation,
                      std::optional<std::string> instance_id = {}, const std::string& group = "g");
  protocol::LeaveGroupResponse leave(std::vector<protocol::LeaveGroupRequest::MemberIdentity> members,
                                     const std::string& group = "g");
  ErrorCode leave(const std::string& member_id);
  ErrorCode commit(const CommitSpec& spec);
  ErrorCode commit_in_transaction(const TransactionSpec& spec);
  void end_transaction(bool commit, std::int64_t producer_id = 7);
  ErrorCode remove(const std::string& group = "g");

  // Answers.
  bool is_waiting(Ticket ticket) const { return waiting_.contains(ticket); }
  const protocol::JoinGroupResponse& joined(Ticket ticket) {
    return answer<protocol::JoinGroupResponse>(ticket);
  }
  const protocol::SyncGroupResponse& synced(Ticket ticket) {
    return answer<protocol::SyncGroupResponse>(ticket);
  }
  ErrorCode join_error(Ticket ticket) { return ErrorCode{joined(ticket).error_code}; }
  ErrorCode sync_error(Ticket ticket) { return ErrorCode{synced(ticket).error_code}; }
  template <class R>
  const R& answer(Ticket ticket) {
    static const R kNone{};
    const auto found = answers_.find(ticket);
    EXPECT_NE(found, answers_.end()) << "ticket " << ticket << " still waits";
    return found == answers_.end() ? kNone : std::get<R>(found->second);
  }

  // Reads.
  std::string state(const std::string& group = "g") const { return shard_->describe(group, 6).group_state; }
  DescribedGroup described(const std::string& group = "g") const { return shard_->describe(group, 6); }
  /// -1 where nothing was committed.
  std::int64_t committed(const std::string& topic = "t", std::int32_t partition = 0,
                         const std::string& group = "g", Uuid topic_id = {}) const;
  /// The same for who wants a stable offset; -2 where it is not.
  std::int64_t stable(const std::string& topic = "t", std::int32_t partition = 0,
                      const std::string& group = "g") const;

  // The runtime.
  Ticket new_ticket();
  void run(Effects effects);
  void advance(std::int64_t by_ms);
  /// Wall time alone: what NTP or an administrator does.
  void set_wall_forward(std::int64_t by_ms) { now_.wall_ms += by_ms; }
  /// Starts over from the records, as after a restart or a coordinator's move.
  void reload();
  void load(const std::vector<Record>& records);
  std::unique_ptr<GroupShard> fresh_shard();
  /// Everything that the next `count` appends would write is refused.
  void fail_appends(ErrorCode why, int count = 1) { failures_.assign(static_cast<std::size_t>(count), why); }

  /// Sees each answer as it is given.
  virtual void on_answer(const Answer&) {}

  // Scenes.
  /// A stable group, at the generation that its size is, of members that each got their own id as assignment;
  /// leader first.
  std::vector<std::string> stable_group(std::size_t size, JoinSpec spec = {});
  /// Brings members, who all wait or are told to rejoin, to the next generation, and all sync. Returns it.
  std::int32_t rebalance(const std::vector<std::string>& members, std::optional<Ticket> waiting = {});

  GroupConfig config_;
  Now now_{1'700'000'000'000, 5'000};
  std::unique_ptr<GroupShard> shard_;
  std::vector<Logged> log_;
  std::size_t batches_ = 0;
  std::set<Ticket> waiting_;
  std::map<Ticket, Response> answers_;
  /// What happened, so far as it was not abandoned.
  std::vector<Event> events_;
  /// Where a test refused an append that the group in memory goes on without.
  bool expect_same_after_replay_ = true;

 private:
  static void replay(GroupShard& shard, const Logged& entry);
  void expect_same_state(GroupShard& replayed);
  bool append(const Effects& effects);
  void deliver(const Effects& effects);

  std::deque<ErrorCode> failures_;
  Ticket last_ticket_ = 0;
  std::uint64_t uuids_ = 0;
};

}  // namespace moldau::coord
