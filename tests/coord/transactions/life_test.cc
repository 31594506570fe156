#include <algorithm>
#include <random>

#include "tests/coord/transactions/transaction_fixture.h"

namespace moldau::coord::transactions {
namespace {

using enum TransactionState;

TEST_F(TransactionTest, a_transaction_grows_by_partitions_and_starts_once) {
  const auto producer = init().producer;
  add(producer, {0});
  const auto start_ms = now_there().start_ms;
  advance(1'000);
  add(producer, {0, 1});

  EXPECT_EQ(start_ms, now_.wall_ms - 1'000);
  EXPECT_EQ(now_there().start_ms, start_ms);
  EXPECT_EQ(now_there().last_update_ms, now_.wall_ms);
  EXPECT_EQ(now_there().partitions.size(), 2u);
}

TEST_F(TransactionTest, what_is_there_already_is_not_written_again) {
  const auto producer = init().producer;
  add(producer, {0, 1});
  const auto count = log_.size();

  EXPECT_EQ(add(producer, {1}), ErrorCode::kNone);

  EXPECT_EQ(log_.size(), count);
}

TEST_F(TransactionTest, both_protocols_may_follow_each_other) {
  const auto producer = init().producer;
  add(producer, {0}, kFirst);
  EXPECT_EQ(end(producer, true, kFirst).error, ErrorCode::kNone);
  EXPECT_EQ(now_there().client_version, kFirst);
  complete();
  add(producer);
  const auto next = end(producer, true).producer;
  EXPECT_EQ(now_there().client_version, kSecond);
  complete();

  EXPECT_EQ(next, (ProducerIdAndEpoch{100, 1}));
  EXPECT_EQ(add(next, {0}, kFirst), ErrorCode::kNone);
}

TEST_F(TransactionTest, an_abort_of_nothing_has_no_partition_and_starts_when_it_ends) {
  const auto producer = init().producer;

  EXPECT_EQ(end(producer, false).error, ErrorCode::kNone);

  EXPECT_EQ(state(), kPrepareAbort);
  EXPECT_TRUE(now_there().partitions.empty());
  EXPECT_EQ(now_there().start_ms, now_.wall_ms);
}

TEST_F(TransactionTest, a_timeout_is_found_at_the_next_look_and_fences_the_producer) {
  const auto producer = init({}, 15'000).producer;
  add(producer);

  advance(15'000);
  EXPECT_EQ(state(), kOngoing);
  advance(5'000);
  EXPECT_EQ(state(), kPrepareAbort);
  EXPECT_EQ(end(producer, true, kFirst).error, ErrorCode::kProducerFenced);
  EXPECT_EQ(end(producer, true).error, ErrorCode::kInvalidTxnState);
  complete();

  EXPECT_EQ(add(producer), ErrorCode::kProducerFenced);
  EXPECT_EQ(init(producer).producer, (ProducerIdAndEpoch{100, 1}));
}

TEST_F(TransactionTest, an_open_transaction_times_out_after_a_restart) {
  add(init().producer);

  reload();
  advance(kTimeoutMs + 20'000);

  EXPECT_EQ(state(), kPrepareAbort);
}

TEST_F(TransactionTest, many_timeouts_come_in_batches) {
  config_.sweep_batch_bytes = 100;
  reload();
  for (int i = 0; i < 50; ++i) {
    id_ = "id-" + std::to_string(i);
    add(init().producer);
  }
  now_ = {now_.wall_ms + 100'000, now_.steady_ms + 100'000};

  std::size_t batches = 0, aborted = 0;
  while (shard_->next_deadline_ms() <= now_.steady_ms) {
    const auto decision = shard_->tick(now_);
    run(decision);
    EXPECT_LE(decision.changes.size(), 12u);
    aborted += decision.changes.size();
    ++batches;
  }

  EXPECT_EQ(aborted, 50u);
  EXPECT_GT(batches, 4u);
  EXPECT_EQ(shard_->prepared().size(), 50u);
}

TEST_F(TransactionTest, timeouts_that_cannot_be_written_are_tried_again_later) {
  add(init().producer);
  appends_fail_ = true;
  advance(kTimeoutMs + 20'000);
  EXPECT_EQ(state(), kOngoing);

  appends_fail_ = false;
  advance(config_.sweep_retry_ms);

  EXPECT_EQ(state(), kPrepareAbort);
}

TEST_F(TransactionTest, an_id_that_is_used_does_not_expire) {
  config_.transactional_id_expiration_ms = 7'200'000;
  reload();
  auto producer = init().producer;
  for (int i = 0; i < 10; ++i) {
    advance(3'600'000);
    producer = commit_one(producer);
  }

  EXPECT_TRUE(is_there());
}

TEST_F(TransactionTest, describes) {
  const auto producer = init().producer;
  add(producer, {2, 0});

  const auto described = shard_->describe(id_);

  EXPECT_EQ(described.error_code, 0);
  EXPECT_EQ(described.transaction_state, "Ongoing");
  EXPECT_EQ(described.transaction_timeout_ms, kTimeoutMs);
  EXPECT_EQ(described.transaction_start_time_ms, now_.wall_ms);
  EXPECT_EQ(described.producer_id, 100);
  EXPECT_EQ(described.producer_epoch, 0);
  ASSERT_EQ(described.topics.size(), 1u);
  EXPECT_EQ(described.topics[0].topic, "topic");
  EXPECT_EQ(described.topics[0].partitions, (std::vector<std::int32_t>{0, 2}));
  EXPECT_EQ(shard_->describe("nobody").error_code, to_wire(ErrorCode::kTransactionalIdNotFound));
  EXPECT_EQ(shard_->describe("").error_code, to_wire(ErrorCode::kInvalidRequest));
}

class Listing : public TransactionTest {
 protected:
  void SetUp() override {
    for (const auto* id : {"idle", "open"}) {
      id_ = id;
      init();
    }
    add({101, 0});
    advance(5'000);
  }
  std::vector<std::string> list(
      protocol::ListTransactionsRequest request, MatchesId matches = [](auto) { return true; }) {
    std::vector<std::string> ids;
    for (const auto& listed : shard_->list(request, matches, now_)) ids.push_back(listed.transactional_id);
    return ids;
  }
  using Ids = std::vector<std::string>;
};

TEST_F(Listing, filters_by_state_producer_duration_and_name) {
  EXPECT_EQ(list({}), (Ids{"idle", "open"}));
  EXPECT_EQ(list({.state_filters = {"Ongoing"}}), Ids{"open"});
  EXPECT_EQ(list({.state_filters = {"Nonsense"}}), Ids{});
  EXPECT_EQ(list({.producer_id_filters = {100, 999}}), Ids{"idle"});
  EXPECT_EQ(list({.duration_filter = 4'999}), (Ids{"idle", "open"}));
  EXPECT_EQ(list({.duration_filter = 5'000}), Ids{"idle"});
  EXPECT_EQ(list({}, [](std::string_view id) { return id == "open"; }), Ids{"open"});
}

/// Requests of some producers in any order; the seed is the parameter. TearDown wants the same after a
/// replay.
class AnyOrder : public TransactionTest, public ::testing::WithParamInterface<std::uint32_t> {
 protected:
  std::uint32_t below(std::uint32_t limit) {
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(random_);
  }
  TransactionVersion version() { return below(2) ? kFirst : kSecond; }
  ProducerIdAndEpoch any_producer() {
    const auto* there = shard_->find(id_);
    if (!there || below(8) == 0) return {100 + below(3), static_cast<std::int16_t>(below(5))};
    auto producer = there->producer;
    if (below(4) == 0 && producer.epoch > 0) --producer.epoch;
    return producer;
  }
  void step() {
    id_ = "id-" + std::to_string(below(3));
    appends_fail_ = below(10) == 0;
    const auto before = shard_->find(id_) ? shard_->find(id_)->producer : ProducerIdAndEpoch{};
    switch (below(8)) {
      case 0: init(); break;
      case 1: init(any_producer()); break;
      case 2:
      case 3: add(any_producer(), {static_cast<std::int32_t>(below(4))}, version()); break;
      case 4:
      case 5: end(any_producer(), below(2) == 0, version()); break;
      case 6: complete(); break;
      default: below(50) ? advance(below(30'000)) : reload();
    }
    check(before);
  }
  /// An epoch never goes back but for a new producer id, and nobody has the last one in an open transaction.
  void check(ProducerIdAndEpoch before) {
    for (const auto& [id, transaction] : shard_->transactions()) {
      EXPECT_GE(transaction.producer.epoch, 0);
      if (!transaction.is_prepared()) EXPECT_EQ(transaction.next_producer_id, kNoProducerId);
      if (transaction.state != kOngoing && !transaction.is_prepared())
        EXPECT_TRUE(transaction.partitions.empty());
    }
    const auto* after = shard_->find(id_);
    if (after && after->producer.id == before.id) EXPECT_GE(after->producer.epoch, before.epoch);
  }

  std::mt19937 random_{GetParam()};
};

TEST_P(AnyOrder, of_requests_keeps_the_rules) {
  for (int i = 0; i < 1'000; ++i) step();
}

TEST_P(AnyOrder, of_requests_keeps_the_rules_when_epochs_run_out) {
  for (int i = 0; i < 60; ++i) {
    id_ = "id-" + std::to_string(i % 3);
    auto transaction = in_state(kOngoing);
    transaction.producer = {next_producer_id_++, static_cast<std::int16_t>(kLastProducerEpoch - below(4))};
    put(transaction);
    for (int k = 0; k < 20; ++k) step();
    appends_fail_ = false;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyOrder, ::testing::Range(1u, 9u));

}  // namespace
}  // namespace moldau::coord::transactions
