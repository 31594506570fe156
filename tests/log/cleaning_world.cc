#include "tests/log/cleaning_world.h"

#include "protocol/records/batch_builder.h"
#include "protocol/records/compression.h"
#include "protocol/records/record.h"

namespace moldau::log::testing {

CleaningWorld::CleaningWorld(FileSystem& files) : LogWorld(files) {
  config.cleanup_delete = false;
  config.cleanup_compact = true;
  config.delete_retention_ms = 1000;
  config.index_interval_bytes = 200;
}

LogResult<AppendResult> CleaningWorld::try_put(const KeyedBatch& batch) {
  protocol::BatchBuilder builder(batch.options);
  for (const auto& [key, value] : batch.pairs)
    builder.add(batch.timestamp_ms.value_or(now_ms), as_bytes(key),
                value ? std::optional(as_bytes(*value)) : std::nullopt);
  auto bytes = builder.build();
  return log->append(bytes, {leader_epoch, now_ms});
}

AppendResult CleaningWorld::put(const std::vector<Pair>& pairs,
                                const protocol::BatchBuilder::Options& options) {
  const auto result = try_put({pairs, options, {}});
  if (result) return *result;
  ADD_FAILURE() << result.error().message;
  return {};
}

void CleaningWorld::roll_and_sync() {
  const auto done = log->roll(now_ms);
  ASSERT_TRUE(done) << done.error().message;
  sync();
}

LogResult<bool> CleaningWorld::try_clean(const std::function<bool(std::size_t)>& proceed) {
  const auto what = cleanable();
  if (!what) return std::unexpected(what.error());
  if (what->dirty_bytes == 0) return false;
  const auto plan = log->plan_cleaning(*what, now_ms);
  if (!plan) return std::unexpected(plan.error());
  Cleaner cleaner(**plan, {.map = {.memory_bytes = map_bytes, .load_factor = load_factor, .hash_key = {7, 8}},
                           .io_buffer_bytes = 1000,
                           .proceed = proceed});
  SegmentSwap swap(**plan, [&](const SegmentSwap::Step& step) { return step(*log); });
  const auto end = cleaner.build_map();
  if (!end) return std::unexpected(end.error());
  for (const auto group : cleaner.groups(*end)) {
    const auto cleaned = cleaner.clean(group);
    if (!cleaned) return std::unexpected(cleaned.error());
    if (cleaned->unchanged) continue;
    if (auto done = swap.begin(*cleaned); !done) return std::unexpected(done.error());
    if (auto done = swap.finish(*cleaned, now_ms); !done) return std::unexpected(done.error());
  }
  cleaned_to = *end;
  return true;
}

bool CleaningWorld::clean() {
  const auto done = try_clean();
  if (done) return *done;
  ADD_FAILURE() << done.error().message;
  return false;
}

void CleaningWorld::clean_all() {
  roll_and_sync();
  EXPECT_TRUE(clean());
}

Bytes CleaningWorld::all_bytes() {
  Bytes all;
  for (auto offset = log->log_start_offset(); offset < log->log_end_offset();) {
    const auto slice = log->read(offset, {.max_bytes = 1 << 20, .max_offset = log->log_end_offset()});
    EXPECT_TRUE(slice) << slice.error().message;
    if (!slice || slice->empty()) break;
    const auto bytes = *slice->load();
    const auto batches = batches_in(bytes);
    EXPECT_FALSE(batches.empty());
    if (batches.empty() || batches.back().next_offset() <= offset) break;
    std::size_t whole = 0;
    for (const auto& header : batches) whole += header.size();
    all.insert(all.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(whole));
    offset = batches.back().next_offset();
  }
  return all;
}

std::vector<protocol::BatchHeader> CleaningWorld::headers() {
  return batches_in(all_bytes());
}

std::vector<KeyedRecord> CleaningWorld::records() {
  std::vector<KeyedRecord> found;
  const auto all = all_bytes();
  ByteView bytes = all;
  BatchRecords records;
  for (const auto& header : batches_in(bytes)) {
    const auto batch = bytes.first(header.size());
    bytes = bytes.subspan(header.size());
    if (header.is_control()) continue;
    EXPECT_TRUE(records.load(header, batch, {}));
    for (const auto& record : records.all())
      found.push_back({header.base_offset + record.offset_delta, std::string(as_text(record.key.value())),
                       record.value ? std::optional(std::string(as_text(*record.value))) : std::nullopt});
  }
  return found;
}

std::vector<std::int64_t> CleaningWorld::segments() {
  std::vector<std::int64_t> found;
  for (const auto& name : files_on_disk())
    if (const auto parsed = parse_file_name(name); parsed && parsed->kind == FileKind::kLog)
      found.push_back(parsed->base_offset);
  return found;
}

}  // namespace moldau::log::testing
