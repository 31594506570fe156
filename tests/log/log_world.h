#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "log/log.h"
#include "tests/log/batches.h"
#include "tests/support/memory_file_system.h"

namespace moldau::log::testing {

using moldau::testing::MemoryFileSystem;
using protocol::Codec;
using protocol::ErrorCode;

/// One log on some disk and what it should hold: the verbs that tests are written in.
class LogWorld {
 public:
  explicit LogWorld(FileSystem& files, std::string where = "/data/topic-0", std::size_t cached_files = 64)
      : cache(files, cached_files), directory(std::move(where)) {}

  FileCache cache;
  std::string directory;
  LogConfig config;
  std::int64_t now_ms = 1'700'000'000'000;
  std::int32_t leader_epoch = 0;
  Uuid topic_id;
  std::string topic = "topic";
  /// What a broker has in its checkpoint files: only save_checkpoint() and a clean close change it.
  Checkpoint saved;
  std::unique_ptr<Log> log;
  /// All that was appended and not deleted, in the order of offsets.
  std::vector<SeenRecord> expected;
  /// What the disk failed at: it may be there after the next start, or not.
  std::vector<SeenRecord> unanswered;

  LogResult<void> try_open(bool clean = false);
  /// The first start, or the next one after kill() or a power cut.
  void open();
  /// The process dies; the operating system lives on.
  void kill() { log.reset(); }
  void reopen() { kill(), open(); }
  void close();
  void reopen_clean();

  LogResult<AppendResult> try_append(const BatchSpec& spec);
  LogResult<AppendResult> try_append_bytes(Bytes bytes, AppendOrigin origin = AppendOrigin::kClient);
  AppendResult append_batch(const BatchSpec& spec);
  AppendResult append(std::vector<std::string> values) {
    return append_batch(BatchSpec{.values = std::move(values)});
  }
  /// One batch of an idempotent producer.
  LogResult<AppendResult> append_batch(std::int64_t producer_id, std::int16_t epoch, std::int32_t sequence,
                                       std::int32_t count);
  LogResult<AppendResult> append_in_transaction(std::int64_t producer_id, std::int16_t epoch,
                                                std::int32_t sequence, std::int32_t count);
  AppendResult end_transaction(std::int64_t producer_id, std::int16_t epoch, bool commit,
                               std::int32_t coordinator_epoch = 0);
  void sync();
  void save_checkpoint() { saved = log->checkpoint(); }
  void truncate_to(std::int64_t offset);
  /// What retention does: expires, notes where the log starts, and deletes. Returns how many segments.
  LogResult<std::size_t> delete_old_segments(std::int64_t high_watermark);

  /// Reads from `offset` to the log's end, `max_bytes` at a time.
  std::vector<SeenRecord> read_from(std::int64_t offset, std::size_t max_bytes = 1 << 20);
  void expect_read(std::int64_t offset, const std::vector<std::string>& values);
  void expect_offsets(std::int64_t log_start_offset, std::int64_t log_end_offset);
  /// The log holds just what is expected of it.
  void expect_all();

  std::string path(std::int64_t base_offset, FileKind kind) const {
    return directory + "/" + file_name(base_offset, kind);
  }
  std::vector<std::string> files_on_disk();
};

inline std::string message_of(const LogError& error) {
  return error.message;
}

template <class T>
ErrorCode code_of(const LogResult<T>& result) {
  return result ? ErrorCode::kNone : result.error().code;
}

/// A world on a disk in memory.
class LogFixture : public ::testing::Test {
 protected:
  MemoryFileSystem disk;
  LogWorld world{disk};
  LogConfig& config = world.config;

  Log& log() { return *world.log; }
  /// The power fails, and comes back.
  void crash(std::uint64_t seed = 1) {
    world.kill();
    disk.crash(seed);
  }
  Bytes content(std::int64_t base_offset, FileKind kind) {
    return disk.content(world.path(base_offset, kind));
  }
  void truncate_tail(std::int64_t base_offset, FileKind kind, std::size_t bytes);
  void flip_byte(std::int64_t base_offset, FileKind kind, std::size_t position, std::uint8_t bits = 0xff);
  void overwrite(std::int64_t base_offset, FileKind kind, Bytes bytes) {
    disk.tamper(world.path(base_offset, kind), std::move(bytes));
  }
  /// Durably, as somebody who meddles with a broker's files does.
  void delete_file(const std::string& path) {
    ASSERT_TRUE(disk.remove(path));
    ASSERT_TRUE(disk.sync_directory(world.directory));
  }
};

}  // namespace moldau::log::testing
