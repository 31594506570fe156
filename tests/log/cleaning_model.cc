#include "tests/log/cleaning_model.h"

#include <algorithm>
#include <set>
#include <utility>

namespace moldau::log::testing {

CleaningModel::CleaningModel(std::uint64_t seed) : random_(seed) {
  world.config.segment_bytes = 2000 + static_cast<std::int64_t>(random_() % 4000);
  world.config.index_interval_bytes = static_cast<std::int32_t>(random_() % 1000);
  world.config.delete_retention_ms = static_cast<std::int64_t>(random_() % 3) * 40;
  world.config.file_delete_delay_ms = 50;
  producers_ = {{11, false}, {12, false}, {21, true}, {22, true}};
  world.open();
}

int CleaningModel::step() {
  world.now_ms += static_cast<std::int64_t>(random_() % 5);
  const auto dice = random_() % 100;
  if (dice < 80) return put();
  if (dice < 90) {
    auto& producer = producers_[2 + random_() % 2];
    if (!producer.open.empty()) end_transaction(producer);
  } else if (dice < 93) {
    world.roll_and_sync();
  } else if (dice < 96) {
    clean();
    verify();
  } else if (dice == 96) {
    cut_power_in_cleaning(random_() % 150);
    verify();
  } else if (dice == 97) {
    restart();
    verify_sequences();
  } else if (dice == 98) {
    const auto removals = world.log->due_removals(world.now_ms);
    EXPECT_TRUE(removals && removals->remove());
  } else {
    world.cleaned_to.reset();  // the checkpoint is lost
  }
  return 1;
}

int CleaningModel::put() {
  KeyedBatch batch;
  for (auto count = 1 + random_() % 4; count > 0; --count) {
    const auto key = "k" + std::to_string(random_() % (lot(3) ? 200 : 15));
    batch.pairs.emplace_back(
        key, lot(4) ? std::nullopt : std::optional("v" + std::to_string(random_() % 1'000'000)));
  }
  batch.timestamp_ms = world.now_ms;
  batch.options.codec = static_cast<Codec>(lot(2) ? 0 : random_() % 5);
  auto* producer = lot(3) ? nullptr : &producers_[random_() % producers_.size()];
  if (producer) {
    batch.options.producer_id = producer->id;
    batch.options.producer_epoch = 0;
    batch.options.base_sequence = producer->sequence;
    batch.options.transactional = producer->transactional;
    producer->sequence += static_cast<std::int32_t>(batch.pairs.size());
  }
  const auto appended = world.try_put(batch);
  EXPECT_TRUE(appended) << appended.error().message;
  if (!appended) return 1;
  auto offset = appended->first_offset;
  for (const auto& [key, value] : batch.pairs) {
    const bool open = producer && producer->transactional;
    written_[offset] = {world.now_ms, key, value, open ? State::kOpen : State::kCommitted};
    if (open) producer->open.push_back(offset);
    ++offset;
  }
  if (producer) {
    producer->last = std::move(batch);
    producer->last_offset = appended->first_offset;
  }
  return static_cast<int>(appended->last_offset - appended->first_offset + 1);
}

void CleaningModel::end_transaction(Producer& producer) {
  const bool commit = lot(2);
  world.end_transaction(producer.id, 0, commit);
  for (const auto offset : std::exchange(producer.open, {}))
    written_[offset].state = commit ? State::kCommitted : State::kAborted;
}

/// The broker writes its recovery points before.
void CleaningModel::before_cleaning() {
  world.map_bytes = lot(3) ? 24 * (2 + random_() % 40) : 1 << 16;
  world.sync();
  world.save_checkpoint();
  const auto what = world.cleanable();
  ASSERT_TRUE(what) << what.error().message;
  attempted_ = std::max(attempted_, what->first_uncleanable_offset);
}

void CleaningModel::clean() {
  before_cleaning();
  const auto before = world.records().size();
  const auto done = world.try_clean();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_LE(world.records().size(), before);
  std::set<std::string> keys;
  if (!*done) return;
  for (const auto& record : world.records())
    if (record.offset < *world.cleaned_to)
      EXPECT_TRUE(keys.insert(record.key).second) << record << " is there with another value";
}

void CleaningModel::cut_power_in_cleaning(std::uint64_t after_operations) {
  before_cleaning();
  disk.fail_from(after_operations, {EIO, static_cast<std::size_t>(random_() % 3000)});
  (void)world.try_clean();
  world.kill();
  disk.set_faults({});
  if (!lot(3)) disk.crash(random_());  // or the process dies alone
  world.open();
}

void CleaningModel::restart() {
  if (lot(2)) return world.reopen_clean();
  world.save_checkpoint();
  world.reopen();
}

void CleaningModel::verify() {
  world.expect_offsets(0, world.log->log_end_offset());
  if (!written_.empty()) EXPECT_GT(world.log->log_end_offset(), written_.rbegin()->first);
  verify_records();
  const auto stable = world.log->last_stable_offset(world.log->log_end_offset());
  EXPECT_EQ(read_committed(), expected_values(stable));
  for (const auto& name : world.files_on_disk())
    EXPECT_FALSE(name.ends_with(".cleaned") || name.ends_with(".swap")) << name;
}

void CleaningModel::verify_records() {
  std::map<std::int64_t, KeyedRecord> found;
  std::int64_t last = -1;
  for (auto& record : world.records()) {
    EXPECT_GT(record.offset, last);
    last = record.offset;
    found[record.offset] = std::move(record);
  }
  for (const auto& [offset, record] : found) {
    const auto& written = written_.at(offset);
    EXPECT_EQ(record, (KeyedRecord{offset, written.key, written.value}));
  }
  // From the end: has a later record of the key, that a cleaning saw, superseded it?
  std::set<std::string> superseded;
  for (auto at = written_.rbegin(); at != written_.rend(); ++at) {
    const auto& [offset, written] = *at;
    if (!found.contains(offset)) {
      EXPECT_LT(offset, attempted_);
      EXPECT_NE(written.state, State::kOpen) << offset;
      if (written.state == State::kCommitted && written.value)
        EXPECT_TRUE(superseded.contains(written.key)) << offset << " vanished";
    }
    if (offset < attempted_ && written.state == State::kCommitted) superseded.insert(written.key);
  }
}

CleaningModel::Values CleaningModel::read_committed() {
  const auto stable = world.log->last_stable_offset(world.log->log_end_offset());
  auto aborted = *world.log->aborted_transactions(0, stable);
  std::ranges::sort(aborted, {}, &AbortedTransaction::first_offset);
  std::size_t next = 0;
  std::set<std::int64_t> discarded;  // producers
  Values values;
  BatchRecords records;
  for (std::int64_t offset = 0; offset < stable;) {
    const auto slice =
        world.log->read(offset, {.max_bytes = 3000, .max_offset = stable, .min_one_batch = true});
    EXPECT_TRUE(slice);
    if (!slice || slice->empty()) break;
    const auto bytes = *slice->load();
    ByteView rest = bytes;
    for (const auto& header : batches_in(bytes)) {
      const auto batch = rest.first(header.size());
      rest = rest.subspan(header.size());
      offset = header.next_offset();
      for (; next < aborted.size() && aborted[next].first_offset <= header.last_offset(); ++next)
        discarded.insert(aborted[next].producer_id);
      if (const auto marker = EndTransactionMarker::parse(batch); marker && !marker->commit)
        discarded.erase(header.producer_id);
      if (header.is_control() || (header.is_transactional() && discarded.contains(header.producer_id)))
        continue;
      EXPECT_TRUE(records.load(header, batch, {}));
      for (const auto& record : records.all()) {
        const std::string key(as_text(*record.key));
        if (record.value)
          values[key] = as_text(*record.value);
        else
          values.erase(key);
      }
    }
  }
  return values;
}

CleaningModel::Values CleaningModel::expected_values(std::int64_t below) const {
  Values values;
  for (const auto& [offset, written] : written_) {
    if (offset >= below || written.state != State::kCommitted) continue;
    if (written.value)
      values[written.key] = *written.value;
    else
      values.erase(written.key);
  }
  return values;
}

void CleaningModel::verify_sequences() {
  for (const auto& producer : producers_) {
    if (!producer.last || (producer.transactional && producer.open.empty())) continue;
    auto retry = *producer.last;
    const auto again = world.try_put(retry);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(again->duplicate);
    EXPECT_EQ(again->first_offset, producer.last_offset);
  }
}

}  // namespace moldau::log::testing
