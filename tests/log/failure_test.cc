#include <cerrno>

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using Operation = MemoryFileSystem::Operation;

/// What a failing disk comes to.
class FailureTest : public LogFixture {
 protected:
  /// Nothing works any more, on a disk that is well again.
  void expect_offline() {
    disk.set_faults({});
    EXPECT_TRUE(log().failed());
    EXPECT_EQ(code_of(world.try_append({.count = 1})), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().read(0, {100, 1})), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().offset_for_timestamp(0)), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().max_timestamp_offset()), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().aborted_transactions(0, 1)), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().begin_epoch(9)), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().raise_log_start_offset(1)), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().truncate_to(0)), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().truncate_fully_and_start_at(0)), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(world.delete_old_segments(1)), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().due_removals(world.now_ms)), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().roll(world.now_ms)), ErrorCode::kKafkaStorageError);
    EXPECT_EQ(code_of(log().close()), ErrorCode::kKafkaStorageError);
    const auto target = log().prepare_sync();
    EXPECT_TRUE(target.empty());
    EXPECT_EQ(target.end_offset, log().recovery_point());
  }
  /// Of two records one is durable, and the sync of the other one fails: what it says.
  IoResult<void> fail_second_sync() {
    world.open();
    world.append({"a"});
    world.sync();
    world.append({"b"});
    const auto target = log().prepare_sync();
    disk.fail_nth(0, {EIO});
    return target.sync();
  }
};

TEST_F(FailureTest, a_failed_write_takes_the_log_offline_until_it_is_opened_anew_S11) {
  world.open();
  world.append({"a"});

  disk.fail_nth(0, {EIO});
  EXPECT_EQ(code_of(world.try_append({.count = 1})), ErrorCode::kKafkaStorageError);

  expect_offline();
  world.reopen();
  world.expect_offsets(0, 1);
  EXPECT_EQ(world.append({"b"}).first_offset, 1);
  world.expect_all();
}

TEST_F(FailureTest, a_failed_sync_raises_no_recovery_point_and_is_not_tried_again_S12) {
  const auto synced = fail_second_sync();

  ASSERT_FALSE(synced);
  EXPECT_EQ(synced.error().code, EIO);
  log().fail(synced.error());
  EXPECT_EQ(log().recovery_point(), 1);
  expect_offline();
  crash();
  world.open();
  EXPECT_GE(log().log_end_offset(), 1);
  std::erase_if(world.expected, [&](const auto& each) { return each.offset >= log().log_end_offset(); });
  world.expect_all();
}

/// The process ends and starts anew, without a power cut: the system still has in memory what the disk never
/// got.
TEST_F(FailureTest, what_a_failed_sync_left_in_memory_alone_is_not_taken_for_durable_S12) {
  ASSERT_FALSE(fail_second_sync());

  world.reopen();

  EXPECT_EQ(log().log_end_offset(), 1);
  world.expected.pop_back();
  world.expect_all();
  crash();
  world.open();
  world.expect_all();
}

TEST_F(FailureTest, a_failed_read_takes_the_log_offline) {
  world.open();
  world.append({"a"});
  world.reopen_clean();
  disk.set_faults([](Operation operation, const std::string&) -> std::optional<MemoryFileSystem::Fault> {
    if (operation != Operation::kRead) return std::nullopt;
    return MemoryFileSystem::Fault{EIO};
  });

  EXPECT_EQ(code_of(log().read(0, {100, 1})), ErrorCode::kKafkaStorageError);

  expect_offline();
}

TEST_F(FailureTest, a_disk_that_is_full_leaves_no_part_of_a_batch_to_be_seen_S13) {
  for (std::size_t written = 0; written < 100; ++written) {
    world.directory = "/data/full-" + std::to_string(written);
    world.saved = {};
    world.expected.clear();
    world.open();
    world.append({"a"});
    disk.fail_nth(0, {ENOSPC, written});

    EXPECT_EQ(code_of(world.try_append({.count = 2, .value_size = 30})), ErrorCode::kKafkaStorageError);

    expect_offline();
    world.reopen();
    world.expect_offsets(0, 1);
    world.expect_all();
    EXPECT_EQ(world.append({"b"}).first_offset, 1);
    world.reopen();
    world.expect_all();
  }
}

TEST_F(FailureTest, whatever_operation_finds_the_disk_full_all_that_was_answered_is_there_later_S13) {
  config.segment_bytes = 500;
  config.index_interval_bytes = 100;
  for (std::uint64_t nth = 0; nth < 120; ++nth) {
    world.directory = "/data/nospace-" + std::to_string(nth);
    world.saved = {};
    world.expected.clear();
    world.leader_epoch = 0;
    world.open();
    disk.fail_nth(nth, {ENOSPC, nth % 60});
    std::int64_t answered = 0;
    for (int i = 0; i < 20; ++i) {
      world.leader_epoch = i / 5;
      const auto result =
          i % 4 == 3 ? world.append_in_transaction(3, 0, i / 4 * 2, 2) : world.try_append({.count = 2});
      if (!result) {
        EXPECT_EQ(result.error().code, ErrorCode::kKafkaStorageError);
        break;
      }
      answered = result->last_offset + 1;
    }
    disk.set_faults({});

    world.reopen();

    EXPECT_GE(log().log_end_offset(), answered);
    auto found = world.read_from(0);
    found.resize(std::min(found.size(), static_cast<std::size_t>(answered)));
    EXPECT_EQ(found, world.expected);
  }
}

TEST_F(FailureTest, recovery_on_a_disk_that_cannot_be_read_fails_and_changes_nothing) {
  world.open();
  world.append({"a"});
  world.kill();
  const auto before = content(0, FileKind::kLog);
  disk.set_faults([](Operation operation, const std::string& path) -> std::optional<MemoryFileSystem::Fault> {
    if (operation != Operation::kRead || !path.ends_with(".log")) return std::nullopt;
    return MemoryFileSystem::Fault{EIO};
  });

  EXPECT_EQ(code_of(world.try_open()), ErrorCode::kKafkaStorageError);

  disk.set_faults({});
  EXPECT_EQ(content(0, FileKind::kLog), before);
  world.open();
  world.expect_all();
}

TEST_F(FailureTest, without_descriptors_a_log_refuses_and_goes_on_when_there_are_some_again) {
  world.open();
  world.append({"a"});
  world.cache.close_idle();
  disk.set_descriptor_limit(0);

  EXPECT_EQ(code_of(world.try_append({.count = 1})), ErrorCode::kUnknownServerError);
  EXPECT_EQ(code_of(log().read(0, {100, 1})), ErrorCode::kUnknownServerError);
  EXPECT_EQ(code_of(log().offset_for_timestamp(0)), ErrorCode::kUnknownServerError);
  EXPECT_EQ(code_of(log().roll(world.now_ms)), ErrorCode::kUnknownServerError);
  const auto target = log().prepare_sync();
  const auto synced = target.sync();
  ASSERT_FALSE(synced);
  ASSERT_TRUE(synced.error().lacks_resources());
  log().put_back(target);

  disk.set_descriptor_limit(1000);
  EXPECT_FALSE(log().failed());
  world.append({"b"});
  ASSERT_TRUE(log().roll(world.now_ms));
  world.append({"c"});
  world.sync();
  world.save_checkpoint();
  EXPECT_EQ(log().recovery_point(), 3);
  crash();
  world.open();
  world.expect_all();
}

TEST_F(FailureTest, a_segment_that_no_descriptor_was_left_for_is_made_by_the_next_attempt) {
  world.open();
  world.append({"a"});
  for (std::size_t limit = 0; limit < 8; ++limit) {
    disk.set_descriptor_limit(limit);
    (void)log().roll(world.now_ms);
    disk.set_descriptor_limit(1000);
    ASSERT_FALSE(log().failed()) << limit;
    world.append({"b"});
    world.expect_all();
  }
  world.reopen();
  world.expect_all();
}

/// Another thread may take the descriptor that was freed for an index. Then the log goes on where it was.
TEST_F(FailureTest, a_segment_that_could_not_be_made_whole_is_not_there) {
  world.open();
  world.append({"a"});
  for (const auto* lacking : {".index", ".timeindex"}) {
    disk.set_faults(
        [&](Operation operation, const std::string& path) -> std::optional<MemoryFileSystem::Fault> {
          if (operation != Operation::kCreate || !path.ends_with(lacking)) return std::nullopt;
          return MemoryFileSystem::Fault{EMFILE};
        });
    EXPECT_FALSE(log().roll(world.now_ms)) << lacking;
    disk.set_faults({});
    ASSERT_FALSE(log().failed()) << lacking;
    EXPECT_EQ(log().segment_count(), 1) << lacking;
    world.append({"b"});
    world.sync();
  }

  world.reopen();
  world.expect_all();
  world.reopen_clean();
  world.expect_all();
}

TEST_F(FailureTest, no_descriptor_left_in_the_middle_of_an_append_is_a_failure_of_storage) {
  world.open();
  world.append({"a"});
  world.leader_epoch = 1;  // is saved behind the append
  const auto log_file = world.cache.open({1, 0, 0}, [&] { return world.path(0, FileKind::kLog); });
  ASSERT_TRUE(log_file);
  disk.set_descriptor_limit(1);

  EXPECT_EQ(code_of(world.try_append({.count = 1})), ErrorCode::kKafkaStorageError);

  disk.set_descriptor_limit(1000);
  expect_offline();
}

TEST_F(FailureTest, a_failed_rename_in_retention_takes_the_log_offline) {
  world.open();
  world.append({"a"});
  ASSERT_TRUE(log().roll(world.now_ms));
  world.now_ms += 8LL * 24 * 3600 * 1000;
  disk.set_faults([](auto operation, const auto&) {
    return operation == MemoryFileSystem::Operation::kRename
               ? std::optional(MemoryFileSystem::Fault{.code = EIO})
               : std::nullopt;
  });

  EXPECT_EQ(code_of(world.delete_old_segments(1)), ErrorCode::kKafkaStorageError);

  expect_offline();
}

}  // namespace
}  // namespace moldau::log::testing
