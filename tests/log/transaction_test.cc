#include "tests/log/log_world.h"

namespace moldau::log::testing {
namespace {

using Aborted = std::vector<AbortedTransaction>;

class TransactionTest : public LogFixture {
 protected:
  /// Ten transactions of one producer, six of them aborted.
  void abort_some_over_segments() {
    config.segment_bytes = 300;
    world.open();
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(world.append_in_transaction(1, 0, i, 1));
      world.end_transaction(1, 0, i % 3 == 0);
    }
  }
};

TEST_F(TransactionTest, the_last_stable_offset_waits_for_the_oldest_open_transaction_T9) {
  world.open();
  world.append({"plain"});
  ASSERT_TRUE(world.append_in_transaction(1, 0, 0, 2));  // 1, 2
  ASSERT_TRUE(world.append_in_transaction(2, 0, 0, 1));  // 3

  EXPECT_EQ(log().last_stable_offset(4), 1);
  world.end_transaction(1, 0, true);          // 4
  EXPECT_EQ(log().last_stable_offset(4), 1);  // the marker is not replicated yet
  EXPECT_EQ(log().last_stable_offset(5), 3);
  world.end_transaction(2, 0, false);  // 5
  EXPECT_EQ(log().last_stable_offset(6), 6);
}

TEST_F(TransactionTest, the_last_stable_offset_is_never_past_the_high_watermark_T10) {
  world.open();
  world.append({"a", "b"});
  ASSERT_TRUE(world.append_in_transaction(1, 0, 0, 2));

  EXPECT_EQ(log().last_stable_offset(1), 1);
  EXPECT_EQ(log().last_stable_offset(4), 2);
}

TEST_F(TransactionTest, aborted_transactions_are_listed_for_the_offsets_they_have_records_among) {
  world.open();
  ASSERT_TRUE(world.append_in_transaction(1, 0, 0, 2));  // 0, 1
  ASSERT_TRUE(world.append_in_transaction(2, 0, 0, 2));  // 2, 3
  world.end_transaction(1, 0, false);                    // 4
  world.append({"plain"});                               // 5
  world.end_transaction(2, 0, true);                     // 6
  ASSERT_TRUE(world.append_in_transaction(1, 0, 2, 1));  // 7
  world.end_transaction(1, 0, false);                    // 8

  EXPECT_EQ(*log().aborted_transactions(0, 9), (Aborted{{1, 0}, {1, 7}}));
  EXPECT_EQ(*log().aborted_transactions(0, 7), (Aborted{{1, 0}}));
  EXPECT_EQ(*log().aborted_transactions(5, 9), (Aborted{{1, 7}}));
  EXPECT_EQ(*log().aborted_transactions(4, 5), (Aborted{{1, 0}}));
  EXPECT_EQ(*log().aborted_transactions(5, 7), Aborted());
}

TEST_F(TransactionTest, txnindex_has_kafkas_bytes) {
  world.open();
  world.append({"plain"});
  ASSERT_TRUE(world.append_in_transaction(0x0102, 0, 0, 2));  // 1, 2
  ASSERT_TRUE(world.append_in_transaction(7, 0, 0, 1));       // 3
  world.end_transaction(0x0102, 0, false);                    // 4

  const Bytes entry = {0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0,
                       1, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 3};
  EXPECT_EQ(content(0, FileKind::kTransactionIndex), entry);
}

TEST_F(TransactionTest, transactions_that_go_over_segments_are_found_from_each_of_them) {
  config.segment_bytes = 300;
  world.open();
  std::int32_t sequence = 0;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(world.append_in_transaction(1, 0, sequence++, 1));
    world.append({"x"});
  }
  ASSERT_GT(log().segment_count(), 5u);
  world.end_transaction(1, 0, false);
  for (int i = 0; i < 10; ++i) world.append({"y"});

  for (const int restart : {0, 1, 2}) {
    for (std::int64_t first = 0; first <= 20; ++first)
      EXPECT_EQ(*log().aborted_transactions(first, 31), (Aborted{{1, 0}})) << first;
    EXPECT_EQ(*log().aborted_transactions(21, 31), Aborted());
    EXPECT_EQ(log().last_stable_offset(31), 31);
    if (restart == 0) world.reopen();
    if (restart == 1) world.reopen_clean();
  }
}

TEST_F(TransactionTest, open_transactions_survive_a_kill_a_clean_restart_and_lost_snapshots) {
  config.segment_bytes = 300;
  world.open();
  world.append({"plain"});
  ASSERT_TRUE(world.append_in_transaction(1, 3, 0, 2));
  for (int i = 0; i < 10; ++i) world.append({"x"});
  const auto end = log().log_end_offset();
  world.sync();
  world.save_checkpoint();

  world.reopen();
  EXPECT_EQ(log().last_stable_offset(end), 1);
  world.reopen_clean();
  EXPECT_EQ(log().last_stable_offset(end), 1);
  world.close();
  for (const auto& name : world.files_on_disk())
    if (name.ends_with(".snapshot")) delete_file(world.directory + "/" + name);
  ASSERT_TRUE(world.try_open(true));
  EXPECT_EQ(log().last_stable_offset(end), 1);

  world.end_transaction(1, 3, false);
  EXPECT_EQ(log().last_stable_offset(end + 1), end + 1);
  EXPECT_EQ(*log().aborted_transactions(0, end + 1), (Aborted{{1, 1}}));
}

TEST_F(TransactionTest, a_txnindex_that_lost_entries_in_a_crash_is_made_anew) {
  world.open();
  for (std::int32_t sequence = 0; sequence < 4; ++sequence) {
    ASSERT_TRUE(world.append_in_transaction(1, 0, sequence, 1));
    world.end_transaction(1, 0, sequence % 2 == 0);
  }
  const auto right = content(0, FileKind::kTransactionIndex);
  ASSERT_EQ(right.size(), 2 * 34u);

  for (std::size_t lost = 1; lost <= right.size(); ++lost) {
    world.kill();
    truncate_tail(0, FileKind::kTransactionIndex, lost);
    world.open();
    EXPECT_EQ(content(0, FileKind::kTransactionIndex), right);
  }
}

TEST_F(TransactionTest, a_txnindex_that_was_deleted_is_made_anew_after_a_clean_stop_too_S19) {
  ASSERT_NO_FATAL_FAILURE(abort_some_over_segments());
  const auto end = log().log_end_offset();
  const auto right = *log().aborted_transactions(0, end);
  ASSERT_EQ(right.size(), 6u);

  for (const bool clean : {true, false}) {
    world.close();
    for (const auto& name : world.files_on_disk())
      if (name.ends_with(".txnindex")) delete_file(world.directory + "/" + name);
    ASSERT_TRUE(world.try_open(clean));
    EXPECT_EQ(*log().aborted_transactions(0, end), right);
  }
}

TEST_F(TransactionTest, a_txnindex_that_contradicts_the_log_is_made_anew) {
  ASSERT_NO_FATAL_FAILURE(abort_some_over_segments());
  const auto end = log().log_end_offset();
  const auto right = *log().aborted_transactions(0, end);
  ASSERT_EQ(right.size(), 6u);
  world.close();
  std::int64_t base = -1;
  for (const auto& name : world.files_on_disk())
    if (name.ends_with(".txnindex") && !disk.content(world.directory + "/" + name).empty())
      base = std::stoll(name);
  const auto entries = content(base, FileKind::kTransactionIndex);
  ASSERT_FALSE(entries.empty());

  for (std::size_t at = 2; at < entries.size(); ++at)
    for (const std::uint8_t bit : {1, 16, 128}) {
      const auto field = at % 34;
      if (field >= 26 || (field == 17 && bit == 1)) continue;  // such figures may be right
      flip_byte(base, FileKind::kTransactionIndex, at, bit);
      ASSERT_TRUE(world.try_open(true));
      EXPECT_EQ(*log().aborted_transactions(0, end), right) << at << " " << int{bit};
      world.close();
      overwrite(base, FileKind::kTransactionIndex, entries);
    }
}

TEST_F(TransactionTest, a_txnindex_is_believed_where_it_is_the_log_that_is_damaged) {
  world.open();
  ASSERT_TRUE(world.append_in_transaction(1, 0, 0, 1));
  const auto marker = content(0, FileKind::kLog).size();
  world.end_transaction(1, 0, false);
  world.append({"more"});
  const auto end = log().log_end_offset();
  const auto right = *log().aborted_transactions(0, end);
  ASSERT_EQ(right.size(), 1u);
  world.close();
  const auto whole = content(0, FileKind::kLog);
  const auto size = batches_in(whole).at(1).size();

  for (auto at = marker; at < marker + size; ++at) {
    flip_byte(0, FileKind::kLog, at);
    if (world.try_open(true)) {
      EXPECT_EQ(*log().aborted_transactions(0, end), right) << at - marker;
      world.kill();
    }
    overwrite(0, FileKind::kLog, whole);
  }
}

TEST_F(TransactionTest, truncation_takes_back_what_a_marker_decided) {
  world.open();
  ASSERT_TRUE(world.append_in_transaction(1, 0, 0, 2));  // 0, 1
  world.end_transaction(1, 0, false);                    // 2
  ASSERT_TRUE(world.append_in_transaction(1, 0, 2, 1));  // 3
  world.end_transaction(1, 0, false);                    // 4

  world.truncate_to(4);
  EXPECT_EQ(log().last_stable_offset(4), 3);
  EXPECT_EQ(*log().aborted_transactions(0, 4), (Aborted{{1, 0}}));
  world.truncate_to(2);
  EXPECT_EQ(log().last_stable_offset(2), 0);
  EXPECT_EQ(*log().aborted_transactions(0, 2), Aborted());
  world.end_transaction(1, 0, true);
  EXPECT_EQ(log().last_stable_offset(3), 3);
  world.reopen();
  EXPECT_EQ(log().last_stable_offset(3), 3);
  EXPECT_EQ(*log().aborted_transactions(0, 3), Aborted());
}

TEST_F(TransactionTest, a_marker_without_records_ends_nothing) {
  world.open();

  world.end_transaction(1, 0, false);

  EXPECT_EQ(log().last_stable_offset(1), 1);
  EXPECT_EQ(*log().aborted_transactions(0, 1), Aborted());
  EXPECT_EQ(log().producers().find(1)->coordinator_epoch, 0);
}

TEST_F(TransactionTest, a_group_coordinators_batches_need_no_sequence_but_its_own_topic) {
  world.topic = "__consumer_offsets";
  world.open();
  const auto commit = [&] {
    auto bytes =
        make_batch({.producer_id = 5, .epoch = 1, .sequence = -1, .transactional = true}, world.now_ms);
    return code_of(world.try_append_bytes(bytes, AppendOrigin::kCoordinator));
  };

  EXPECT_EQ(commit(), ErrorCode::kNone);
  EXPECT_EQ(commit(), ErrorCode::kNone);
  EXPECT_EQ(log().last_stable_offset(2), 0);
}

}  // namespace
}  // namespace moldau::log::testing
