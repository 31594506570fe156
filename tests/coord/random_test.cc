#include <random>
#include <utility>

#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

/// A client of the group protocol that does what it likes, in any order.
struct Client {
  std::optional<std::string> instance_id;
  std::string member_id;
  std::int32_t generation = -1;
  bool must_join = true, must_sync = false;
  std::optional<Ticket> joining;
};

/// Thousands of random operations on a group; the seed is the parameter.
class RandomTest : public ShardTest, public ::testing::WithParamInterface<std::uint32_t> {
 protected:
  static constexpr std::size_t kClients = 10;

  RandomTest() : random_(GetParam()), clients_(kClients) {
    config_.group_initial_rebalance_delay_ms = GetParam() % 2 ? 3'000 : 0;
    config_.group_max_size = GetParam() % 3 ? 1'000 : 7;
    config_.offsets_retention_ms = 60'000;
    config_.offsets_retention_check_interval_ms = 20'000;
    reload();
    for (std::size_t i = 0; i < kClients / 2; ++i) clients_[i].instance_id = "i" + std::to_string(i);
  }

  std::uint32_t below(std::uint32_t limit) {
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(random_);
  }
  Client& any() { return clients_[below(kClients)]; }

  /// Mostly what a good client does, so that the group gets somewhere; else anything.
  void step() {
    auto& client = any();
    if (below(4) > 0)
      act_well(client);
    else
      act(client);
    for (auto& each : clients_) listen(each);
  }

  void act_well(Client& client) {
    if (client.joining) return advance(below(50));
    if (client.must_join) return void(client.joining = join(spec(client)));
    if (std::exchange(client.must_sync, false)) return void(sync(sync_spec(client)));
    const auto error = heartbeat(client.member_id, client.generation, client.instance_id);
    client.must_join = error != ErrorCode::kNone;
    if (client.must_join && error != ErrorCode::kRebalanceInProgress) client.member_id.clear();
    if (below(3) == 0) commit_something(client);
  }

  void act(Client& client) {
    switch (below(8)) {
      case 0: client.joining = join(spec(client)); break;
      case 1: sync(sync_spec(client)); break;
      case 2: heartbeat(client.member_id, client.generation, client.instance_id); break;
      case 3: commit_something(client); break;
      case 4:
        if (below(6) == 0) leave({{client.member_id, client.instance_id}});
        break;
      case 5:
        if (below(20) == 0) client.member_id.clear();
        break;
      default: rare();
    }
  }

  void commit_something(const Client& client) {
    commit({.member_id = client.member_id,
            .generation = client.generation,
            .instance_id = client.instance_id,
            .partitions = {static_cast<std::int32_t>(below(5))},
            .offset = ++committed_});
  }

  void rare() {
    advance(below(4'000));
    if (below(60) == 0) advance(100'000);
    if (below(40) == 0) reload(), forget_generations();
    if (below(30) == 0) {
      const std::vector<DeletedTopic> deleted = {{"t", {}, now_.wall_ms}};
      run(shard_->remove_topics(deleted, now_));
    }
    if (below(30) == 0) remove();
    if (is_failing_ && below(10) == 0)
      fail_appends(below(2) ? ErrorCode::kNotEnoughReplicas : ErrorCode::kMessageTooLarge);
  }

  JoinSpec spec(const Client& client) {
    JoinSpec spec{.member_id = client.member_id, .instance_id = client.instance_id, .rebalance_ms = 8'000};
    spec.version = static_cast<std::int16_t>(client.instance_id ? 5 + below(5) : below(10));
    spec.protocols = {{"range", subscription({"t"})}, {"sticky", bytes("s")}};
    if (below(30) == 0) std::swap(spec.protocols[0], spec.protocols[1]);
    if (below(60) == 0) spec.protocols.pop_back();
    return spec;
  }

  SyncSpec sync_spec(const Client& client) {
    SyncSpec spec{
        .member_id = client.member_id, .generation = client.generation, .instance_id = client.instance_id};
    spec.version = 4;
    spec.type.reset();
    spec.protocol.reset();
    for (const auto& each : clients_) spec.assignments[each.member_id] = each.member_id;
    return spec;
  }

  /// Takes the answer to a client's join, once it is there.
  void listen(Client& client) {
    if (!client.joining || is_waiting(*client.joining)) return;
    const auto& answer = joined(*client.joining);
    client.joining.reset();
    const auto error = ErrorCode{answer.error_code};
    if (error == ErrorCode::kMemberIdRequired) client.member_id = answer.member_id;
    if (error == ErrorCode::kUnknownMemberId || error == ErrorCode::kFencedInstanceId)
      client.member_id.clear();
    if (error != ErrorCode::kNone) return;
    client.member_id = answer.member_id;
    client.generation = answer.generation_id;
    client.must_join = false;
    client.must_sync = true;
  }

  /// A generation has one leader, and comes after those before it.
  void on_answer(const Answer& answer) override {
    if (const auto* synced = std::get_if<protocol::SyncGroupResponse>(&answer.response))
      assignments_ += synced->error_code == 0;
    const auto* response = std::get_if<protocol::JoinGroupResponse>(&answer.response);
    if (!response || response->error_code != 0) return;
    EXPECT_GE(response->generation_id, generation_);
    generation_ = response->generation_id;
    if (response->members.empty() || response->skip_assignment) return;
    EXPECT_EQ(response->leader, response->member_id);
    EXPECT_EQ(leaders_.try_emplace(generation_, response->leader).first->second, response->leader);
  }

  /// Groups that are gone, or that a restart took back to what was written, count again.
  void forget_generations() {
    generation_ = 0;
    leaders_.clear();
  }

  void check() {
    if (state() == "Dead") forget_generations();
    const auto group = described();
    std::set<std::string> ids, instances;
    for (const auto& member : group.members) {
      EXPECT_TRUE(ids.insert(member.member_id).second);
      if (member.group_instance_id) EXPECT_TRUE(instances.insert(*member.group_instance_id).second);
    }
    if (group.group_state == "Empty") EXPECT_TRUE(group.members.empty());
    if (group.group_state == "Stable") EXPECT_FALSE(group.members.empty());
    // While members rejoin, those who have not are not counted.
    EXPECT_LE(group.members.size(), 2 * static_cast<std::size_t>(config_.group_max_size));
  }

  void play(int steps) {
    for (int i = 0; i < steps && !HasFailure(); ++i) {
      step();
      check();
    }
    // Nobody comes any more: all that wait hear something, and the group ends.
    advance(3'600'000);
    for (auto& client : clients_) listen(client);
    EXPECT_GT(assignments_, steps / 100) << "the group hardly ever got stable";
    EXPECT_TRUE(waiting_.empty()) << waiting_.size() << " requests were never answered";
    EXPECT_TRUE(state() == "Empty" || state() == "Dead") << state();
  }

  std::mt19937 random_;
  std::vector<Client> clients_;
  std::int32_t generation_ = 0;
  std::map<std::int32_t, std::string> leaders_;
  std::int64_t committed_ = 0;
  int assignments_ = 0;
  bool is_failing_ = false;
};

TEST_P(RandomTest, AnyOrderOfRequestsKeepsTheGroupSound_G10) {
  play(2'500);
}

TEST_P(RandomTest, AnyOrderOfRequestsAndFailedAppendsAnswersAll) {
  is_failing_ = true;
  expect_same_after_replay_ = false;
  play(2'500);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTest, ::testing::Range(1u, 13u));

}  // namespace
}  // namespace moldau::coord
