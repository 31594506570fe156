#include "tests/log/log_world.h"

#include <algorithm>
#include <stdexcept>

namespace moldau::log::testing {

LogResult<void> LogWorld::try_open(bool clean) {
  log.reset();
  const auto log_dir = directory.substr(0, directory.rfind('/'));  // LogDirectory's, in a broker
  if (const auto made = cache.files().create_directories_durably(log_dir); !made)
    return storage_error(made.error());
  auto opened = Log::open(cache, {.directory = directory,
                                  .topic = topic,
                                  .partition = 0,
                                  .topic_id = topic_id,
                                  .config = config,
                                  .clean_shutdown = clean,
                                  .checkpoint = saved,
                                  .now_ms = now_ms});
  if (!opened) return std::unexpected(opened.error());
  log = std::move(*opened);
  return {};
}

void LogWorld::open() {
  // Ends the test: without a log none of its verbs can go on.
  if (const auto done = try_open(); !done) throw std::runtime_error(done.error().message);
}

void LogWorld::close() {
  const auto checkpoint = log->close();
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  saved = *checkpoint;
  log.reset();
}

void LogWorld::reopen_clean() {
  close();
  if (const auto done = try_open(true); !done) throw std::runtime_error(done.error().message);
}

LogResult<AppendResult> LogWorld::try_append_bytes(Bytes bytes, AppendOrigin origin) {
  const auto result = log->append(bytes, {leader_epoch, now_ms, origin});
  if (!result && result.error().code == ErrorCode::kKafkaStorageError) unanswered = records_in(bytes);
  if (!result || result->duplicate) return result;
  for (auto& record : records_in(bytes)) expected.push_back(std::move(record));
  return result;
}

LogResult<AppendResult> LogWorld::try_append(const BatchSpec& spec) {
  return try_append_bytes(make_batch(spec, now_ms));
}

AppendResult LogWorld::append_batch(const BatchSpec& spec) {
  const auto result = try_append(spec);
  if (result) return *result;
  ADD_FAILURE() << result.error().message;
  return {};
}

LogResult<AppendResult> LogWorld::append_batch(std::int64_t producer_id, std::int16_t epoch,
                                               std::int32_t sequence, std::int32_t count) {
  return try_append({.producer_id = producer_id, .epoch = epoch, .sequence = sequence, .count = count});
}

LogResult<AppendResult> LogWorld::append_in_transaction(std::int64_t producer_id, std::int16_t epoch,
                                                        std::int32_t sequence, std::int32_t count) {
  return try_append({.producer_id = producer_id,
                     .epoch = epoch,
                     .sequence = sequence,
                     .count = count,
                     .transactional = true});
}

AppendResult LogWorld::end_transaction(std::int64_t producer_id, std::int16_t epoch, bool commit,
                                       std::int32_t coordinator_epoch) {
  const auto result = try_append_bytes(make_marker(producer_id, epoch, commit, coordinator_epoch, now_ms),
                                       AppendOrigin::kCoordinator);
  if (result) return *result;
  ADD_FAILURE() << result.error().message;
  return {};
}

void LogWorld::sync() {
  const auto target = log->prepare_sync();
  const auto done = target.sync();
  ASSERT_TRUE(done) << done.error().to_string();
  log->mark_synced(target);
}

LogResult<std::size_t> LogWorld::delete_old_segments(std::int64_t high_watermark) {
  const auto staying_from = log->expire_segments(now_ms, high_watermark);
  if (!staying_from) return std::unexpected(staying_from.error());
  if (!*staying_from) return 0;
  if (auto done = log->prepare_start(**staying_from).sync(); !done) return storage_error(done.error());
  if (auto raised = log->raise_log_start_offset(**staying_from); !raised)
    return std::unexpected(raised.error());
  saved.log_start_offset = log->log_start_offset();
  return log->delete_segments_below(**staying_from, now_ms);
}

void LogWorld::truncate_to(std::int64_t offset) {
  saved.recovery_point = std::min(saved.recovery_point, offset);
  const auto done = log->truncate_to(offset);
  ASSERT_TRUE(done) << done.error().message;
  std::erase_if(expected, [&](const SeenRecord& record) { return record.offset >= offset; });
}

std::vector<SeenRecord> LogWorld::read_from(std::int64_t offset, std::size_t max_bytes) {
  std::vector<SeenRecord> found;
  while (offset < log->log_end_offset()) {
    const auto slice = log->read(offset, {.max_bytes = max_bytes, .max_offset = log->log_end_offset()});
    if (!slice) {
      ADD_FAILURE() << slice.error().message;
      return found;
    }
    if (slice->empty()) return found;
    const auto bytes = slice->load();
    EXPECT_TRUE(bytes);
    const auto batches = batches_in(*bytes);
    EXPECT_FALSE(batches.empty());
    if (batches.empty()) return found;
    for (auto& record : records_in(*bytes))
      if (record.offset >= offset) found.push_back(std::move(record));
    EXPECT_GE(batches.back().next_offset(), offset);
    offset = batches.back().next_offset();
  }
  return found;
}

void LogWorld::expect_read(std::int64_t offset, const std::vector<std::string>& values) {
  std::vector<std::string> found;
  for (const auto& record : read_from(offset)) found.push_back(record.value);
  EXPECT_EQ(found, values);
}

void LogWorld::expect_offsets(std::int64_t log_start_offset, std::int64_t log_end_offset) {
  EXPECT_EQ(log->log_start_offset(), log_start_offset);
  EXPECT_EQ(log->log_end_offset(), log_end_offset);
}

void LogWorld::expect_all() {
  std::erase_if(expected, [&](const SeenRecord& record) { return record.offset < log->log_start_offset(); });
  EXPECT_EQ(read_from(log->log_start_offset()), expected);
}

std::vector<std::string> LogWorld::files_on_disk() {
  std::vector<std::string> names;
  const auto entries = cache.files().list(directory);
  if (!entries) return names;
  for (const auto& entry : *entries) names.push_back(entry.name);
  std::ranges::sort(names);
  return names;
}

void LogFixture::truncate_tail(std::int64_t base_offset, FileKind kind, std::size_t bytes) {
  auto changed = content(base_offset, kind);
  ASSERT_GE(changed.size(), bytes);
  changed.resize(changed.size() - bytes);
  overwrite(base_offset, kind, std::move(changed));
}

void LogFixture::flip_byte(std::int64_t base_offset, FileKind kind, std::size_t position, std::uint8_t bits) {
  auto changed = content(base_offset, kind);
  ASSERT_LT(position, changed.size());
  changed[position] ^= bits;
  overwrite(base_offset, kind, std::move(changed));
}

}  // namespace moldau::log::testing
