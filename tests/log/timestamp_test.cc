#include <algorithm>
#include <random>

#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using TimestampTest = LogFixture;

std::optional<TimestampOffset> first_since(const std::vector<SeenRecord>& records,
                                           std::int64_t timestamp_ms) {
  for (const auto& record : records)
    if (record.timestamp_ms >= timestamp_ms) return TimestampOffset{record.timestamp_ms, record.offset, 0};
  return std::nullopt;
}

std::optional<TimestampOffset> largest(const std::vector<SeenRecord>& records) {
  if (records.empty()) return std::nullopt;
  const auto top = std::ranges::max(records, {}, &SeenRecord::timestamp_ms).timestamp_ms;
  return top < 0 ? std::nullopt : first_since(records, top);
}

void expect_as_brute_force(LogWorld& world) {
  std::erase_if(world.expected,
                [&](const SeenRecord& record) { return record.offset < world.log->log_start_offset(); });
  const auto max = world.log->max_timestamp_offset();
  ASSERT_TRUE(max) << max.error().message;
  EXPECT_EQ(*max, largest(world.expected));
  for (std::int64_t timestamp = -1; timestamp < 1010; timestamp += 3) {
    const auto found = world.log->offset_for_timestamp(timestamp);
    ASSERT_TRUE(found) << found.error().message;
    const auto wanted = first_since(world.expected, timestamp);
    ASSERT_EQ(*found, wanted) << timestamp << " found " << (*found ? (*found)->offset : -1) << " wanted "
                              << (wanted ? wanted->offset : -1);
  }
}

TEST_F(TimestampTest, tells_where_segments_begin_and_when_they_were_written) {
  disk.set_clock(1000);
  world.open();
  world.append({"a", "b"});
  ASSERT_TRUE(log().roll(world.now_ms));
  disk.set_clock(2000);
  world.append({"c"});

  EXPECT_EQ(log().segment_starts(), (std::vector<SegmentStart>{{0, 1000}, {2, 2000}}));
  ASSERT_TRUE(log().raise_log_start_offset(1));
  EXPECT_EQ(log().segment_starts(), (std::vector<SegmentStart>{{1, 1000}, {2, 2000}}));
}

TEST_F(TimestampTest, look_ups_equal_brute_force_on_random_batches_of_every_codec_S15) {
  std::mt19937 random(5);
  for (int round = 0; round < 12; ++round) {
    LogWorld other(disk, "/data/random-" + std::to_string(round));
    other.config.index_interval_bytes = 200;
    other.config.segment_bytes = 4000;
    other.config.segment_ms = LogConfig::kNever;
    other.open();
    std::vector<std::int64_t> batches;
    for (int i = 0; i < 60; ++i) {
      BatchSpec spec{.count = static_cast<std::int32_t>(1 + random() % 5),
                     .codec = static_cast<Codec>(random() % 5),
                     .value_size = 40};
      for (int each = 0; each < spec.count; ++each)
        spec.timestamps.push_back(round % 3 == 0 ? i * 15 + each
                                                 : static_cast<std::int64_t>(random() % 1000));
      batches.push_back(other.append_batch(spec).first_offset);
    }

    expect_as_brute_force(other);
    other.reopen();
    expect_as_brute_force(other);
    other.reopen_clean();
    expect_as_brute_force(other);
    ASSERT_TRUE(*other.log->raise_log_start_offset(other.log->log_end_offset() / 2));
    expect_as_brute_force(other);
    other.truncate_to(batches[45]);
    expect_as_brute_force(other);
  }
}

TEST_F(TimestampTest, an_empty_log_has_no_timestamps) {
  world.open();

  EXPECT_EQ(*log().max_timestamp_offset(), std::nullopt);
  EXPECT_EQ(*log().offset_for_timestamp(0), std::nullopt);
}

TEST_F(TimestampTest, a_lookup_gives_the_leader_epoch_of_the_record) {
  world.open();
  world.append_batch({.timestamps = {10}});
  world.leader_epoch = 4;
  world.append_batch({.timestamps = {20}});

  EXPECT_EQ((*log().offset_for_timestamp(15)), (TimestampOffset{20, 1, 4}));
  EXPECT_EQ((*log().max_timestamp_offset()), (TimestampOffset{20, 1, 4}));
}

TEST_F(TimestampTest, the_largest_timestamp_is_the_first_record_that_has_it) {
  world.open();
  world.append_batch({.count = 3, .timestamps = {5, 9, 9}});
  world.append_batch({.count = 2, .timestamps = {9, 1}});

  EXPECT_EQ((*log().max_timestamp_offset()), (TimestampOffset{9, 1, 0}));
}

TEST_F(TimestampTest, the_largest_timestamp_is_one_that_is_still_in_the_log) {
  world.open();
  world.append_batch({.timestamps = {900}});
  world.append_batch({.count = 2, .timestamps = {100, 200}});

  ASSERT_TRUE(*log().raise_log_start_offset(1));

  EXPECT_EQ((*log().max_timestamp_offset()), (TimestampOffset{200, 2, 0}));
}

TEST_F(TimestampTest, a_batch_that_cannot_be_read_is_corrupt_and_takes_nothing_offline) {
  world.open();
  auto bytes = make_batch({.count = 3, .codec = Codec::kZstd, .value_size = 50}, world.now_ms);
  std::fill(bytes.begin() + 70, bytes.end(), std::uint8_t{7});
  ASSERT_TRUE(log().append(bytes, {0, world.now_ms}));

  EXPECT_EQ(code_of(log().offset_for_timestamp(5)), ErrorCode::kCorruptMessage);
  EXPECT_FALSE(log().failed());
}

TEST_F(TimestampTest, a_lookup_decompresses_what_the_limits_of_the_validation_let_in) {
  world.open();
  world.append_batch({.count = 3, .codec = Codec::kGzip, .timestamps = {5}, .value_size = 500});

  config.decompression.max_bytes = 100;
  log().configure(config);
  EXPECT_EQ(code_of(log().offset_for_timestamp(5)), ErrorCode::kCorruptMessage);

  config.decompression.max_bytes = 10'000;
  log().configure(config);
  EXPECT_EQ((*log().offset_for_timestamp(5)), (TimestampOffset{5, 0, 0}));
}

}  // namespace
}  // namespace moldau::log::testing
