#include <cerrno>
#include <future>
#include <gmock/gmock.h>

#include "broker/log_cleaner.h"
#include "broker/log_manager.h"
#include "tests/broker/log_manager_process.h"
#include "tests/broker/requests.h"
#include "tests/support/eventually.h"
#include "tests/support/memory_file_system.h"

namespace moldau::broker::test {
namespace {

using moldau::testing::MemoryFileSystem;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

constexpr const char *kHere = "/one", *kThere = "/two";

/// A partition in one of two log directories, as a broker that comes and goes has it.
class Mover {
 public:
  explicit Mover(MemoryFileSystem& disk, std::size_t threads = 1) : disk_(disk), threads_(threads) {
    start();
  }
  ~Mover() { drop(); }

  void start() {
    Uuid id;
    id.bytes.fill(7);
    partition = process_.start().open({{{"t", id, 0, false}, ++epoch_, config()}}, true).at(0);
  }
  /// The process is gone.
  void drop() {
    partition.reset();
    process_.kill();
  }
  void close() {
    partition.reset();
    process_.close();
  }

  /// Whether it was appended and, if so, acknowledged as durable.
  bool produce() {
    auto value = std::to_string(produced.size()) + std::string(100, 'x');
    auto batch = batch_of({value});
    return append(batch, std::move(value));
  }
  /// A record that takes the place of the one before, once the log is cleaned.
  bool produce_anew() {
    auto value = std::to_string(produced.size()) + std::string(100, 'x');
    auto batch = protocol::BatchBuilder().add(clock_.wall_ms(), as_bytes("key"), as_bytes(value)).build();
    return append(batch, std::move(value));
  }
  void clean() {
    auto compacted = config();
    compacted.log.cleanup_compact = true;
    partition->configure(compacted);
    metadata::ServerConfig::Storage storage;
    storage.log_cleaner_dedupe_buffer_size = storage.log_cleaner_io_buffer_size = 1 << 16;
    storage.log_cleaner_io_buffer_load_factor = 0.9;
    storage.log_cleaner_io_max_bytes_per_second = 1e12;
    LogCleaner cleaner(logs(), clock_);
    cleaner.start(storage);
    while (cleaner.clean_next()) continue;
  }
  bool append(Bytes& batch, std::string value) {
    const auto appended = partition->append(batch, kProduceVersion);
    if (!appended) return false;
    produced.push_back(std::move(value));
    std::promise<ErrorCode> committed;
    partition->when_committed(appended->last_offset, [&](ErrorCode code) { committed.set_value(code); });
    if (committed.get_future().get() != ErrorCode::kNone) return false;
    acknowledged = produced.size();
    return true;
  }
  std::vector<std::string> all_values() {
    std::vector<std::string> values;
    while (static_cast<std::int64_t>(values.size()) < partition->high_watermark()) {
      const auto fetched = partition->fetch(static_cast<std::int64_t>(values.size()),
                                            {.max_bytes = 1 << 20, .at_least_one_batch = true});
      EXPECT_EQ(fetched.error, ErrorCode::kNone);
      if (fetched.error != ErrorCode::kNone || fetched.slice.empty()) break;
      const auto bytes = fetched.slice.load();
      for (auto& value : values_in(protocol::Records(ByteView(*bytes)))) values.push_back(std::move(value));
    }
    return values;
  }
  ErrorCode move(const std::string& directory) { return logs().move({"t", 0}, directory); }
  bool wait_until_moved() {
    return testing::eventually([&] { return logs().move_count() == 0; });
  }
  std::vector<std::string> partition_directories() {
    logs().maintain();
    std::vector<std::string> found;
    for (const auto* directory : {kHere, kThere}) {
      const auto entries = disk_.list(directory).value();
      for (const auto& entry : entries)
        if (entry.is_directory) found.push_back(std::string(directory) + "/" + entry.name);
    }
    return found;
  }
  /// A copy that nobody wants any more goes a moment later.
  bool wait_until_directories_are(const std::vector<std::string>& wanted) {
    return testing::eventually([&] { return partition_directories() == wanted; });
  }
  LogManager& logs() { return process_.logs(); }

  std::shared_ptr<Partition> partition;
  std::vector<std::string> produced;
  std::size_t acknowledged = 0;

 private:
  static PartitionConfig config() {
    PartitionConfig config;
    config.log.flush_messages = 1;
    config.log.segment_bytes = 2000;
    config.log.file_delete_delay_ms = 0;
    config.log.retention_ms = -1;
    return config;
  }

  MemoryFileSystem& disk_;
  const std::size_t threads_;
  SystemClock clock_;
  std::int32_t epoch_ = 0;
  LogManagerProcess process_{disk_, clock_, {.directories = {kHere, kThere}, .mover_threads = threads_}};
};

TEST(ReplicaMove, takes_a_replica_with_all_it_has_to_the_other_directory) {
  MemoryFileSystem disk;
  Mover mover(disk);
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(mover.produce());

  ASSERT_EQ(mover.move(kThere), ErrorCode::kNone);
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(mover.produce());
  ASSERT_TRUE(mover.wait_until_moved());
  ASSERT_TRUE(mover.produce());

  EXPECT_THAT(mover.all_values(), ElementsAreArray(mover.produced));
  EXPECT_THAT(mover.partition_directories(), ElementsAre("/two/t-0"));
  mover.close();
  mover.start();
  EXPECT_THAT(mover.all_values(), ElementsAreArray(mover.produced));
  EXPECT_THAT(mover.partition_directories(), ElementsAre("/two/t-0"));
}

TEST(ReplicaMove, keeps_where_the_log_starts_and_whose_batches_it_knows) {
  MemoryFileSystem disk;
  Mover mover(disk);
  auto first = batch_of({"a"}, {.producer_id = 5, .producer_epoch = 0, .base_sequence = 0});
  const auto again = first;
  ASSERT_TRUE(mover.partition->append(first, kProduceVersion));
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(mover.produce());
  ASSERT_TRUE(mover.logs().delete_records({{mover.partition, 9}}).at(0));

  ASSERT_EQ(mover.move(kThere), ErrorCode::kNone);
  ASSERT_TRUE(mover.wait_until_moved());

  EXPECT_EQ(mover.partition->log_start_offset(), 9);
  EXPECT_EQ(mover.partition->log_end_offset(), 21);
  auto repeated = again;
  const auto appended = mover.partition->append(repeated, kProduceVersion);
  ASSERT_TRUE(appended);
  EXPECT_EQ(appended->first_offset, 0);
  mover.close();
  mover.start();
  EXPECT_EQ(mover.partition->log_start_offset(), 9);
}

TEST(ReplicaMove, that_a_kill_follows_brings_nothing_back_that_was_deleted) {
  MemoryFileSystem disk;
  Mover mover(disk);
  auto batch = batch_of({"a", "b", "c", "d"});
  ASSERT_TRUE(mover.append(batch, "abcd"));
  ASSERT_TRUE(mover.logs().delete_records({{mover.partition, 2}}).at(0));

  ASSERT_EQ(mover.move(kThere), ErrorCode::kNone);
  ASSERT_TRUE(mover.wait_until_moved());
  mover.drop();
  mover.start();

  EXPECT_EQ(mover.partition->log_start_offset(), 2);
}

TEST(ReplicaMove, keeps_where_a_log_starts_whose_first_batches_were_cleaned_away) {
  MemoryFileSystem disk;
  Mover mover(disk);
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(mover.produce_anew());
  mover.clean();
  ASSERT_TRUE(mover.produce());

  ASSERT_EQ(mover.move(kThere), ErrorCode::kNone);
  ASSERT_TRUE(mover.wait_until_moved());
  EXPECT_EQ(mover.partition->fetch(0, {.max_bytes = 1}).error, ErrorCode::kNone);
  mover.drop();
  mover.start();

  EXPECT_EQ(mover.partition->log_start_offset(), 0);
  EXPECT_EQ(mover.partition->fetch(0, {.max_bytes = 1}).error, ErrorCode::kNone);
}

/// Only a log that is compacted now may have gaps where recovery looks.
TEST(ReplicaMove, that_a_kill_follows_leaves_a_log_whole_that_was_cleaned_once) {
  MemoryFileSystem disk;
  Mover mover(disk);
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(mover.produce_anew());
  mover.clean();
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(mover.produce());
  const auto end = mover.partition->log_end_offset();

  ASSERT_EQ(mover.move(kThere), ErrorCode::kNone);
  ASSERT_TRUE(mover.wait_until_moved());
  mover.drop();
  mover.start();

  ASSERT_FALSE(mover.partition->offline());
  EXPECT_EQ(mover.partition->log_end_offset(), end);
}

TEST(ReplicaMove, of_an_empty_log_is_one_as_well) {
  MemoryFileSystem disk;
  Mover mover(disk);

  ASSERT_EQ(mover.move(kThere), ErrorCode::kNone);
  ASSERT_TRUE(mover.wait_until_moved());

  EXPECT_THAT(mover.partition_directories(), ElementsAre("/two/t-0"));
  ASSERT_TRUE(mover.produce());
  EXPECT_THAT(mover.all_values(), ElementsAreArray(mover.produced));
}

TEST(ReplicaMove, back_and_forth_loses_nothing) {
  MemoryFileSystem disk;
  Mover mover(disk, 2);
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(mover.produce());
    ASSERT_EQ(mover.move(i % 2 == 0 ? kThere : kHere), ErrorCode::kNone);
  }
  ASSERT_TRUE(mover.wait_until_moved());

  EXPECT_THAT(mover.all_values(), ElementsAreArray(mover.produced));
  EXPECT_TRUE(mover.wait_until_directories_are({"/one/t-0"}));
}

TEST(ReplicaMove, is_refused_by_what_is_wrong) {
  MemoryFileSystem disk;
  Mover mover(disk);

  EXPECT_EQ(mover.move("/three"), ErrorCode::kLogDirNotFound);
  EXPECT_EQ(mover.move("/two/"), ErrorCode::kLogDirNotFound);
  EXPECT_EQ(mover.logs().move({"nowhere", 0}, kThere), ErrorCode::kUnknownTopicOrPartition);
  EXPECT_EQ(mover.logs().move({"nowhere", 0}, "/three"), ErrorCode::kLogDirNotFound);
  EXPECT_EQ(mover.move(kHere), ErrorCode::kNone);
  EXPECT_EQ(mover.logs().move_count(), 0u);
}

TEST(ReplicaMove, that_is_held_shows_how_far_behind_it_is_and_can_be_called_back) {
  MemoryFileSystem disk;
  Mover mover(disk);
  mover.logs().set_move_rate(0);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(mover.produce());

  ASSERT_EQ(mover.move(kThere), ErrorCode::kNone);

  const auto report = mover.logs().report([](const auto&) { return true; });
  ASSERT_EQ(report.at(1).replicas.size(), 1u);
  EXPECT_TRUE(report[1].replicas[0].is_future);
  EXPECT_EQ(report[1].replicas[0].offset_lag, 5);
  EXPECT_FALSE(report.at(0).replicas.at(0).is_future);
  ASSERT_EQ(mover.move(kHere), ErrorCode::kNone);
  EXPECT_EQ(mover.logs().move_count(), 0u);
  mover.logs().set_move_rate(LogMover::kNoLimit);
  EXPECT_THAT(mover.all_values(), ElementsAreArray(mover.produced));
}

TEST(ReplicaMove, ends_with_its_topic) {
  MemoryFileSystem disk;
  Mover mover(disk);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(mover.produce());
  ASSERT_EQ(mover.move(kThere), ErrorCode::kNone);

  mover.logs().remove({mover.partition}, 0, "a test");

  ASSERT_TRUE(mover.wait_until_moved());
  EXPECT_TRUE(mover.wait_until_directories_are({}));
}

TEST(ReplicaMove, to_a_disk_that_fails_leaves_the_replica_where_it_is) {
  MemoryFileSystem disk;
  Mover mover(disk);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(mover.produce());
  disk.set_faults([](auto operation, const std::string& path) -> std::optional<MemoryFileSystem::Fault> {
    if (operation != MemoryFileSystem::Operation::kSync || !path.starts_with("/two/t-0."))
      return std::nullopt;
    return MemoryFileSystem::Fault{.code = EIO};
  });

  ASSERT_EQ(mover.move(kThere), ErrorCode::kNone);
  ASSERT_TRUE(mover.wait_until_moved());

  ASSERT_TRUE(mover.produce());
  EXPECT_THAT(mover.all_values(), ElementsAreArray(mover.produced));
  EXPECT_EQ(mover.move(kThere), ErrorCode::kKafkaStorageError);
  EXPECT_TRUE(mover.logs().report([](const auto&) { return true; }).at(1).offline);
}

enum class End { kKill, kPowerCut };
class ReplicaMoveUntil : public ::testing::TestWithParam<End> {};

/// Scenario R23. The same move again and again, ended one operation of the disk later each time.
TEST_P(ReplicaMoveUntil, any_step_of_it_loses_and_leaves_nothing) {
  bool whole = false;
  for (std::uint64_t step = 0; !whole; ++step) {
    SCOPED_TRACE(step);
    ASSERT_LT(step, 2000u);
    MemoryFileSystem disk;
    Mover mover(disk);
    for (int i = 0; i < 30; ++i) ASSERT_TRUE(mover.produce());
    disk.fail_from(step, {.code = EIO});

    bool goes_on = mover.move(kThere) == ErrorCode::kNone;
    for (int i = 0; goes_on && i < 10; ++i) goes_on = mover.produce();
    mover.wait_until_moved();
    whole = goes_on && mover.produce();
    mover.drop();
    disk.set_faults({});
    if (GetParam() == End::kPowerCut) disk.crash(step);
    mover.start();

    ASSERT_FALSE(mover.partition->offline());
    const auto kept = mover.all_values();
    ASSERT_GE(kept.size(), mover.acknowledged);
    ASSERT_LE(kept.size(), mover.produced.size());
    ASSERT_TRUE(std::equal(kept.begin(), kept.end(), mover.produced.begin()));
    ASSERT_TRUE(mover.wait_until_moved());
    ASSERT_EQ(mover.all_values(), kept);
    ASSERT_EQ(mover.partition_directories().size(), 1u);
    mover.produced.resize(kept.size());
    ASSERT_TRUE(mover.produce());
    mover.close();
    mover.start();
    ASSERT_EQ(mover.all_values(), mover.produced);
  }
}

INSTANTIATE_TEST_SUITE_P(Ends, ReplicaMoveUntil, ::testing::Values(End::kKill, End::kPowerCut),
                         [](const auto& tested) {
                           return tested.param == End::kKill ? "a_kill" : "a_power_cut";
                         });

}  // namespace
}  // namespace moldau::broker::test
