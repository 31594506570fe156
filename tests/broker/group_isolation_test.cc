#include "protocol/messages/09_offset_fetch.h"
#include "protocol/messages/28_txn_offset_commit.h"
#include "tests/broker/unverified_transactions.h"

namespace moldau::broker::test {
namespace {

/// What a group commits in transactions.
class GroupIsolation : public UnverifiedTransactions {
 protected:
  void SetUp() override {
    properties["offsets.topic.num.partitions"] = "1";
    UnverifiedTransactions::SetUp();
    find_coordinator(*client);
  }
  void reconnect() {
    UnverifiedTransactions::reconnect();
    find_coordinator(*client);
  }
  ErrorCode commit_in_transaction(std::int64_t offset, std::int64_t producer_id = kProducer) {
    // The last version whose transactions know AddOffsetsToTxn.
    constexpr std::int16_t kVersion = 4;
    protocol::TxnOffsetCommitRequest request;
    request.transactional_id = "x";
    request.group_id = "g";
    request.producer_id = producer_id;
    request.producer_epoch = 0;
    auto& topic = request.topics.emplace_back();
    topic.name = "t";
    topic.partitions.push_back({.partition_index = 0, .committed_offset = offset});
    const auto answer = client->ask<protocol::TxnOffsetCommitResponse>(request, kVersion);
    return error_of(answer->topics.at(0).partitions.at(0));
  }
  ErrorCode end_offsets(bool commit, std::int64_t producer_id = kProducer) {
    return end_transaction({.producer_id = producer_id, .commit = commit, .topic = "__consumer_offsets"});
  }
  ErrorCode stability() {
    protocol::OffsetFetchRequest request;
    request.require_stable = true;
    auto& wanted = request.groups.emplace_back();
    wanted.group_id = "g";
    wanted.topics->push_back({.name = "t", .topic_id = {}, .partition_indexes = {0}});
    const auto answer = client->ask<protocol::OffsetFetchResponse>(request, 9);
    return error_of(answer->groups.at(0).topics.at(0).partitions.at(0));
  }
};

TEST_F(GroupIsolation, offsets_count_with_the_marker_and_are_unstable_before_T13) {
  EXPECT_EQ(commit_offset(*client, 3), ErrorCode::kNone);
  EXPECT_EQ(commit_in_transaction(5), ErrorCode::kNone);

  EXPECT_EQ(committed_offset(*client), 3);
  EXPECT_EQ(stability(), ErrorCode::kUnstableOffsetCommit);
  EXPECT_EQ(end_offsets(true), ErrorCode::kNone);

  EXPECT_EQ(committed_offset(*client), 5);
  EXPECT_EQ(stability(), ErrorCode::kNone);
}

TEST_F(GroupIsolation, what_is_pending_committed_and_aborted_survives_crashes) {
  EXPECT_EQ(commit_in_transaction(5), ErrorCode::kNone);
  crash();
  reconnect();
  EXPECT_EQ(committed_offset(*client), -1);
  EXPECT_EQ(stability(), ErrorCode::kUnstableOffsetCommit);
  EXPECT_EQ(end_offsets(true), ErrorCode::kNone);
  EXPECT_EQ(commit_in_transaction(6, kOther), ErrorCode::kNone);
  EXPECT_EQ(end_offsets(false, kOther), ErrorCode::kNone);

  crash();
  reconnect();

  EXPECT_EQ(committed_offset(*client), 5);
  EXPECT_EQ(stability(), ErrorCode::kNone);
}

TEST_F(GroupIsolation, a_marker_for_a_partition_of_offsets_that_is_none_is_refused) {
  EXPECT_EQ(end_transaction({.topic = "__consumer_offsets", .partitions = {1}}),
            ErrorCode::kUnknownTopicOrPartition);
}

}  // namespace
}  // namespace moldau::broker::test
