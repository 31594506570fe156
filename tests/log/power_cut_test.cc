#include <map>
#include <random>
#include <utility>

#include "log/log_directory.h"
#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

/// A broker's day in short: a script of operations on one log, cut by a power failure, and what must be true
/// then. The same script runs again and again, and is cut one operation of the disk later each time.
class PowerCut {
 public:
  static constexpr int kSteps = 150;

  PowerCut() {
    world.config.segment_bytes = 9000;
    world.config.index_interval_bytes = 500;
    world.config.retention_bytes = 60'000;
    world.topic_id.bytes.fill(9);
  }

  /// Runs up to the end or the first failure; false for the latter.
  bool run() {
    std::mt19937 random(42);
    if (!world.try_open()) return false;
    for (int step = 0; step < kSteps; ++step)
      if (!one(random)) return false;
    return true;
  }

  void restart(std::uint64_t seed) {
    world.kill();
    disk.set_faults({});
    disk.crash(seed);
    load_checkpoints();
    const auto opened = world.try_open();
    ASSERT_TRUE(opened) << opened.error().message;
  }

  void expect_nothing_lost() {
    const auto end = world.log->log_end_offset();
    const auto start = world.log->log_start_offset();
    EXPECT_GE(end, durable_end_);
    EXPECT_LE(start, start_);
    for (auto& record : std::exchange(world.unanswered, {})) world.expected.push_back(std::move(record));
    std::erase_if(world.expected, [&](const SeenRecord& record) { return record.offset >= end; });
    // What retention was deleting may be there again, or some of it.
    if (start < start_) ASSERT_TRUE(world.log->raise_log_start_offset(start_));
    world.expect_all();
    auto next = world.log->log_start_offset();
    for (const auto& header : headers()) {
      EXPECT_LE(header.base_offset, next);
      next = header.next_offset();
    }
    EXPECT_EQ(next, end);
  }

  /// A retry of what was durable is known; nothing of it is appended again.
  void expect_no_duplicates() {
    for (auto& [producer_id, last] : durable_batches_) {
      if (sequences_[producer_id] - last.sequence > 5 * kBatchRecords)
        continue;  // no client asks for older ones
      const auto again = world.log->append(last.bytes, {world.leader_epoch, world.now_ms});
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_TRUE(again->duplicate);
      EXPECT_EQ(again->first_offset, last.offset);
    }
  }

  void expect_it_goes_on() {
    world.append({"after the cut"});
    world.expect_all();
    world.reopen_clean();
    world.expect_all();
  }

  MemoryFileSystem disk;
  LogWorld world{disk};

 private:
  struct Sent {
    Bytes bytes;
    std::int64_t offset;
    std::int32_t sequence;
  };
  static constexpr std::int32_t kBatchRecords = 2;

  std::vector<protocol::BatchHeader> headers() {
    std::vector<protocol::BatchHeader> found;
    for (auto at = world.log->log_start_offset(); at < world.log->log_end_offset();) {
      const auto slice =
          world.log->read(at, {.max_bytes = 1 << 20, .max_offset = world.log->log_end_offset()});
      EXPECT_TRUE(slice);
      const auto bytes = slice->load();
      for (const auto& header : batches_in(*bytes)) found.push_back(header);
      at = found.back().next_offset();
    }
    return found;
  }

  bool one(std::mt19937& random) {
    world.now_ms += 1000;
    const auto dice = random() % 20;
    if (dice < 5) return send(random);
    if (dice < 9)
      return ok(world.try_append({.count = static_cast<std::int32_t>(1 + random() % 3),
                                  .codec = static_cast<Codec>(random() % 5),
                                  .value_size = random() % 3000}));
    if (dice < 11) return ok(world.append_in_transaction(77, 0, transactional_++, 1));
    if (dice == 11)
      return ok(world.try_append_bytes(make_marker(77, 0, random() % 2 == 0, 0, world.now_ms),
                                       AppendOrigin::kCoordinator));
    if (dice < 16) return sync();
    if (dice == 16) return ok(world.log->roll(world.now_ms));
    if (dice == 17) return ok(world.log->begin_epoch(++world.leader_epoch));
    if (dice == 18) return checkpoint();
    return retain();
  }

  bool send(std::mt19937& random) {
    const auto producer_id = static_cast<std::int64_t>(random() % 3);
    auto& sequence = sequences_[producer_id];
    const auto bytes = make_batch({.producer_id = producer_id,
                                   .epoch = 0,
                                   .sequence = sequence,
                                   .count = kBatchRecords,
                                   .value_size = random() % 2000},
                                  world.now_ms);
    const auto result = world.try_append_bytes(bytes);
    if (!result) return false;
    sent_[producer_id] = {bytes, result->first_offset, sequence};
    sequence += kBatchRecords;
    return true;
  }

  bool sync() {
    const auto target = world.log->prepare_sync();
    const auto sent = sent_;
    if (!target.sync()) return false;
    world.log->mark_synced(target);
    durable_end_ = target.end_offset;
    durable_batches_ = sent;
    return true;
  }

  bool checkpoint() {
    return write_checkpoint(LogDirectory::kRecoveryPoints, world.log->checkpoint().recovery_point) &&
           save_log_start();
  }

  bool save_log_start() {
    return write_checkpoint(LogDirectory::kLogStartOffsets, world.log->log_start_offset());
  }

  bool write_checkpoint(const char* file, std::int64_t offset) {
    auto directory = LogDirectory::open(disk, "/data");
    return directory && ok(directory->write_checkpoint(file, {{{"topic", 0}, offset}}));
  }

  void load_checkpoints() {
    const auto directory = LogDirectory::open(disk, "/data");
    ASSERT_TRUE(directory);
    const auto points = directory->read_checkpoint(LogDirectory::kRecoveryPoints);
    const auto starts = directory->read_checkpoint(LogDirectory::kLogStartOffsets);
    ASSERT_TRUE(points && starts);
    const TopicPartition here{"topic", 0};
    world.saved = {points->contains(here) ? points->at(here) : 0,
                   starts->contains(here) ? starts->at(here) : 0};
  }

  bool retain() {
    start_ = std::max(start_, world.log->recovery_point());
    const auto staying_from = world.log->expire_segments(world.now_ms, world.log->recovery_point());
    if (!staying_from) return false;
    if (*staying_from && !delete_below(**staying_from)) return false;
    start_ = world.log->log_start_offset();
    const auto due = world.log->due_removals(world.now_ms);
    return due && due->remove();
  }

  bool delete_below(std::int64_t start) {
    return world.log->prepare_start(start).sync() && ok(world.log->raise_log_start_offset(start)) &&
           save_log_start() && ok(world.log->delete_segments_below(start, world.now_ms));
  }

  template <class T>
  static bool ok(const LogResult<T>& result) {
    return result.has_value();
  }

  std::map<std::int64_t, std::int32_t> sequences_;
  std::map<std::int64_t, Sent> sent_, durable_batches_;
  std::int32_t transactional_ = 0;
  std::int64_t durable_end_ = 0;
  std::int64_t start_ = 0;
};

TEST(PowerCutTest, after_any_operation_of_the_disk_loses_nothing_that_was_synced_S2) {
  for (std::uint64_t nth = 0;; ++nth) {
    PowerCut cut;
    cut.disk.fail_from(nth, {EIO, static_cast<std::size_t>(nth * 37 % 5000)});
    const bool finished = cut.run();

    cut.restart(nth);
    if (::testing::Test::HasFatalFailure()) FAIL() << "after operation " << nth;
    cut.expect_nothing_lost();
    cut.expect_no_duplicates();
    cut.expect_it_goes_on();
    if (::testing::Test::HasFailure()) FAIL() << "after operation " << nth;
    if (finished) break;
  }
}

TEST(PowerCutTest, may_lose_any_set_of_pages_and_names_S2) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    PowerCut cut;
    if (seed % 3 == 0) cut.world.config.retention_bytes = 0;  // what is durable goes, whole
    cut.disk.fail_from(100 + seed * 13 % 400, {EIO});
    (void)cut.run();

    cut.restart(seed * 7919);
    if (::testing::Test::HasFatalFailure()) FAIL() << "with seed " << seed;
    cut.expect_nothing_lost();
    cut.expect_no_duplicates();
    cut.expect_it_goes_on();
    if (::testing::Test::HasFailure()) FAIL() << "with seed " << seed;
  }
}

}  // namespace
}  // namespace moldau::log::testing
