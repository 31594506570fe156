#include <algorithm>
#include <random>

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using IndexTest = LogFixture;

struct Placed {
  std::int64_t last_offset;
  std::uint64_t position;
};

std::vector<Placed> place(ByteView log) {
  std::vector<Placed> batches;
  std::uint64_t position = 0;
  for (const auto& header : batches_in(log)) {
    batches.push_back({header.last_offset(), position});
    position += header.size();
  }
  return batches;
}

TEST_F(IndexTest, has_an_entry_a_batch_once_every_index_interval_bytes) {
  config.index_interval_bytes = 500;
  world.open();
  for (int i = 0; i < 50; ++i) world.append_batch({.count = 1 + i % 4, .value_size = 60});

  const auto index = content(0, FileKind::kOffsetIndex);
  const auto batches = place(content(0, FileKind::kLog));
  ASSERT_GT(index.size() / 8, 5u);
  std::uint64_t before = 0;
  for (std::size_t at = 0; at < index.size(); at += 8) {
    const auto offset = load_be<std::int32_t>(index.data() + at);
    const auto position = load_be<std::uint32_t>(index.data() + at + 4);
    const auto batch = std::ranges::find(batches, position, &Placed::position);
    ASSERT_NE(batch, batches.end());
    EXPECT_EQ(offset, batch->last_offset);
    EXPECT_GT(position - before, 500u);
    before = position;
  }
}

TEST_F(IndexTest, finds_every_offset_as_a_walk_from_the_start_does) {
  std::mt19937 random(3);
  config.index_interval_bytes = 300;
  config.segment_bytes = 20'000;
  world.open();
  std::int64_t offset = 0;
  for (int i = 0; i < 400; ++i) {  // with gaps, as compaction leaves them
    offset += random() % 5 == 0 ? random() % 50 : 0;
    const auto count = static_cast<std::int32_t>(1 + random() % 4);
    auto bytes = make_batch({.count = count, .value_size = random() % 200}, world.now_ms, offset);
    ASSERT_TRUE(world.try_append_bytes(bytes, AppendOrigin::kReplication));
    offset += count;
  }
  config.cleanup_compact = true;

  for (const bool reopened : {false, true}) {
    if (reopened) world.reopen();
    std::size_t next = 0;
    for (std::int64_t at = 0; at < offset; ++at) {
      while (world.expected[next].offset < at) ++next;
      const auto slice = log().read(at, {.max_bytes = 1, .max_offset = offset});
      ASSERT_TRUE(slice);
      const auto batch = batches_in(*slice->load()).at(0);
      EXPECT_GE(batch.last_offset(), at);
      EXPECT_LE(batch.base_offset, world.expected[next].offset);
    }
  }
}

TEST_F(IndexTest, with_thousands_of_entries_is_searched_right_at_both_ends) {
  config.index_interval_bytes = 0;
  world.open();
  for (int i = 0; i < 3000; ++i) world.append_batch({.timestamps = {i}, .value_size = 0});
  world.reopen_clean();

  for (std::int64_t offset = 0; offset < 3000; offset += 13) {
    const auto slice = log().read(offset, {.max_bytes = 1, .max_offset = 3000});
    EXPECT_EQ(batches_in(*slice->load()).at(0).base_offset, offset);
    const auto found = log().offset_for_timestamp(offset);
    EXPECT_EQ((*found)->offset, offset);
  }
}

TEST_F(IndexTest, zeros_that_kafka_leaves_behind_an_index_are_no_entries) {
  config.index_interval_bytes = 200;
  world.open();
  for (int i = 0; i < 50; ++i) world.append_batch({.timestamps = {i}, .value_size = 60});
  world.close();
  for (const auto& [kind, entry] :
       {std::pair(FileKind::kOffsetIndex, 8), std::pair(FileKind::kTimeIndex, 12)}) {
    auto padded = content(0, kind);
    padded.resize(padded.size() + static_cast<std::size_t>(entry) * 1000);
    overwrite(0, kind, padded);
  }

  ASSERT_TRUE(world.try_open(true));

  world.expect_all();
  EXPECT_EQ((*log().offset_for_timestamp(30))->offset, 30);
  for (int i = 50; i < 100; ++i) world.append_batch({.timestamps = {i}, .value_size = 60});
  EXPECT_EQ((*log().offset_for_timestamp(80))->offset, 80);
  world.reopen_clean();
  EXPECT_EQ((*log().offset_for_timestamp(80))->offset, 80);
  world.expect_all();
}

TEST_F(IndexTest, that_leads_astray_is_made_anew) {
  config.index_interval_bytes = 200;
  world.open();
  for (int i = 0; i < 50; ++i) world.append_batch({.timestamps = {i}, .value_size = 60});
  world.close();
  const auto right = content(0, FileKind::kOffsetIndex);
  for (std::size_t at = 0; at < right.size(); at += 8) {
    auto wrong = right;
    wrong[at + 7] ^= 1;
    overwrite(0, FileKind::kOffsetIndex, wrong);

    ASSERT_TRUE(world.try_open(true)) << at;

    world.expect_offsets(0, 50);
    for (std::int64_t offset = 0; offset < 50; ++offset) {
      const auto slice = log().read(offset, {.max_bytes = 1, .max_offset = 50});
      ASSERT_TRUE(slice) << slice.error().message;
      EXPECT_EQ(batches_in(*slice->load()).at(0).base_offset, offset);
    }
    world.close();
  }
}

TEST_F(IndexTest, gives_equal_files_when_it_is_made_anew) {
  config.index_interval_bytes = 200;
  world.open();
  for (int i = 0; i < 200; ++i) world.append_batch({.timestamps = {(i * 37) % 1000}, .value_size = 60});
  world.close();
  const auto offsets = content(0, FileKind::kOffsetIndex);
  const auto times = content(0, FileKind::kTimeIndex);

  for (const auto kind : {FileKind::kOffsetIndex, FileKind::kTimeIndex}) delete_file(world.path(0, kind));
  world.saved.recovery_point = 0;
  world.open();
  world.close();

  EXPECT_EQ(content(0, FileKind::kOffsetIndex), offsets);
  EXPECT_EQ(content(0, FileKind::kTimeIndex), times);
}

}  // namespace
}  // namespace moldau::log::testing
