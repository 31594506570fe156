#include "tests/power_cut/promises.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "protocol/records/batch_builder.h"

namespace moldau::power_cut {
namespace {

std::string text(const TopicPartition& at) {
  return at.first + "-" + std::to_string(at.second);
}

}  // namespace

void Promises::verify(World& world) const {
  verify_topics(world);
  verify_logs(world);
  if (::testing::Test::HasFailure()) return;
  world.end_decided();
  for (const auto& id : world.open_transactions()) world.init(id);
  verify_transactions(world);
  verify_retries(world);
}

void Promises::verify_logs(World& world) const {
  for (const auto& [at, log] : logs) verify_log(world, at, log);
}

void Promises::verify_topics(const World& world) const {
  const auto found = world.topics();
  for (const auto& topic : topics)
    if (topic != topic_in_flight)
      EXPECT_TRUE(std::ranges::find(found, topic) != found.end()) << topic << " is gone";
  for (const auto& topic : found)
    EXPECT_TRUE(topics.contains(topic) || topic == topic_in_flight) << topic << " is there again";
}

/// A later record of the key made it needless.
bool Promises::superseded(const Log& log, std::int64_t offset) {
  const auto& key = log.records.at(offset).record.key;
  for (auto at = log.records.upper_bound(offset); at != log.records.end(); ++at)
    if (at->second.record.key == key && at->second.state == State::kCommitted) return true;
  return false;
}

void Promises::verify_log(World& world, const TopicPartition& at, const Log& log) const {
  const auto all = world.partitions();
  if (std::ranges::find(all, at) == all.end()) {
    EXPECT_TRUE(may_lack(at)) << text(at) << " is gone";
    return;
  }
  if (may_lack(at) && world.topic_id(at.first) != log.topic_id) return;
  const auto start = world.partition(at).log_start_offset();
  const auto end = world.partition(at).log_end_offset();
  const auto found = world.read(at, false);
  EXPECT_LE(start, log.latest_start) << text(at);
  const auto pending = static_cast<std::int64_t>(log.pending.size());
  if (pending > 0)
    EXPECT_TRUE(end == log.end || end == log.end + pending) << text(at) << " ends at " << end;
  else
    EXPECT_TRUE(end >= log.end && end <= log.end + log.pending_markers) << text(at) << " ends at " << end;
  for (const auto& [offset, record] : found) {
    const auto known = log.records.find(offset);
    if (known != log.records.end()) {
      EXPECT_EQ(record, known->second.record) << text(at) << " at " << offset;
    } else {
      const auto i = static_cast<std::size_t>(offset - log.end);
      ASSERT_TRUE(offset >= log.end && i < log.pending.size()) << text(at) << " at " << offset;
      EXPECT_EQ(record, log.pending[i]) << text(at) << " at " << offset;
    }
  }
  // What retention was deleting may be there again, or some of it.
  for (const auto& [offset, written] : log.records) {
    if (offset < std::max(start, log.latest_start) || found.contains(offset)) continue;
    const bool needless =
        written.state == State::kAborted || !written.record.value || superseded(log, offset);
    EXPECT_TRUE(log.compacted && needless) << text(at) << " lacks " << offset;
  }
  // A batch whose end is there is there from its beginning.
  if (pending > 0 && end > log.end)
    for (std::int64_t i = 0; i < pending; ++i)
      EXPECT_TRUE(found.contains(log.end + i)) << text(at) << " has half a batch";
}

/// All of a transaction is there or nothing, whatever its partitions.
void Promises::verify_transactions(World& world) const {
  std::map<std::pair<TopicPartition, std::int64_t>, std::string> ending;
  for (const auto& [id, transaction] : transactions)
    if (transaction.is_open && transaction.commits)
      for (const auto& record : transaction.records) ending[record] = id;
  std::map<std::string, std::set<bool>> fates;
  const auto all = world.partitions();
  for (const auto& [at, log] : logs) {
    if (std::ranges::find(all, at) == all.end()) continue;
    if (may_lack(at) && world.topic_id(at.first) != log.topic_id) continue;
    verify_visible(world, at, log, ending, fates);
  }
  verify_offsets(world, fates);
  for (const auto& [id, fate] : fates) EXPECT_EQ(fate.size(), 1u) << "half of the transaction of " << id;
}

void Promises::verify_visible(World& world, const TopicPartition& at, const Log& log,
                              const std::map<std::pair<TopicPartition, std::int64_t>, std::string>& ending,
                              std::map<std::string, std::set<bool>>& fates) const {
  const auto start = world.partition(at).log_start_offset();
  const auto visible = world.read(at, true);
  for (const auto& [offset, written] : log.records) {
    if (offset < start) continue;
    const bool is_visible = visible.contains(offset);
    if (const auto in = ending.find({at, offset}); in != ending.end()) {
      fates[in->second].insert(is_visible);
    } else if (written.state != State::kCommitted) {
      EXPECT_FALSE(is_visible) << text(at) << " shows " << offset << " which was not committed";
    } else if (!log.compacted && offset >= log.latest_start) {
      EXPECT_TRUE(is_visible) << text(at) << " hides " << offset;
    }
  }
  if (log.pending_in_transaction)
    for (std::size_t i = 0; i < log.pending.size(); ++i)
      EXPECT_FALSE(visible.contains(log.end + static_cast<std::int64_t>(i))) << text(at);
}

void Promises::verify_offsets(const World& world, std::map<std::string, std::set<bool>>& fates) const {
  auto all = offsets;
  for (const auto& [key, offset] : offsets_in_flight) all.try_emplace(key, -1);
  for (const auto& [id, transaction] : transactions)
    for (const auto& [group, offset] : transaction.offsets) all.try_emplace({group, 0}, -1);
  for (const auto& [key, acknowledged] : all) {
    const auto found = world.committed_offset(key.first, key.second);
    if (found == acknowledged) continue;
    const auto asked = offsets_in_flight.find(key);
    if (asked != offsets_in_flight.end() && found == asked->second) continue;
    bool explained = false;
    for (const auto& [id, transaction] : transactions) {
      const auto in = transaction.offsets.find(key.first);
      if (!transaction.is_open || !transaction.commits || in == transaction.offsets.end()) continue;
      if (key.second != 0 || in->second != found) continue;
      explained = true;
      fates[id].insert(true);
    }
    EXPECT_TRUE(explained) << key.first << " committed " << acknowledged << " and has " << found;
  }
  for (const auto& [id, transaction] : transactions)
    for (const auto& [group, offset] : transaction.offsets)
      if (transaction.is_open && transaction.commits && world.committed_offset(group, 0) != offset)
        fates[id].insert(false);
}

/// What is sent again is there once, and new records follow.
void Promises::verify_retries(World& world) const {
  const auto all = world.partitions();
  for (const auto& [producer, batch] : last_batches) {
    if (batch.at.first == topic_in_flight || std::ranges::find(all, batch.at) == all.end()) continue;
    const auto end = world.partition(batch.at).log_end_offset();
    const auto again = world.append(batch.at, batch.bytes);
    if (batch.first_offset >= 0) {
      EXPECT_EQ(again, batch.first_offset) << "producer " << producer;
      EXPECT_EQ(world.partition(batch.at).log_end_offset(), end) << "producer " << producer;
    } else {
      // Not acknowledged: it is there once now, whether it was before or comes behind a few markers.
      EXPECT_TRUE(again == logs.at(batch.at).end || again == end)
          << "producer " << producer << " at " << again;
    }
  }
  protocol::BatchBuilder next;
  const std::string after = "after";
  next.add(0, as_bytes(after), as_bytes(after));
  for (const auto& at : all)
    if (at.first != World::kOffsets && at.first != World::kTransactions) {
      const auto end = world.partition(at).log_end_offset();
      EXPECT_EQ(world.append(at, next.build()), end) << text(at);
    }
}

}  // namespace moldau::power_cut
