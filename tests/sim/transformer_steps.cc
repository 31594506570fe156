#include <fmt/format.h>
#include <utility>

#include "protocol/messages/24_add_partitions_to_txn.h"
#include "protocol/messages/25_add_offsets_to_txn.h"
#include "protocol/messages/26_end_txn.h"
#include "protocol/messages/28_txn_offset_commit.h"
#include "tests/sim/producer.h"
#include "tests/sim/transformer.h"

/// The requests of a transaction, from its first to its last.
namespace moldau::sim {
namespace {

using boost::asio::awaitable;
// The last versions of the first protocol; the second one has the next.
constexpr std::int16_t kFirstProduce = 11, kFirstEnd = 4, kFirstOffsetCommit = 4;
constexpr std::int16_t kAddVersion = 3, kAddOffsetsVersion = 4;
constexpr int kMostTries = 20;

}  // namespace

awaitable<bool> Transformer::add_partitions(std::vector<Place> places) {
  protocol::AddPartitionsToTxnRequest request;
  request.v3_and_below_transactional_id = work_.transactional_id;
  request.v3_and_below_producer_id = id_;
  request.v3_and_below_producer_epoch = epoch_;
  for (const auto& place : places) request.v3_and_below_topics.push_back({place.topic, {place.partition}});
  for (int i = 0; i < kMostTries; ++i) {
    const auto frame = co_await client_.ask(request, kAddVersion);
    const auto answer = answer_in<protocol::AddPartitionsToTxnResponse>(client_, frame, kAddVersion);
    std::optional<ErrorCode> error;
    if (answer) error = ErrorCode::kNone;
    if (answer)
      for (const auto& topic : answer->results_by_topic_v3_and_below)
        for (const auto& result : topic.results_by_partition)
          if (result.partition_error_code != 0) error = ErrorCode{result.partition_error_code};
    const auto verdict = judge("AddPartitionsToTxn", error);
    if (verdict != Verdict::kAgain) co_return verdict == Verdict::kDone;
    co_await world_.rest(5, 100);
  }
  co_return false;
}

awaitable<bool> Transformer::produce(Place place, std::vector<Entry> entries) {
  auto& sequence = next_sequences_[place];
  const auto batch = batch_of(
      entries, world_.scheduler.wall_ms(),
      {.producer_id = id_, .producer_epoch = epoch_, .base_sequence = sequence, .transactional = true});
  auto request = produce_request(place, batch);
  request.transactional_id = work_.transactional_id;
  world_.ledger.sent(place, values_of(entries), transaction_);
  const auto version = static_cast<std::int16_t>(kFirstProduce + (work_.second_protocol ? 1 : 0));
  for (int i = 0; i < kMostTries; ++i) {
    const auto frame = co_await client_.ask(request, version);
    const auto answer = answer_in<protocol::ProduceResponse>(client_, frame, version);
    std::optional<ErrorCode> error;
    if (answer) error = error_of(answer->responses.at(0).partition_responses.at(0));
    const auto verdict = judge("Produce", error);
    if (verdict == Verdict::kDone) {
      sequence += static_cast<std::int32_t>(entries.size());
      world_.ledger.acknowledged(place, values_of(entries),
                                 answer->responses[0].partition_responses[0].base_offset);
    }
    if (verdict != Verdict::kAgain) co_return verdict == Verdict::kDone;
    co_await world_.rest(5, 100);
  }
  co_return false;
}

awaitable<bool> Transformer::add_group() {
  protocol::AddOffsetsToTxnRequest request;
  request.transactional_id = work_.transactional_id;
  request.producer_id = id_;
  request.producer_epoch = epoch_;
  request.group_id = work_.group;
  for (int i = 0; i < kMostTries; ++i) {
    const auto frame = co_await client_.ask(request, kAddOffsetsVersion);
    const auto answer = answer_in<protocol::AddOffsetsToTxnResponse>(client_, frame, kAddOffsetsVersion);
    const auto verdict = judge("AddOffsetsToTxn", answer ? std::optional(error_of(*answer)) : std::nullopt);
    if (verdict != Verdict::kAgain) co_return verdict == Verdict::kDone;
    co_await world_.rest(5, 100);
  }
  co_return false;
}

awaitable<bool> Transformer::commit_offset(std::int64_t offset) {
  bool added = work_.second_protocol;
  if (!added) added = co_await add_group();
  if (!added) co_return false;
  protocol::TxnOffsetCommitRequest request;
  request.transactional_id = work_.transactional_id;
  request.group_id = work_.group;
  request.producer_id = id_;
  request.producer_epoch = epoch_;
  auto& topic = request.topics.emplace_back();
  topic.name = work_.input.topic;
  topic.partitions.push_back({.partition_index = work_.input.partition, .committed_offset = offset});
  const auto version = static_cast<std::int16_t>(kFirstOffsetCommit + (work_.second_protocol ? 1 : 0));
  for (int i = 0; i < kMostTries; ++i) {
    const auto frame = co_await client_.ask(request, version);
    const auto answer = answer_in<protocol::TxnOffsetCommitResponse>(client_, frame, version);
    std::optional<ErrorCode> error;
    if (answer) error = error_of(answer->topics.at(0).partitions.at(0));
    const auto verdict = judge("TxnOffsetCommit", error);
    if (verdict != Verdict::kAgain) co_return verdict == Verdict::kDone;
    co_await world_.rest(5, 100);
  }
  co_return false;
}

awaitable<bool> Transformer::end(bool commit) {
  protocol::EndTxnRequest request;
  request.transactional_id = work_.transactional_id;
  request.producer_id = id_;
  request.producer_epoch = epoch_;
  request.committed = commit;
  if (commit) transaction_->state = Transaction::State::kEnding;
  const auto version = static_cast<std::int16_t>(kFirstEnd + (work_.second_protocol ? 1 : 0));
  for (int i = 0; i < kMostTries; ++i) {
    const auto frame = co_await client_.ask(request, version);
    const auto answer = answer_in<protocol::EndTxnResponse>(client_, frame, version);
    const auto verdict = judge("EndTxn", answer ? std::optional(error_of(*answer)) : std::nullopt);
    if (verdict == Verdict::kDone) {
      transaction_->state = commit ? Transaction::State::kCommitted : Transaction::State::kAborted;
      world_.scheduler.note("{}: {} is {}", client_.name(), transaction_->name,
                            commit ? "committed" : "aborted");
      if (work_.second_protocol && (id_ != answer->producer_id || epoch_ != answer->producer_epoch)) {
        id_ = answer->producer_id;
        epoch_ = answer->producer_epoch;
        next_sequences_.clear();
      }
    }
    if (verdict != Verdict::kAgain) co_return verdict == Verdict::kDone;
    co_await world_.rest(5, 100);
  }
  co_return false;
}

}  // namespace moldau::sim
