#include <limits>

#include "protocol/records/record.h"
#include "tests/log/cleaning_world.h"

namespace moldau::log::testing {
namespace {

using protocol::BatchBuilder;

class CleaningTest : public ::testing::Test {
 protected:
  CleaningTest() { world.open(); }

  MemoryFileSystem disk;
  CleaningWorld world{disk};
  LogConfig& config = world.config;
  /// The log follows a changed config.
  void configure() { world.log->configure(config); }
  void fill_active() { world.put({{"active", "x"}}); }
  void end_transaction(std::int64_t producer_id, bool commit) {
    world.end_transaction(producer_id, 0, commit);
  }
  static BatchBuilder::Options transactional(std::int64_t producer_id, std::int32_t sequence) {
    return {
        .producer_id = producer_id, .producer_epoch = 0, .base_sequence = sequence, .transactional = true};
  }
};

TEST_F(CleaningTest, keeps_the_last_value_of_each_key_at_its_offset) {
  world.put({{"a", "1"}, {"b", "1"}});
  world.put({{"a", "2"}});
  world.put({{"c", "1"}, {"a", "3"}});
  world.roll_and_sync();
  fill_active();

  EXPECT_TRUE(world.clean());

  world.expect_records({{1, "b", "1"}, {3, "c", "1"}, {4, "a", "3"}, {5, "active", "x"}});
  world.expect_offsets(0, 6);
  EXPECT_EQ(world.cleaned_to, 5);
}

TEST_F(CleaningTest, does_not_touch_the_active_segment) {
  world.put({{"a", "1"}});
  world.put({{"a", "2"}});
  world.sync();

  EXPECT_FALSE(world.clean());

  world.expect_records({{0, "a", "1"}, {1, "a", "2"}});
}

TEST_F(CleaningTest, looks_into_compressed_batches_and_compresses_what_is_left) {
  for (const auto codec : {Codec::kGzip, Codec::kSnappy, Codec::kLz4, Codec::kZstd})
    world.put({{"a", "1"}, {"b", std::string(1000, 'b')}}, {.codec = codec});

  world.clean_all();

  world.expect_records({{6, "a", "1"}, {7, "b", std::string(1000, 'b')}});
  world.put({{"a", "2"}});
  world.clean_all();
  world.expect_records({{7, "b", std::string(1000, 'b')}, {8, "a", "2"}});
  const auto first = world.headers().front();
  EXPECT_EQ(first.codec(), Codec::kZstd);
  EXPECT_EQ(first.base_offset, 6);
  EXPECT_EQ(first.last_offset(), 7);
  EXPECT_EQ(first.record_count, 1);
}

TEST_F(CleaningTest, keeps_what_a_key_of_the_clean_part_got_in_the_dirty_part_C7) {
  world.put({{"a", "1"}, {"b", "1"}});
  world.clean_all();

  world.put({{"a", "2"}});
  world.clean_all();
  world.put({{"a", "3"}, {"a", "4"}});
  world.clean_all();

  world.expect_records({{1, "b", "1"}, {4, "a", "4"}});
}

TEST_F(CleaningTest, keeps_the_log_end_where_everything_goes_C1) {
  world.put({{"a", "1"}});
  world.put({{"a", std::nullopt}});
  world.clean_all();
  world.now_ms += 5000;
  world.put({{"b", std::nullopt}});
  world.clean_all();
  world.now_ms += 5000;
  world.put({{"b", std::nullopt}});
  world.clean_all();

  world.reopen_clean();

  world.expect_records({{3, "b", std::nullopt}});
  world.expect_offsets(0, 4);
  world.kill();
  world.saved.recovery_point = 0;
  world.open();
  world.expect_offsets(0, 4);
}

TEST_F(CleaningTest, keeps_the_last_batch_of_what_it_cleans_without_its_records_C1) {
  world.put({{"a", "1"}});
  ASSERT_TRUE(world.try_append_bytes(BatchBuilder().add(world.now_ms, std::nullopt, as_bytes("x")).build()));
  world.clean_all();
  auto headers = world.headers();
  ASSERT_EQ(headers.size(), 2);
  EXPECT_EQ(headers[1].base_offset, 1);
  EXPECT_EQ(headers[1].record_count, 0);
  EXPECT_EQ(headers[1].max_timestamp, world.now_ms);

  world.put({{"b", "1"}});
  world.clean_all();

  headers = world.headers();
  ASSERT_EQ(headers.size(), 2) << "it is not the last one any more";
  EXPECT_EQ(headers[1].base_offset, 2);
}

TEST_F(CleaningTest, keeps_a_tombstone_for_delete_retention_ms_C5) {
  world.put({{"a", "1"}});
  world.put({{"a", std::nullopt}});
  world.clean_all();
  world.expect_records({{1, "a", std::nullopt}});
  EXPECT_EQ(world.headers().front().delete_horizon_ms(), world.now_ms + 1000);

  world.now_ms += 999;
  world.put({{"b", "1"}});
  world.clean_all();
  world.expect_records({{1, "a", std::nullopt}, {2, "b", "1"}});

  world.now_ms += 1;
  world.put({{"c", "1"}});
  world.clean_all();
  world.expect_records({{2, "b", "1"}, {3, "c", "1"}});
}

TEST_F(CleaningTest, keeps_timestamps_of_a_batch_with_a_delete_horizon) {
  world.put({{"a", "1"}});
  const auto timestamp_ms = world.now_ms;
  world.now_ms += 50;
  world.put({{"a", std::nullopt}, {"b", "1"}});
  world.now_ms += 60;
  world.clean_all();

  const auto read = world.read_from(0);

  ASSERT_EQ(read.size(), 2);
  EXPECT_EQ(read[0].timestamp_ms, timestamp_ms + 50);
  EXPECT_EQ(read[1].timestamp_ms, timestamp_ms + 50);
  const auto found = world.log->offset_for_timestamp(timestamp_ms + 1);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->offset, 1);
  EXPECT_EQ((*found)->timestamp_ms, timestamp_ms + 50);
}

TEST_F(CleaningTest, never_drops_a_tombstone_whose_horizon_is_for_ever) {
  config.delete_retention_ms = std::numeric_limits<std::int64_t>::max();
  configure();
  world.put({{"a", std::nullopt}});
  world.clean_all();
  world.now_ms += 1'000'000'000;
  world.put({{"b", "1"}});
  world.clean_all();

  world.expect_records({{0, "a", std::nullopt}, {1, "b", "1"}});
}

TEST_F(CleaningTest, stops_where_the_map_is_full_and_goes_on_there) {
  world.map_bytes = 24 * 4;  // three keys
  world.load_factor = 1;
  for (int round = 0; round < 3; ++round)
    world.put({{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "1"}, {"e", "1"}});
  world.roll_and_sync();

  EXPECT_TRUE(world.clean());
  EXPECT_EQ(world.cleaned_to, 3);
  int cleanings = 1;
  while (world.clean()) ASSERT_LT(++cleanings, 20);

  world.expect_records({{10, "a", "1"}, {11, "b", "1"}, {12, "c", "1"}, {13, "d", "1"}, {14, "e", "1"}});
}

TEST_F(CleaningTest, goes_on_with_a_map_of_next_to_nothing_C3) {
  world.map_bytes = 0;
  world.load_factor = 0;
  world.put({{"a", "1"}, {"b", "1"}, {"a", "2"}});
  world.roll_and_sync();

  int cleanings = 0;
  while (world.clean()) ASSERT_LT(++cleanings, 20);

  world.expect_records({{1, "b", "1"}, {2, "a", "2"}});
}

TEST_F(CleaningTest, begins_no_tombstones_time_where_the_map_does_not_reach) {
  world.map_bytes = 24 * 2;  // one key
  world.put({{"t", "1"}});
  world.put({{"a", "1"}});
  world.put({{"t", std::nullopt}});
  world.roll_and_sync();

  EXPECT_TRUE(world.clean());

  world.expect_records({{0, "t", "1"}, {1, "a", "1"}, {2, "t", std::nullopt}});
  EXPECT_EQ(world.headers().back().delete_horizon_ms(), std::nullopt);
}

TEST_F(CleaningTest, drops_records_without_a_key) {
  BatchBuilder builder;
  builder.add(world.now_ms, std::nullopt, as_bytes("v")).add(world.now_ms, as_bytes("k"), as_bytes("v"));
  ASSERT_TRUE(world.try_append_bytes(builder.build()));
  world.clean_all();

  world.expect_records({{1, "k", "v"}});
}

TEST_F(CleaningTest, is_not_due_before_min_compaction_lag_ms) {
  config.min_compaction_lag_ms = 100;
  configure();
  world.put({{"a", "1"}});
  world.roll_and_sync();
  world.now_ms += 60;
  world.put({{"a", "2"}});
  world.roll_and_sync();
  EXPECT_FALSE(world.clean());

  world.now_ms += 40;
  EXPECT_TRUE(world.clean());
  EXPECT_EQ(world.cleaned_to, 1);
  world.expect_records({{0, "a", "1"}, {1, "a", "2"}});

  world.now_ms += 60;
  EXPECT_TRUE(world.clean());
  world.expect_records({{1, "a", "2"}});
}

TEST_F(CleaningTest, is_due_after_max_compaction_lag_ms_whatever_the_ratio) {
  config.max_compaction_lag_ms = 1000;
  config.min_cleanable_dirty_ratio = 1;
  configure();
  world.put({{"a", "1"}});
  world.now_ms += 1000;
  world.put({{"a", "2"}});  // rolls? not yet
  EXPECT_EQ(world.log->segment_count(), 1);
  world.now_ms += 1;
  world.put({{"a", "3"}});
  EXPECT_EQ(world.log->segment_count(), 2) << "a segment is closed for it";
  world.sync();

  const auto what = world.cleanable();

  ASSERT_TRUE(what);
  EXPECT_EQ(what->ratio(), 1);
  EXPECT_TRUE(what->overdue);
  EXPECT_TRUE(what->due());
}

TEST_F(CleaningTest, is_due_by_the_share_of_dirt) {
  world.put({{"a", std::string(300, 'a')}});
  world.clean_all();
  world.put({{"b", std::string(100, 'b')}});
  world.roll_and_sync();
  const auto less = world.cleanable();
  ASSERT_TRUE(less);
  EXPECT_FALSE(less->due()) << less->ratio();
  world.put({{"b", std::string(400, 'b')}});
  world.roll_and_sync();

  const auto more = world.cleanable();

  ASSERT_TRUE(more);
  EXPECT_TRUE(more->due()) << more->ratio();
  EXPECT_FALSE(more->overdue);
}

TEST_F(CleaningTest, cleans_nothing_past_the_last_stable_offset_T15_C9) {
  world.put({{"a", "1"}});
  world.roll_and_sync();
  world.put({{"a", "2"}}, transactional(7, 0));
  world.roll_and_sync();
  world.put({{"a", "3"}});
  world.roll_and_sync();

  EXPECT_TRUE(world.clean());
  EXPECT_EQ(world.cleaned_to, 1);
  EXPECT_FALSE(world.clean());

  end_transaction(7, false);
  world.roll_and_sync();
  EXPECT_TRUE(world.clean());
  world.expect_records({{2, "a", "3"}});
}

TEST_F(CleaningTest, cleans_nothing_past_the_high_watermark_T15_C9) {
  world.put({{"a", "1"}});
  world.put({{"a", "2"}});
  world.roll_and_sync();

  const auto what = world.log->cleanable(std::nullopt, 1, world.now_ms);

  ASSERT_TRUE(what);
  EXPECT_EQ(what->dirty_bytes, 0);
}

/// The log may have become another copy, with other segments, since it was looked at.
TEST_F(CleaningTest, cleans_nothing_where_segments_are_not_what_they_were) {
  world.put({{"a", "1"}});
  world.roll_and_sync();
  world.put({{"a", "2"}});
  world.put({{"a", "3"}});
  world.roll_and_sync();
  const auto what = world.cleanable();
  ASSERT_TRUE(what);

  for (const std::int64_t offset : {2, 4}) {
    auto stale = *what;
    stale.first_uncleanable_offset = offset;
    EXPECT_FALSE(world.log->plan_cleaning(stale, world.now_ms)) << offset;
  }
  EXPECT_TRUE(world.log->plan_cleaning(*what, world.now_ms));
}

TEST_F(CleaningTest, cleans_nothing_that_is_not_durable) {
  world.put({{"a", "1"}});
  world.put({{"a", "2"}});
  ASSERT_TRUE(world.log->roll(world.now_ms));
  EXPECT_TRUE(world.log->has_unsynced_segments());

  EXPECT_FALSE(world.clean());
}

TEST_F(CleaningTest, removes_what_an_aborted_transaction_wrote_and_then_its_marker) {
  world.put({{"a", "kept"}});
  world.put({{"a", "aborted"}}, transactional(7, 0));
  end_transaction(7, false);
  world.put({{"z", "1"}}, transactional(7, 1));  // its last batch is another one
  end_transaction(7, true);
  world.clean_all();
  world.expect_records({{0, "a", "kept"}, {3, "z", "1"}});
  EXPECT_EQ(world.log->aborted_transactions(0, 5)->size(), 1) << "something of it was there";
  EXPECT_EQ(world.headers().size(), 4);

  world.put({{"b", "1"}});
  world.clean_all();
  EXPECT_TRUE(world.log->aborted_transactions(0, 5)->empty());
  EXPECT_EQ(world.headers().size(), 5) << "the marker has to wait";

  world.now_ms += 1000;
  world.put({{"c", "1"}});
  world.clean_all();
  EXPECT_EQ(world.headers().size(), 5);
  world.expect_records({{0, "a", "kept"}, {3, "z", "1"}, {5, "b", "1"}, {6, "c", "1"}});
}

TEST_F(CleaningTest, keeps_a_markers_key_apart_from_records_T14) {
  const std::string like_a_marker("\0\0\0\1", 4);
  world.put({{"a", "1"}}, transactional(7, 0));
  end_transaction(7, true);
  world.put({{like_a_marker, "1"}});
  world.clean_all();

  const auto headers = world.headers();

  ASSERT_EQ(headers.size(), 3);
  EXPECT_TRUE(headers[1].is_control());
  EXPECT_EQ(headers[1].record_count, 1);
}

TEST_F(CleaningTest, knows_an_aborted_transaction_across_the_end_of_a_small_map_T14) {
  world.map_bytes = 24 * 2;  // one key
  world.put({{"a", "1"}});
  world.put({{"a", "2"}, {"b", "2"}}, transactional(7, 0));
  world.put({{"c", "1"}});
  end_transaction(7, false);
  world.put({{"a", "4"}}, transactional(7, 2));
  end_transaction(7, true);
  world.roll_and_sync();

  int cleanings = 0;
  while (world.clean()) ASSERT_LT(++cleanings, 20);

  world.expect_records({{3, "c", "1"}, {5, "a", "4"}});
}

TEST_F(CleaningTest, keeps_the_last_sequence_number_of_a_producer) {
  const auto sent = [](std::int32_t sequence) {
    return BatchBuilder::Options{.producer_id = 5, .producer_epoch = 1, .base_sequence = sequence};
  };
  world.put({{"a", "1"}}, sent(0));
  world.put({{"a", "2"}, {"b", "2"}}, sent(1));
  world.put({{"a", "3"}, {"b", "3"}});
  world.clean_all();
  world.expect_records({{3, "a", "3"}, {4, "b", "3"}});
  const auto headers = world.headers();
  ASSERT_EQ(headers.size(), 2);
  EXPECT_EQ(headers[0].record_count, 0);
  EXPECT_EQ(headers[0].last_sequence(), 2);
  EXPECT_EQ(headers[0].last_offset(), 2);
  EXPECT_EQ(headers[0].base_timestamp, -1);

  world.kill();
  world.saved.recovery_point = 0;
  for (const auto& name : world.files_on_disk())
    if (name.ends_with(".snapshot")) {
      ASSERT_TRUE(disk.remove(world.directory + "/" + name));
    }
  world.open();

  const auto again = world.try_put({{{"a", "2"}, {"b", "2"}}, sent(1), {}});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(again->first_offset, 1);
  EXPECT_FALSE(world.try_put({{{"a", "9"}}, sent(5), {}}));
  EXPECT_TRUE(world.try_put({{{"a", "9"}}, sent(3), {}}));
}

TEST_F(CleaningTest, joins_small_segments) {
  for (int i = 0; i < 10; ++i) {
    world.put({{"key" + std::to_string(i), "1"}});
    world.roll_and_sync();
  }
  EXPECT_EQ(world.segments().size(), 11);

  world.clean();

  EXPECT_EQ(world.segments(), (std::vector<std::int64_t>{0, 10}));
  EXPECT_EQ(world.records().size(), 10);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(world.read_from(i).size(), static_cast<std::size_t>(10 - i));
}

TEST_F(CleaningTest, makes_no_segment_larger_than_segment_bytes) {
  config.segment_bytes = 1000;
  configure();
  for (int i = 0; i < 12; ++i) world.put({{"key" + std::to_string(i), std::string(300, 'v')}});
  world.roll_and_sync();
  world.clean();
  EXPECT_EQ(world.segments().size(), 7);

  for (int i = 0; i < 11; ++i) world.put({{"key" + std::to_string(i), "1"}});
  world.roll_and_sync();
  world.clean();
  world.clean();

  for (const auto base : world.segments())
    EXPECT_LE(disk.content(world.path(base, FileKind::kLog)).size(), 1000);
  EXPECT_EQ(world.records().size(), 12);
}

TEST_F(CleaningTest, joins_no_segments_whose_offsets_do_not_fit_in_one_C2) {
  const auto replicate = [&](std::int64_t offset) {
    BatchBuilder builder;
    auto bytes =
        builder.add(world.now_ms, as_bytes("k" + std::to_string(offset)), as_bytes("v")).build(offset);
    ASSERT_TRUE(world.log->append(bytes, {0, world.now_ms, AppendOrigin::kReplication}));
  };
  replicate(0);
  world.roll_and_sync();
  replicate(std::numeric_limits<std::int32_t>::max());
  world.roll_and_sync();
  replicate(std::numeric_limits<std::int32_t>::max() + 1LL);
  world.roll_and_sync();

  world.clean();

  EXPECT_EQ(world.records().size(), 3);
  EXPECT_EQ(world.segments().size(), 3);
  world.reopen_clean();
  EXPECT_EQ(world.records().size(), 3);
}

TEST_F(CleaningTest, leaves_the_files_of_who_reads_them) {
  world.put({{"a", "1"}});
  world.put({{"a", "2"}});
  world.roll_and_sync();
  const auto slice = world.log->read(0, {.max_bytes = 1 << 20, .max_offset = 2});
  ASSERT_TRUE(slice);

  world.clean();
  world.now_ms += config.file_delete_delay_ms;
  const auto removals = world.log->due_removals(world.now_ms);
  ASSERT_TRUE(removals && removals->remove());

  EXPECT_EQ(records_in(*slice->load()).size(), 2) << "as it was when it was asked for";
  world.expect_records({{1, "a", "2"}});
  for (const auto& name : world.files_on_disk()) EXPECT_FALSE(name.ends_with(".deleted")) << name;
}

TEST_F(CleaningTest, stamps_stay_what_they_were_with_log_append_time) {
  config.message_timestamp_type = protocol::TimestampType::kLogAppendTime;
  configure();
  world.put({{"a", "1"}, {"b", "1"}});
  const auto stamp_ms = world.now_ms;
  world.now_ms += 10;
  world.put({{"a", "2"}});
  world.clean_all();

  const auto read = world.read_from(0);

  ASSERT_EQ(read.size(), 2);
  EXPECT_EQ(read[0].timestamp_ms, stamp_ms);
  EXPECT_EQ(world.headers()[0].timestamp_type(), protocol::TimestampType::kLogAppendTime);
}

TEST_F(CleaningTest, keeps_the_headers_of_records) {
  BatchBuilder builder;
  builder.add(world.now_ms, as_bytes("a"), as_bytes("1"), {{"h", as_bytes("x")}, {"null", std::nullopt}});
  builder.add(world.now_ms, as_bytes("b"), as_bytes("1"));
  ASSERT_TRUE(world.try_append_bytes(builder.build()));
  world.put({{"b", "2"}});
  world.clean_all();

  const auto slice = world.log->read(0, {.max_bytes = 1 << 20, .max_offset = 2});
  const auto bytes = *slice->load();
  const auto record =
      protocol::RecordReader(ByteView(bytes).subspan(protocol::BatchLayout::kHeaderSize)).next();

  ASSERT_TRUE(record);
  const auto headers = protocol::headers_of(*record);
  ASSERT_EQ(headers.size(), 2);
  EXPECT_EQ(headers[0].key, "h");
  EXPECT_EQ(as_text(*headers[0].value), "x");
  EXPECT_FALSE(headers[1].value);
}

TEST_F(CleaningTest, refuses_damage_and_leaves_everything_as_it_was) {
  world.put({{"a", "1"}});
  world.put({{"a", "2"}});
  world.roll_and_sync();
  auto bytes = disk.content(world.path(0, FileKind::kLog));
  bytes.back() ^= 1;
  disk.tamper(world.path(0, FileKind::kLog), bytes);

  const auto done = world.try_clean();

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, LogErrorKind::kDamage);
  EXPECT_THAT(done.error().message, ::testing::HasSubstr("checksum"));
  EXPECT_EQ(disk.content(world.path(0, FileKind::kLog)), bytes);
  for (const auto& name : world.files_on_disk()) EXPECT_FALSE(name.ends_with(".cleaned")) << name;
}

TEST_F(CleaningTest, stops_when_told_to) {
  world.put({{"a", "1"}});
  world.put({{"a", "2"}});
  world.roll_and_sync();

  const auto done = world.try_clean([](std::size_t) { return false; });

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, LogErrorKind::kRequest);
  world.expect_records({{0, "a", "1"}, {1, "a", "2"}});
}

TEST_F(CleaningTest, gives_up_where_the_log_was_truncated_meanwhile) {
  world.put({{"a", "1"}});
  world.put({{"a", "2"}});
  world.roll_and_sync();
  world.put({{"b", "1"}});
  bool truncated = false;

  const auto done = world.try_clean([&](std::size_t) {
    if (!std::exchange(truncated, true)) {
      EXPECT_TRUE(world.log->truncate_to(1));
    }
    return true;
  });

  ASSERT_FALSE(done);
  world.expect_records({{0, "a", "1"}});
}

TEST_F(CleaningTest, gives_up_where_retention_took_the_segment_meanwhile) {
  config.cleanup_delete = true;
  config.retention_bytes = 1;
  configure();
  world.put({{"a", "1"}});
  world.put({{"a", "2"}});
  world.roll_and_sync();
  world.put({{"b", "1"}});
  bool deleted = false;

  const auto done = world.try_clean([&](std::size_t) {
    if (!std::exchange(deleted, true)) {
      EXPECT_EQ(world.delete_old_segments(3).value(), 1);
    }
    return true;
  });

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, LogErrorKind::kRequest);
  world.expect_records({{2, "b", "1"}});
}

TEST_F(CleaningTest, starts_at_the_log_start_where_the_checkpoint_is_of_another_time) {
  world.put({{"a", "1"}});
  world.put({{"a", "2"}});
  world.roll_and_sync();
  world.cleaned_to = 1000;

  EXPECT_EQ(world.cleanable()->first_dirty_offset, 0);
  EXPECT_TRUE(world.clean());
  EXPECT_EQ(world.cleaned_to, 2);
}

TEST_F(CleaningTest, cleans_segments_in_front_of_a_log_start_within_C3) {
  world.put({{"a", "1"}});
  world.put({{"b", "1"}});
  world.put({{"a", "2"}});
  world.roll_and_sync();
  ASSERT_TRUE(world.log->raise_log_start_offset(2));

  EXPECT_TRUE(world.clean());

  world.expect_records({{2, "a", "2"}});
  world.expect_offsets(2, 3);
}

TEST_F(CleaningTest, finds_records_by_time_in_what_it_wrote) {
  for (int i = 0; i < 200; ++i) {
    world.now_ms += 10;
    world.put({{"key" + std::to_string(i % 40), std::string(50, 'v')}});
  }
  world.clean_all();
  const auto read = world.read_from(0);
  ASSERT_EQ(read.size(), 40);

  for (const auto& record : read) {
    const auto found = world.log->offset_for_timestamp(record.timestamp_ms);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->offset, record.offset);
  }
  EXPECT_EQ((*world.log->max_timestamp_offset())->offset, 199);
}

}  // namespace
}  // namespace moldau::log::testing
