#include "tests/power_cut/script.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <utility>

#include "protocol/records/batch_builder.h"

namespace moldau::power_cut {
namespace {

constexpr std::size_t kTopics = 4;
const std::vector<std::string> kTransactionalIds = {"x0", "x1"};

}  // namespace

Script::Script(MemoryFileSystem& disk, std::uint64_t seed)
    : disk_(disk), random_(seed), world_(disk, clock_) {}

void Script::begin() {
  const auto started = world_.start();
  ASSERT_TRUE(started) << started.error();
  create_topic();
  create_topic();
  for (const auto& id : kTransactionalIds) promises_.transactions[id].producer = world_.init(id);
}

void Script::step() {
  clock_.advance(static_cast<std::int64_t>(random_() % 100));
  disk_.set_clock(clock_.wall_ms());
  const auto dice = random_() % 100;
  if (dice < 45) return produce();
  if (dice < 60) return produce_in_transaction();
  if (dice < 67) return end_transaction();
  if (dice < 80) return commit_offset();
  if (dice < 85) return maintain();
  if (dice < 89) return void(world_.clean());
  if (dice < 93) return world_.write_checkpoints();
  if (dice < 95) return delete_records();
  if (dice < 97) return create_topic();
  if (dice < 98) return delete_topic();
  if (lot(4)) return restart();
  produce();
}

std::vector<Record> Script::some_records() {
  std::vector<Record> records;
  for (auto count = 1 + random_() % 4; count > 0; --count) {
    Record record{"k" + std::to_string(random_() % 8), std::nullopt};
    if (!lot(6)) record.value = "v" + std::to_string(++values_) + std::string(random_() % 120, '.');
    records.push_back(std::move(record));
  }
  return records;
}

void Script::append(const TopicPartition& at, const std::vector<Record>& records, Promises::State state,
                    const protocol::BatchBuilder::Options& options) {
  protocol::BatchBuilder builder(options);
  for (const auto& [key, value] : records)
    builder.add(clock_.wall_ms(), as_bytes(key), value ? std::optional(as_bytes(*value)) : std::nullopt);
  auto& log = promises_.logs.at(at);
  log.pending = records;
  log.pending_in_transaction = state == Promises::State::kOpen;
  const bool remember = options.producer_id >= 0 && !options.transactional;
  if (remember) promises_.last_batches[options.producer_id] = {at, builder.build(), -1};
  const auto first = world_.append(at, builder.build());
  EXPECT_EQ(first, log.end);
  if (remember) promises_.last_batches[options.producer_id].first_offset = first;
  for (const auto& record : std::exchange(log.pending, {})) log.records[log.end++] = {record, state};
  log.pending_in_transaction = false;
}

void Script::produce() {
  const auto at = any(promises_.logs).first;
  const auto records = some_records();
  protocol::BatchBuilder::Options options;
  if (!lot(3)) {
    // A producer for each partition of each topic: its sequences are of that partition.
    options.producer_id = 1'000'000 + std::stoll(at.first.substr(1)) * 4 + at.second;
    options.producer_epoch = 0;
    auto& sequence = promises_.sequences[options.producer_id];
    options.base_sequence = sequence;
    sequence += static_cast<std::int32_t>(records.size());
  }
  append(at, records, Promises::State::kCommitted, options);
}

void Script::produce_in_transaction() {
  const auto& id = kTransactionalIds[random_() % kTransactionalIds.size()];
  auto& transaction = promises_.transactions.at(id);
  if (lot(5)) {
    const auto group = "g" + std::to_string(kTransactionalIds[0] == id ? 100 : 101);
    transaction.is_open = true;
    const auto offset = ++committed_;
    world_.commit_offset_in(id, group, offset);
    transaction.offsets[group] = offset;
    return;
  }
  const auto at = any(promises_.logs).first;
  world_.add_to_transaction(id, at);
  transaction.is_open = true;
  const auto records = some_records();
  // Each transaction has an epoch of its own, and with that sequences that begin anew.
  std::int32_t sequence = 0;
  for (const auto& [where, offset] : transaction.records) sequence += where == at ? 1 : 0;
  const auto first = promises_.logs.at(at).end;
  append(at, records, Promises::State::kOpen,
         {.producer_id = transaction.producer.id,
          .producer_epoch = transaction.producer.epoch,
          .base_sequence = sequence,
          .transactional = true});
  for (std::size_t i = 0; i < records.size(); ++i)
    transaction.records.emplace_back(at, first + static_cast<std::int64_t>(i));
}

void Script::begin_markers(const Promises::Transaction& transaction) {
  for (const auto& [at, offset] : transaction.records)
    if (const auto log = promises_.logs.find(at); log != promises_.logs.end())
      log->second.pending_markers = 1;
}

void Script::end_markers() {
  for (auto& [at, log] : promises_.logs) {
    if (log.pending_markers == 0) continue;
    log.pending_markers = 0;
    EXPECT_EQ(world_.partition(at).log_end_offset(), log.end + 1) << at.first << "-" << at.second;
    log.end = world_.partition(at).log_end_offset();
  }
}

void Script::end_transaction() {
  const auto& id = kTransactionalIds[random_() % kTransactionalIds.size()];
  auto& transaction = promises_.transactions.at(id);
  if (!transaction.is_open) return;
  transaction.commits = !lot(3);
  begin_markers(transaction);
  world_.end_transaction(id, transaction.commits);
  end_markers();
  const auto state = transaction.commits ? Promises::State::kCommitted : Promises::State::kAborted;
  for (const auto& [at, offset] : transaction.records)
    if (const auto log = promises_.logs.find(at); log != promises_.logs.end())
      log->second.records.at(offset).state = state;
  if (transaction.commits)
    for (const auto& [group, offset] : transaction.offsets) promises_.offsets[{group, 0}] = offset;
  transaction = {.producer = world_.producer(id)};
}

void Script::commit_offset() {
  const std::pair<std::string, std::int32_t> key{"g" + std::to_string(random_() % 5),
                                                 static_cast<std::int32_t>(random_() % 3)};
  promises_.offsets_in_flight[key] = ++committed_;
  world_.commit_offset(key.first, key.second, committed_);
  promises_.offsets[key] = committed_;
  promises_.offsets_in_flight.clear();
}

void Script::create_topic() {
  if (promises_.topics.size() >= kTopics) return;
  const auto topic = "t" + std::to_string(topics_++);
  const bool compacted = lot(2);
  const auto partitions = static_cast<std::int32_t>(1 + random_() % 2);
  promises_.topic_in_flight = topic;
  world_.create_topic(topic, partitions, compacted);
  promises_.topics.insert(topic);
  for (std::int32_t i = 0; i < partitions; ++i)
    promises_.logs[{topic, i}] = {.topic_id = world_.topic_id(topic), .compacted = compacted};
  promises_.topic_in_flight.reset();
}

void Script::delete_topic() {
  if (promises_.topics.size() < 2) return;
  const auto topic = any(promises_.topics);
  // Those whose records go with it are no test of whole transactions.
  for (const auto& id : kTransactionalIds) {
    auto& transaction = promises_.transactions.at(id);
    if (std::ranges::any_of(transaction.records, [&](const auto& each) { return each.first.first == topic; }))
      return;
  }
  promises_.topic_in_flight = topic;
  world_.delete_topic(topic);
  promises_.topics.erase(topic);
  std::erase_if(promises_.logs, [&](const auto& each) { return each.first.first == topic; });
  std::erase_if(promises_.last_batches, [&](const auto& each) { return each.second.at.first == topic; });
  promises_.topic_in_flight.reset();
}

void Script::delete_records() {
  const auto at = any(promises_.logs).first;
  auto& log = promises_.logs.at(at);
  if (log.compacted) return;
  const auto start = world_.partition(at).log_start_offset();
  const auto offset =
      start + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(log.end - start + 1));
  log.latest_start = std::max(log.latest_start, offset);
  world_.delete_records(at, offset);
  EXPECT_GE(world_.partition(at).log_start_offset(), offset);
}

/// Retention may go as far as the active segment begins.
void Script::maintain() {
  clock_.advance(60);
  for (auto& [at, log] : promises_.logs)
    if (!log.compacted) log.latest_start = log.end;
  world_.maintain();
  for (auto& [at, log] : promises_.logs)
    if (!log.compacted) log.latest_start = world_.partition(at).log_start_offset();
}

void Script::restart() {
  if (lot(2))
    world_.close();
  else
    world_.die();
  const auto started = world_.start();
  ASSERT_TRUE(started) << started.error();
  promises_.verify_logs(world_);
}

}  // namespace moldau::power_cut
