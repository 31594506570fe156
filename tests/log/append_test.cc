#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using AppendTest = LogFixture;

TEST_F(AppendTest, gives_offsets_one_after_the_other_and_reads_back_what_was_written) {
  world.open();

  EXPECT_EQ(world.append({"a", "b", "c"}).first_offset, 0);
  const auto second = world.append({"d"});

  EXPECT_EQ(second.first_offset, 3);
  EXPECT_EQ(second.last_offset, 3);
  EXPECT_EQ(second.log_append_time_ms, -1);
  EXPECT_EQ(second.log_start_offset, 0);
  world.expect_offsets(0, 4);
  world.expect_read(0, {"a", "b", "c", "d"});
  world.expect_read(1, {"b", "c", "d"});
  world.expect_read(3, {"d"});
}

TEST_F(AppendTest, patches_offset_and_leader_epoch_and_leaves_the_crc_as_it_was) {
  world.open();
  world.append({"a"});
  world.leader_epoch = 7;
  auto batch = make_batch({.values = {"b", "c"}}, world.now_ms);
  const auto before = *protocol::read_batch_header(batch);

  ASSERT_TRUE(log().append(batch, {7, world.now_ms}));

  const auto after = batches_in(content(0, FileKind::kLog)).back();
  EXPECT_EQ(after.base_offset, 1);
  EXPECT_EQ(after.leader_epoch, 7);
  EXPECT_EQ(after.crc, before.crc);
  EXPECT_EQ(log().epoch_at(1), 7);
  EXPECT_EQ(log().epoch_at(0), 0);
}

TEST_F(AppendTest, stamps_log_append_time_with_a_new_crc_and_keeps_producer_and_sequence_I10) {
  config.message_timestamp_type = protocol::TimestampType::kLogAppendTime;
  world.open();

  const auto result =
      world.append_batch({.producer_id = 4, .epoch = 2, .sequence = 0, .count = 3, .timestamps = {17, 18}});

  EXPECT_EQ(result.log_append_time_ms, world.now_ms);
  const auto batch = batches_in(content(0, FileKind::kLog)).at(0);
  EXPECT_EQ(batch.timestamp_type(), protocol::TimestampType::kLogAppendTime);
  EXPECT_EQ(batch.max_timestamp, world.now_ms);
  EXPECT_EQ(batch.producer_id, 4);
  EXPECT_EQ(batch.producer_epoch, 2);
  EXPECT_EQ(batch.base_sequence, 0);
  for (const auto& record : world.read_from(0)) EXPECT_EQ(record.timestamp_ms, world.now_ms);
}

TEST_F(AppendTest, takes_several_batches_at_once) {
  world.open();
  auto bytes = make_batch({.values = {"a", "b"}}, world.now_ms);
  const auto more = make_batch({.values = {"c"}}, world.now_ms);
  bytes.insert(bytes.end(), more.begin(), more.end());

  const auto result = world.try_append_bytes(bytes);

  ASSERT_TRUE(result);
  EXPECT_EQ(result->first_offset, 0);
  EXPECT_EQ(result->last_offset, 2);
  world.expect_all();
}

TEST_F(AppendTest, keeps_the_offsets_and_epochs_that_a_leader_gave) {
  world.open();
  auto bytes = make_batch({.values = {"a", "b"}}, world.now_ms, 5);
  protocol::set_leader_epoch(bytes, 3);

  ASSERT_TRUE(world.try_append_bytes(bytes, AppendOrigin::kReplication));

  world.expect_offsets(0, 7);
  EXPECT_EQ(log().latest_epoch(), 3);
  EXPECT_EQ(code_of(world.try_append_bytes(make_batch({}, 1, 6), AppendOrigin::kReplication)),
            ErrorCode::kInvalidRecord);
}

TEST_F(AppendTest, refuses_what_is_too_large_or_no_batch_and_goes_on) {
  config.max_message_bytes = 200;
  config.segment_bytes = 300;
  world.open();
  auto two = make_batch({.value_size = 100}, world.now_ms);
  two.insert(two.end(), two.begin(), two.end());

  EXPECT_EQ(code_of(world.try_append({.value_size = 300})), ErrorCode::kMessageTooLarge);
  EXPECT_EQ(code_of(world.try_append_bytes(two)), ErrorCode::kRecordListTooLarge);
  EXPECT_EQ(code_of(world.try_append_bytes(Bytes())), ErrorCode::kInvalidRecord);
  EXPECT_EQ(code_of(world.try_append_bytes(Bytes(70, 1))), ErrorCode::kCorruptMessage);
  auto cut = make_batch({}, world.now_ms);
  cut.pop_back();
  EXPECT_EQ(code_of(world.try_append_bytes(cut)), ErrorCode::kCorruptMessage);

  EXPECT_EQ(world.append({"a"}).first_offset, 0);
  world.expect_all();
}

TEST_F(AppendTest, a_read_outside_of_the_log_is_out_of_range_and_one_at_its_end_is_empty) {
  world.open();
  world.append({"a", "b"});

  EXPECT_EQ(code_of(log().read(-1, {100, 2})), ErrorCode::kOffsetOutOfRange);
  EXPECT_EQ(code_of(log().read(3, {100, 2})), ErrorCode::kOffsetOutOfRange);
  EXPECT_TRUE(log().read(2, {100, 2})->empty());
}

TEST_F(AppendTest, a_read_ends_at_the_batch_that_holds_the_bound_T9) {
  config.index_interval_bytes = 100;
  world.open();
  for (int i = 0; i < 20; ++i) world.append({"a", "b", "c"});

  for (std::int64_t bound = 0; bound <= 60; ++bound)
    for (std::int64_t from = 0; from < 60; from += 7) {
      const auto slice = log().read(from, {.max_bytes = 1 << 20, .max_offset = bound});
      ASSERT_TRUE(slice);
      const auto batches = batches_in(*slice->load());
      const auto whole = bound / 3 * 3;
      EXPECT_EQ(batches.empty(), from >= whole) << from << " " << bound;
      if (batches.empty()) continue;
      EXPECT_EQ(batches.front().base_offset, from / 3 * 3);
      EXPECT_EQ(batches.back().next_offset(), whole);
    }
}

TEST_F(AppendTest, max_bytes_cuts_a_read_but_never_its_first_batch) {
  world.open();
  world.append_batch({.value_size = 500});
  world.append_batch({.value_size = 500});

  const auto one = log().read(0, {.max_bytes = 10, .max_offset = 2});
  EXPECT_EQ(batches_in(*one->load()).size(), 1u);
  const auto cut = log().read(0, {.max_bytes = 700, .max_offset = 2});
  EXPECT_EQ(cut->size, 700u);
  const auto none = log().read(0, {.max_bytes = 10, .max_offset = 2, .min_one_batch = false});
  EXPECT_TRUE(none->empty());
  EXPECT_TRUE(none->first_batch_incomplete);
}

TEST_F(AppendTest, survives_a_clean_and_an_unclean_restart_with_every_codec) {
  world.open();
  for (const auto codec : {Codec::kNone, Codec::kGzip, Codec::kSnappy, Codec::kLz4, Codec::kZstd})
    world.append_batch({.count = 20, .codec = codec, .value_size = 50});

  world.reopen_clean();
  world.expect_all();
  world.expect_offsets(0, 100);
  world.append({"more"});
  world.reopen();
  world.expect_all();
  world.expect_offsets(0, 101);
}

}  // namespace
}  // namespace moldau::log::testing
