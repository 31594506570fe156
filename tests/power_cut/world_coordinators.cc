#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <utility>

#include "broker/batch_replay.h"
#include "protocol/records/batch_builder.h"
#include "tests/power_cut/world.h"

// Groups and transactions, and what a consumer reads.

namespace moldau::power_cut {
namespace {

using coord::transactions::TransactionVersion;
using protocol::ErrorCode;

constexpr auto kVersion = TransactionVersion::k2;
constexpr const char* kTopic = "consumed";  // what offsets are committed of

Bytes batch_of(const std::vector<coord::Record>& records, const protocol::BatchBuilder::Options& options,
               std::int64_t now_ms) {
  protocol::BatchBuilder builder(options);
  for (const auto& record : records)
    builder.add(now_ms, ByteView(record.key),
                record.value ? std::optional<ByteView>(*record.value) : std::nullopt);
  return builder.build();
}

}  // namespace

void World::run(coord::Effects effects) {
  for (const auto& answer : effects.answers) {
    if (const auto* plain = std::get_if<protocol::OffsetCommitResponse>(&answer.response))
      EXPECT_EQ(plain->topics.at(0).partitions.at(0).error_code, 0);
    if (const auto* in = std::get_if<protocol::TxnOffsetCommitResponse>(&answer.response))
      EXPECT_EQ(in->topics.at(0).partitions.at(0).error_code, 0);
  }
  if (effects.records.empty()) return;
  protocol::BatchBuilder::Options options;
  auto producer_id = coord::GroupShard::kNoProducer;
  if (effects.transaction) {
    options.producer_id = producer_id = effects.transaction->producer_id;
    options.producer_epoch = effects.transaction->producer_epoch;
    options.transactional = true;
  }
  auto batch = batch_of(effects.records, options, clock_.wall_ms());
  auto& log = partition({kOffsets, 0});
  const auto appended = log.append_as_coordinator(batch);
  ASSERT_TRUE(appended) << appended.error().message;
  for (const auto& [key, value] : effects.records)
    EXPECT_TRUE(groups_->replay(key, value ? std::optional<ByteView>(*value) : std::nullopt, producer_id));
  wait_for(log, appended->last_offset);
}

void World::run(const coord::transactions::TransactionDecision& decision) {
  ASSERT_EQ(decision.outcome.error, ErrorCode::kNone);
  if (decision.changes.empty()) return;
  auto batch = batch_of(records_of(decision), {}, clock_.wall_ms());
  auto& log = partition({kTransactions, 0});
  const auto appended = log.append_as_coordinator(batch);
  ASSERT_TRUE(appended) << appended.error().message;
  transactions_->apply(decision);
  wait_for(log, appended->last_offset);
}

void World::commit_offset(const std::string& group, std::int32_t partition, std::int64_t offset) {
  protocol::OffsetCommitRequest request;
  request.group_id = group;
  auto& topic = request.topics.emplace_back();
  topic.name = kTopic;
  topic.partitions.push_back({.partition_index = partition, .committed_offset = offset});
  run(groups_->commit_offsets(1, request, {8, "client", "/127.0.0.1"}, now()));
}

std::int64_t World::committed_offset(const std::string& group, std::int32_t partition) const {
  coord::OffsetFetchGroup request;
  request.group_id = group;
  auto& topic = request.topics.emplace().emplace_back();
  topic.name = kTopic;
  topic.partition_indexes = {partition};
  const auto found = groups_->fetch_offsets(request);
  return found.topics.at(0).partitions.at(0).committed_offset;
}

std::int64_t World::new_producer_id() {
  if (next_producer_id_ == producer_ids_end_) {
    const auto block = controller_->allocate_producer_ids();
    EXPECT_TRUE(block);
    next_producer_id_ = block->first;
    producer_ids_end_ = block->first + block->count;
  }
  return next_producer_id_++;
}

ProducerIdAndEpoch World::init(const std::string& transactional_id) {
  const coord::transactions::InitTransaction request{.transactional_id = transactional_id,
                                                     .timeout_ms = 60'000};
  auto decision = transactions_->init(request, {}, now());
  if (decision.needs_producer_id) decision = transactions_->init(request, new_producer_id(), now());
  if (decision.outcome.error == ErrorCode::kConcurrentTransactions) {
    // The one before is aborted, and the client asks again.
    decision.outcome.error = ErrorCode::kNone;
    run(decision);
    write_markers(transactional_id);
    return init(transactional_id);
  }
  run(decision);
  return decision.outcome.producer;
}

ProducerIdAndEpoch World::producer(const std::string& transactional_id) const {
  return transactions_->find(transactional_id)->producer;
}

void World::add_to_transaction(const std::string& transactional_id, const TopicPartition& at) {
  run(transactions_->add({.transactional_id = transactional_id,
                          .producer = producer(transactional_id),
                          .partitions = {{at.first, at.second}},
                          .version = kVersion},
                         now()));
}

void World::commit_offset_in(const std::string& transactional_id, const std::string& group,
                             std::int64_t offset) {
  add_to_transaction(transactional_id, {kOffsets, 0});
  protocol::TxnOffsetCommitRequest request;
  request.transactional_id = transactional_id;
  request.group_id = group;
  request.producer_id = producer(transactional_id).id;
  request.producer_epoch = producer(transactional_id).epoch;
  auto& topic = request.topics.emplace_back();
  topic.name = kTopic;
  topic.partitions.push_back({.partition_index = 0, .committed_offset = offset});
  run(groups_->commit_in_transaction(1, request, {5, "client", "/127.0.0.1"}, now()));
}

void World::end_transaction(const std::string& transactional_id, bool commit) {
  const coord::transactions::EndTransaction request{.transactional_id = transactional_id,
                                                    .producer = producer(transactional_id),
                                                    .commit = commit,
                                                    .version = kVersion};
  auto decision = transactions_->end(request, {}, now());
  if (decision.needs_producer_id) decision = transactions_->end(request, new_producer_id(), now());
  run(decision);
  write_markers(transactional_id);
}

void World::write_markers(const std::string& transactional_id) {
  const auto transaction = *transactions_->find(transactional_id);
  ASSERT_TRUE(transaction.is_prepared());
  const bool commit = transaction.state == coord::transactions::TransactionState::kPrepareCommit;
  for (const auto& [topic, index] : transaction.partitions) {
    const auto found = partitions_.find({topic, index});
    if (found == partitions_.end()) continue;  // deleted meanwhile
    const auto appended =
        found->second->append_marker({.producer_id = transaction.producer.id,
                                      .producer_epoch = transaction.producer.epoch,
                                      .marker = {.commit = commit, .coordinator_epoch = 0},
                                      .transaction_version = std::int8_t(transaction.client_version)});
    ASSERT_TRUE(appended) << appended.error().message;
    wait_for(*found->second, appended->last_offset);
    if (topic == kOffsets) groups_->replay_end(transaction.producer.id, commit);
  }
  run(transactions_->complete(transactional_id, transaction.producer, now()));
}

void World::end_decided() {
  for (const auto& id : transactions_->prepared()) write_markers(id);
}

std::vector<std::string> World::open_transactions() const {
  std::vector<std::string> ids;
  for (const auto& [id, transaction] : transactions_->transactions())
    if (transaction.state == coord::transactions::TransactionState::kOngoing) ids.push_back(id);
  return ids;
}

Records World::read(const TopicPartition& at, bool committed_only) {
  Records found;
  auto& from = partition(at);
  for (auto next = from.log_start_offset();;) {
    auto fetched = from.fetch(
        next, {.max_bytes = 1 << 20, .at_least_one_batch = true, .committed_only = committed_only});
    EXPECT_EQ(fetched.error, ErrorCode::kNone);
    if (fetched.error != ErrorCode::kNone || fetched.slice.empty()) return found;
    const auto bytes = fetched.slice.load();
    EXPECT_TRUE(bytes);
    std::ranges::sort(fetched.aborted, {}, &log::AbortedTransaction::first_offset);
    std::size_t begun = 0;
    std::set<std::int64_t> aborted;  // producers
    for (ByteView rest(*bytes); const auto header = protocol::read_batch_header(rest);) {
      if (header->size() > rest.size()) break;
      const auto batch = rest.first(header->size());
      rest = rest.subspan(header->size());
      EXPECT_TRUE(protocol::has_valid_crc(batch));
      next = header->next_offset();
      for (; begun < fetched.aborted.size() && fetched.aborted[begun].first_offset <= header->last_offset();
           ++begun)
        aborted.insert(fetched.aborted[begun].producer_id);
      if (header->is_control()) {
        if (const auto marker = log::EndTransactionMarker::parse(batch); marker && !marker->commit)
          aborted.erase(header->producer_id);
        continue;
      }
      if (header->is_transactional() && aborted.contains(header->producer_id)) continue;
      auto offset = header->base_offset;
      const bool dense = header->record_count == header->last_offset() - header->base_offset + 1;
      protocol::RecordReader reader(batch.subspan(protocol::BatchLayout::kHeaderSize));
      for (std::int32_t i = 0; i < header->record_count; ++i) {
        const auto record = reader.next();
        EXPECT_TRUE(record && record->key);
        if (!record || !record->key) return found;
        if (dense) EXPECT_EQ(header->base_offset + record->offset_delta, offset++);
        const bool is_new =
            found
                .emplace(header->base_offset + record->offset_delta,
                         Record{std::string(as_text(*record->key)),
                                record->value ? std::optional(std::string(as_text(*record->value)))
                                              : std::nullopt})
                .second;
        EXPECT_TRUE(is_new);
      }
    }
  }
}

}  // namespace moldau::power_cut
