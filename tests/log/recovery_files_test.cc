#include <algorithm>
#include <map>
#include <random>

#include "log/log_directory.h"
#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

/// Files that are missing, garbage or stray.
class RecoveryFilesTest : public LogFixture {
 protected:
  const std::string epochs = world.directory + "/leader-epoch-checkpoint";

  /// Segments, producers, epochs, transactions and timestamps out of order.
  void fill() {
    config.segment_bytes = 900;
    config.index_interval_bytes = 100;
    topic_.bytes.fill(7);
    world.topic_id = topic_;
    world.open();
    std::int32_t sequence = 0;
    for (int i = 0; i < 30; ++i) {
      world.leader_epoch = i / 8;
      world.append_batch({.count = 2, .timestamps = {(i * 37) % 100}});
      ASSERT_TRUE(world.append_batch(5, 0, i, 1));
      if (i % 5 == 0) ASSERT_TRUE(world.append_in_transaction(6, 0, sequence++, 1));
      if (i % 5 == 4) world.end_transaction(6, 0, i % 2 == 0);
    }
    ASSERT_GT(log().segment_count(), 6u);
  }
  /// Everything that a client can ask.
  std::string answers() {
    std::string all;
    const auto end = log().log_end_offset();
    for (const auto& record : world.read_from(0)) all += std::to_string(record.offset) + record.value + " ";
    for (std::int64_t at = 0; at <= end; at += 3) {
      const auto aborted = log().aborted_transactions(at, end).value_or(std::vector<AbortedTransaction>());
      for (const auto& each : aborted)
        all += std::to_string(each.producer_id) + ":" + std::to_string(each.first_offset) + " ";
    }
    for (std::int64_t timestamp = 0; timestamp < 101; ++timestamp)
      if (const auto found = *log().offset_for_timestamp(timestamp))
        all += std::to_string(found->offset) + "/" + std::to_string(found->leader_epoch) + " ";
    all += std::to_string((*log().max_timestamp_offset())->offset) + " ";
    for (std::int32_t epoch = 0; epoch < 5; ++epoch)
      all += std::to_string(log().epoch_end_offset(epoch).end_offset) + " ";
    all += std::to_string(log().last_stable_offset(end)) + log().topic_id().to_string();
    return all + std::string(as_text(log().producers().to_snapshot()));
  }
  std::map<std::string, Bytes> side_files() {
    std::map<std::string, Bytes> found;
    for (const auto& name : world.files_on_disk())
      if (!name.ends_with(".log")) found[name] = disk.content(world.directory + "/" + name);
    return found;
  }
  void put_back(const std::map<std::string, Bytes>& files) {
    for (const auto& [name, bytes] : files) disk.tamper(world.directory + "/" + name, bytes);
  }

 private:
  Uuid topic_;
};

TEST_F(RecoveryFilesTest, any_file_but_a_log_may_be_deleted_and_answers_stay_the_same_S19) {
  fill();
  const auto wanted = answers();
  world.close();
  const auto files = side_files();
  const auto saved = world.saved;

  for (const bool clean : {true, false})
    for (const auto recovery_point : {saved.recovery_point, std::int64_t{0}})
      for (const auto& [name, bytes] : files) {
        put_back(files);
        delete_file(world.directory + "/" + name);
        world.saved = {recovery_point, 0};
        ASSERT_TRUE(world.try_open(clean)) << name;
        EXPECT_EQ(answers(), wanted) << name << " clean " << clean << " from " << recovery_point;
        world.kill();
      }
}

TEST_F(RecoveryFilesTest, any_index_snapshot_or_checkpoint_may_be_garbage_after_a_crash_S19) {
  fill();
  world.sync();
  const auto wanted = answers();
  world.kill();
  const auto files = side_files();
  std::mt19937 random(11);

  for (const auto& [name, bytes] : files)
    for (int round = 0; round < 6; ++round) {
      if (name == "partition.metadata") continue;
      put_back(files);
      Bytes garbage(round == 0 ? bytes.size() : random() % (bytes.size() + 40));
      for (auto& byte : garbage) byte = static_cast<std::uint8_t>(round == 0 ? 0 : random());
      disk.tamper(world.directory + "/" + name, garbage);
      const auto opened = world.try_open();
      ASSERT_TRUE(opened) << name << opened.error().message;
      EXPECT_EQ(answers(), wanted) << name << " round " << round;
      world.kill();
    }
}

TEST_F(RecoveryFilesTest, garbage_in_an_index_never_hides_or_mixes_up_records_after_a_clean_stop) {
  fill();
  world.close();
  const auto files = side_files();
  std::mt19937 random(13);

  for (const auto& [name, bytes] : files)
    for (int round = 0; round < 20; ++round) {
      if (!name.ends_with("index") || name.ends_with("txnindex")) continue;
      put_back(files);
      Bytes garbage(round % 2 == 0 ? bytes.size() : random() % (bytes.size() + 40));
      for (auto& byte : garbage) byte = static_cast<std::uint8_t>(random());
      disk.tamper(world.directory + "/" + name, garbage);
      const auto opened = world.try_open(true);
      ASSERT_TRUE(opened) << name << opened.error().message;
      world.expect_all();
      for (std::int64_t offset = 0; offset < log().log_end_offset(); ++offset) {
        const auto slice = log().read(offset, {.max_bytes = 1, .max_offset = log().log_end_offset()});
        ASSERT_TRUE(slice) << name << " " << offset;
        const auto batch = batches_in(*slice->load()).at(0);
        EXPECT_TRUE(batch.base_offset <= offset && offset <= batch.last_offset()) << name << " " << offset;
      }
      world.kill();
    }
}

TEST_F(RecoveryFilesTest, stray_files_are_removed_or_left_alone_S20) {
  fill();
  world.close();
  const auto names = world.files_on_disk();
  for (const auto* name : {"00000000000000000000.log.deleted", "00000000000000000003.index.deleted",
                           "00000000000000000002.log.cleaned", "leader-epoch-checkpoint.tmp"})
    disk.tamper(world.directory + "/" + name, Bytes(10, 1));
  disk.tamper(world.path(3, FileKind::kOffsetIndex), Bytes(8, 1));  // of no segment
  for (const auto* name : {"notes.txt", "0.log", "0000000000000000000x.log"})
    disk.tamper(world.directory + "/" + name, Bytes(10, 1));

  ASSERT_TRUE(world.try_open(true));

  world.expect_all();
  auto wanted = names;
  for (const auto* name : {"notes.txt", "0.log", "0000000000000000000x.log"}) wanted.push_back(name);
  std::ranges::sort(wanted);
  EXPECT_EQ(world.files_on_disk(), wanted);
}

TEST_F(RecoveryFilesTest, a_directory_of_another_topic_is_refused_S20) {
  fill();
  world.close();
  world.topic_id.bytes.fill(8);

  const auto opened = world.try_open(true);

  EXPECT_EQ(code_of(opened), ErrorCode::kInconsistentTopicId);
  EXPECT_THAT(opened.error().message, HasSubstr(world.topic_id.to_string()));
}

TEST_F(RecoveryFilesTest, a_garbled_topic_id_is_refused_by_name_and_a_missing_one_is_written) {
  fill();
  world.close();
  const auto path = world.directory + "/partition.metadata";
  disk.tamper(path, Bytes(20, 'x'));
  const auto opened = world.try_open(true);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr(path));

  delete_file(path);
  ASSERT_TRUE(world.try_open(true));
  EXPECT_EQ(*read_partition_metadata(disk, world.directory), world.topic_id);
}

TEST_F(RecoveryFilesTest, a_topic_id_that_the_power_took_is_written_again) {
  fill();
  world.close();
  const auto path = world.directory + "/partition.metadata";
  const auto whole = std::string("version: 0\ntopic_id: ") + world.topic_id.to_string();
  for (const auto size : {std::size_t{0}, std::size_t{5}, whole.size() - 1}) {
    auto torn = whole;
    torn.replace(size, std::string::npos, whole.size() - size, '\0');
    for (const auto& text : {torn, whole.substr(0, size)}) {
      disk.tamper(path, Bytes(text.begin(), text.end()));

      ASSERT_TRUE(world.try_open(true));

      EXPECT_EQ(*read_partition_metadata(disk, world.directory), world.topic_id);
      world.close();
    }
  }
}

TEST_F(RecoveryFilesTest, a_swap_that_a_crash_interrupted_is_finished_S8) {
  fill();
  world.close();
  std::vector<std::int64_t> bases;
  for (const auto& name : world.files_on_disk())
    if (const auto parsed = parse_file_name(name); parsed && parsed->kind == FileKind::kLog)
      bases.push_back(parsed->base_offset);
  auto merged = content(bases[1], FileKind::kLog);
  const auto second = content(bases[2], FileKind::kLog);
  merged.insert(merged.end(), second.begin(), second.end());
  disk.tamper(world.path(bases[1], FileKind::kLog) + ".swap", merged);
  config.cleanup_compact = true;

  ASSERT_TRUE(world.try_open(true));

  world.expect_all();
  EXPECT_EQ(content(bases[1], FileKind::kLog), merged);
  EXPECT_THAT(world.files_on_disk(), Not(Contains(file_name(bases[2], FileKind::kLog))));
  EXPECT_THAT(world.files_on_disk(), Each(Not(HasSubstr(".swap"))));
  for (std::int64_t offset = 0; offset < log().log_end_offset(); ++offset)
    EXPECT_TRUE(log().read(offset, {.max_bytes = 1, .max_offset = log().log_end_offset()}));
}

TEST_F(RecoveryFilesTest, a_swap_beside_files_that_are_still_being_cleaned_is_not_used_S8) {
  fill();
  world.close();
  disk.tamper(world.path(0, FileKind::kLog) + ".swap", Bytes(100, 1));
  disk.tamper(world.path(0, FileKind::kLog) + ".cleaned", Bytes(100, 1));

  ASSERT_TRUE(world.try_open(true));

  world.expect_all();
}

/// Also where a start that threw them away was interrupted itself.
TEST_F(RecoveryFilesTest,
       what_is_left_of_a_swap_that_never_began_is_not_used_by_the_start_after_the_next_S8) {
  fill();
  config.cleanup_compact = true;
  world.close();
  const auto index = content(0, FileKind::kTransactionIndex);
  for (std::uint64_t nth = 0; nth < 8; ++nth) {
    for (const auto kind : {FileKind::kOffsetIndex, FileKind::kTimeIndex, FileKind::kTransactionIndex})
      disk.tamper(world.path(0, kind) + ".swap", Bytes(100, 1));
    disk.tamper(world.path(0, FileKind::kLog) + ".cleaned", Bytes(100, 1));
    disk.fail_nth(nth, {EIO});
    (void)world.try_open();
    world.kill();
    disk.set_faults({});

    ASSERT_TRUE(world.try_open()) << nth;

    world.expect_all();
    EXPECT_EQ(content(0, FileKind::kTransactionIndex), index) << nth;
    world.close();
  }
}

TEST_F(RecoveryFilesTest, recovery_that_is_interrupted_anywhere_is_done_by_the_next_start_S4) {
  for (std::uint64_t nth = 0;; ++nth) {
    MemoryFileSystem other_disk;
    LogWorld other(other_disk);
    other.config.segment_bytes = 600;
    other.topic_id.bytes.fill(3);
    other.open();
    for (int i = 0; i < 12; ++i) {
      other.leader_epoch = i / 4;
      ASSERT_TRUE(other.append_in_transaction(6, 0, i, 1));
      if (i % 3 == 2) other.end_transaction(6, 0, false);
      if (i == 7) other.sync();
    }
    const auto durable = other.log->recovery_point();
    other.kill();
    other_disk.crash(nth);
    other_disk.fail_from(nth, {EIO, 5});

    const auto opened = other.try_open();

    other.kill();
    other_disk.set_faults({});
    if (!opened) other_disk.crash(nth + 1000);
    const auto again = other.try_open();
    ASSERT_TRUE(again) << nth << again.error().message;
    const auto end = other.log->log_end_offset();
    EXPECT_GE(end, durable);
    std::erase_if(other.expected, [&](const SeenRecord& record) { return record.offset >= end; });
    other.expect_all();
    if (opened) break;
  }
}

}  // namespace
}  // namespace moldau::log::testing
