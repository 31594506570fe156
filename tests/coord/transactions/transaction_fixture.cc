#include "tests/coord/transactions/transaction_fixture.h"

#include <algorithm>
#include <map>
#include <utility>

#include "coord/transactions/transaction_records.h"

namespace moldau::coord::transactions {
namespace {

std::map<std::string, Transaction> durable(std::map<std::string, Transaction> transactions) {
  for (auto& [id, transaction] : transactions) transaction.last_epoch = kNoProducerEpoch;
  return transactions;
}

}  // namespace

TransactionTest::TransactionTest() {
  reload();
}

void TransactionTest::TearDown() {
  EXPECT_EQ(durable(replayed().transactions()), durable(shard_->transactions()));
}

TransactionOutcome TransactionTest::init(std::optional<ProducerIdAndEpoch> expected,
                                         std::int32_t timeout_ms) {
  const InitTransaction request{.transactional_id = id_, .timeout_ms = timeout_ms, .expected = expected};
  const auto decision = shard_->init(request, std::nullopt, now_);
  return run(decision.needs_producer_id ? shard_->init(request, next_producer_id_++, now_) : decision);
}

ErrorCode TransactionTest::add(ProducerIdAndEpoch producer, std::vector<std::int32_t> partitions,
                               TransactionVersion version) {
  AddToTransaction request{
      .transactional_id = id_, .producer = producer, .partitions = {}, .version = version};
  for (const auto index : partitions) request.partitions.insert({"topic", index});
  return run(shard_->add(request, now_)).error;
}

TransactionOutcome TransactionTest::end(ProducerIdAndEpoch producer, bool commit,
                                        TransactionVersion version) {
  const EndTransaction request{
      .transactional_id = id_, .producer = producer, .commit = commit, .version = version};
  const auto decision = shard_->end(request, std::nullopt, now_);
  return run(decision.needs_producer_id ? shard_->end(request, next_producer_id_++, now_) : decision);
}

void TransactionTest::complete() {
  for (const auto& id : shard_->prepared()) run(shard_->complete(id, shard_->find(id)->producer, now_));
}

ProducerIdAndEpoch TransactionTest::commit_one(ProducerIdAndEpoch producer) {
  EXPECT_EQ(add(producer), ErrorCode::kNone);
  const auto outcome = end(producer, true);
  EXPECT_EQ(outcome.error, ErrorCode::kNone);
  complete();
  return outcome.producer;
}

void TransactionTest::put(Transaction transaction) {
  run({.outcome = {}, .changes = {{id_, std::move(transaction)}}});
}

Transaction TransactionTest::in_state(TransactionState state) const {
  Transaction transaction;
  transaction.producer = {7, 5};
  transaction.previous_producer_id = 7;
  transaction.timeout_ms = kTimeoutMs;
  transaction.state = state;
  if (state == TransactionState::kOngoing || transaction.is_prepared())
    transaction.partitions.insert({"topic", 0});
  if (state != TransactionState::kEmpty) transaction.start_ms = now_.wall_ms;
  transaction.last_update_ms = now_.wall_ms;
  transaction.client_version = kSecond;
  return transaction;
}

TransactionOutcome TransactionTest::run(const TransactionDecision& decision) {
  EXPECT_FALSE(decision.needs_producer_id);
  if (appends_fail_ && !decision.changes.empty())
    return {.error = ErrorCode::kNotCoordinator, .producer = {}};
  for (auto& record : records_of(decision)) log_.push_back(std::move(record));
  shard_->apply(decision);
  events_.insert(events_.end(), decision.events.begin(), decision.events.end());
  return decision.outcome;
}

void TransactionTest::advance(std::int64_t by_ms) {
  const auto end_ms = now_.steady_ms + by_ms;
  while (const auto due_ms = shard_->next_deadline_ms()) {
    if (*due_ms > end_ms) break;
    const auto step_ms = std::max<std::int64_t>(0, *due_ms - now_.steady_ms);
    now_ = {now_.wall_ms + step_ms, now_.steady_ms + step_ms};
    const auto decision = shard_->tick(now_);
    if (run(decision).error != ErrorCode::kNone) shard_->rest(now_);
  }
  now_ = {now_.wall_ms + end_ms - now_.steady_ms, end_ms};
}

void TransactionTest::reload() {
  shard_ = std::make_unique<TransactionShard>(replayed());
  shard_->finish_loading(now_);
}

TransactionShard TransactionTest::replayed() const {
  TransactionShard shard(config_);
  for (const auto& [key, value] : log_)
    EXPECT_TRUE(shard.replay(key, value ? std::optional<ByteView>(*value) : std::nullopt).has_value());
  return shard;
}

}  // namespace moldau::coord::transactions
