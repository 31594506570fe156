#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

class OffsetsTest : public ShardTest {};

Uuid uuid(std::uint8_t last) {
  Uuid id;
  id.bytes[15] = last;
  return id;
}

TEST_F(OffsetsTest, AMemberCommitsAndReadsBack) {
  const auto members = stable_group(1);

  EXPECT_EQ(
      commit({.member_id = members[0], .generation = 1, .offset = 7, .leader_epoch = 3, .metadata = "m"}),
      ErrorCode::kNone);

  OffsetFetchGroup request{.group_id = "g"};
  request.topics->push_back({"t", {}, {0, 1}});
  request.topics->push_back({"u", {}, {0}});
  const auto answer = shard_->fetch_offsets(request);
  EXPECT_EQ(answer.group_id, "g");
  ASSERT_EQ(answer.topics.size(), 2u);
  const auto& found = answer.topics[0].partitions[0];
  EXPECT_EQ(found.committed_offset, 7);
  EXPECT_EQ(found.committed_leader_epoch, 3);
  EXPECT_EQ(found.metadata, "m");
  for (const auto& missing : {answer.topics[0].partitions[1], answer.topics[1].partitions[0]}) {
    EXPECT_EQ(missing.committed_offset, -1);
    EXPECT_EQ(missing.committed_leader_epoch, -1);
    EXPECT_EQ(missing.metadata, "");
    EXPECT_EQ(missing.error_code, 0);
  }
}

TEST_F(OffsetsTest, AllTopicsAreReadWhereNoneIsNamed) {
  commit({.topic = "t", .partitions = {0, 2}});
  commit({.topic = "u", .partitions = {1}});

  const auto all = shard_->fetch_offsets({.group_id = "g", .topics = std::nullopt});
  const auto none = shard_->fetch_offsets({.group_id = "h", .topics = std::nullopt});

  ASSERT_EQ(all.topics.size(), 2u);
  EXPECT_EQ(all.topics[0].name, "t");
  EXPECT_EQ(all.topics[0].partitions.size(), 2u);
  EXPECT_EQ(all.topics[1].partitions.at(0).partition_index, 1);
  EXPECT_TRUE(none.topics.empty());
}

TEST_F(OffsetsTest, ASimpleConsumerNeedsNoGroup) {
  EXPECT_EQ(commit({.group = ""}), ErrorCode::kNone);
  EXPECT_EQ(commit({.member_id = "m"}), ErrorCode::kNone);

  EXPECT_EQ(committed("t", 0, ""), 5);
  EXPECT_EQ(state(), "Empty");
  EXPECT_EQ(described().protocol_type, "");
}

TEST_F(OffsetsTest, AGenerationNeedsItsGroup) {
  EXPECT_EQ(commit({.member_id = "m", .generation = 5}), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(commit({.member_id = "m", .generation = 5, .version = 9}), ErrorCode::kGroupIdNotFound);
  EXPECT_EQ(state(), "Dead");
}

TEST_F(OffsetsTest, OnlyMembersOfTheGenerationCommitToAGroupThatHasAny) {
  const auto members = stable_group(1);

  EXPECT_EQ(commit({}), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(commit({.member_id = "m", .generation = 1}), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(commit({.member_id = members[0], .generation = 2}), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(commit({.member_id = members[0], .generation = -1}), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(committed(), -1);
}

TEST_F(OffsetsTest, AnOldGenerationCannotCommitAfterARebalance_G9) {
  const auto members = stable_group(1);
  const auto waiting = join({.version = 3});
  EXPECT_EQ(commit({.member_id = members[0], .generation = 1}), ErrorCode::kNone) << "while it prepares";

  const auto again = join({.member_id = members[0]});
  EXPECT_EQ(commit({.member_id = members[0], .generation = 1, .offset = 4}), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(commit({.member_id = members[0], .generation = 2, .offset = 4}), ErrorCode::kRebalanceInProgress);
  EXPECT_FALSE(is_waiting(waiting));
  EXPECT_FALSE(is_waiting(again));
  EXPECT_EQ(committed(), 5);
}

TEST_F(OffsetsTest, AnEmptyGroupTakesCommitsWithoutGeneration) {
  const auto members = stable_group(1);
  leave(members[0]);

  EXPECT_EQ(commit({.member_id = members[0], .generation = 1}), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(commit({.member_id = members[0], .generation = -1}), ErrorCode::kNone);
}

TEST_F(OffsetsTest, ACommitShowsThatTheMemberLives) {
  const auto members = stable_group(1);
  for (int i = 0; i < 5; ++i) {
    advance(9'000);
    EXPECT_EQ(commit({.member_id = members[0], .generation = 1}), ErrorCode::kNone);
  }

  EXPECT_EQ(state(), "Stable");
}

TEST_F(OffsetsTest, MetadataHasALimitInUtf16Units) {
  config_.offset_metadata_max_bytes = 4;
  reload();

  EXPECT_EQ(commit({.metadata = "12345"}), ErrorCode::kOffsetMetadataTooLarge);
  EXPECT_EQ(commit({.metadata = "éééé"}), ErrorCode::kNone);
  EXPECT_EQ(commit({.metadata = "😀😀"}), ErrorCode::kNone);
  EXPECT_EQ(commit({.metadata = "😀😀1"}), ErrorCode::kOffsetMetadataTooLarge);
  EXPECT_EQ(commit({.metadata = std::nullopt}), ErrorCode::kNone);
  EXPECT_EQ(committed(), 5);
}

TEST_F(OffsetsTest, AGroupCommitsNoMoreOffsetsThanItsLimit) {
  config_.max_offsets = 2;
  reload();

  EXPECT_EQ(commit({.partitions = {0, 1, 2}}), ErrorCode::kInvalidCommitOffsetSize);
  EXPECT_EQ(commit({.partitions = {1}, .offset = 9}), ErrorCode::kNone);
  EXPECT_EQ(committed("t", 0), 5);
  EXPECT_EQ(committed("t", 1), 9);
  EXPECT_EQ(committed("t", 2), -1);
}

TEST_F(OffsetsTest, AnOffsetOfAnotherTopicOfTheSameNameIsNotSeen) {
  commit({.topic_id = uuid(1)});

  EXPECT_EQ(committed("t", 0, "g", uuid(1)), 5);
  EXPECT_EQ(committed("t", 0, "g", uuid(2)), -1);
  EXPECT_EQ(committed("t", 0, "g"), 5);
}

TEST_F(OffsetsTest, ADeletedGroupForgetsItsOffsets) {
  commit({.partitions = {0, 1}});

  EXPECT_EQ(remove("h"), ErrorCode::kGroupIdNotFound);
  EXPECT_EQ(remove(), ErrorCode::kNone);
  EXPECT_EQ(remove(), ErrorCode::kGroupIdNotFound);

  EXPECT_EQ(state(), "Dead");
  EXPECT_EQ(committed(), -1);
}

TEST_F(OffsetsTest, AGroupWithMembersIsNotDeleted) {
  const auto members = stable_group(1);
  EXPECT_EQ(remove(), ErrorCode::kNonEmptyGroup);

  leave(members[0]);
  EXPECT_EQ(remove(), ErrorCode::kNone);
}

TEST_F(OffsetsTest, DeletedTopicsAreForgottenAndOthersOfTheirNameAreNot) {
  commit({.group = "a", .topic_id = uuid(1)});
  commit({.group = "b"});
  commit({.group = "b", .topic = "u"});
  advance(1'000);
  commit({.group = "c", .topic_id = uuid(2)});

  const std::vector<DeletedTopic> deleted = {{"t", uuid(1), now_.wall_ms - 500},
                                             {"x", uuid(9), now_.wall_ms}};
  run(shard_->remove_topics(deleted, now_));
  advance(0);

  EXPECT_EQ(committed("t", 0, "a"), -1);
  EXPECT_EQ(committed("t", 0, "b"), -1);
  EXPECT_EQ(committed("u", 0, "b"), 5);
  EXPECT_EQ(committed("t", 0, "c"), 5);
}

TEST_F(OffsetsTest, ManyOffsetsOfADeletedTopicGoInSeveralBatches) {
  config_.sweep_batch_bytes = 100;
  config_.sweep_step_offsets = 7;
  reload();
  for (const auto* group : {"a", "b", "c", "d"})
    for (std::int32_t partition = 0; partition < 20; ++partition)
      commit({.group = group, .topic = partition % 2 ? "t" : "u", .partitions = {partition}});
  const auto before = batches_;

  const std::vector<DeletedTopic> deleted = {{"t", {}, now_.wall_ms}, {"u", {}, now_.wall_ms - 1}};
  run(shard_->remove_topics(deleted, now_));
  advance(0);

  EXPECT_GE(batches_ - before, 5u);
  for (const auto* group : {"a", "b", "c", "d"}) {
    EXPECT_EQ(committed("t", 1, group), -1);
    EXPECT_EQ(committed("u", 2, group), 5);
  }
}

TEST_F(OffsetsTest, AGroupIsDescribedAsDeadWhereThereIsNone) {
  const auto old = shard_->describe("nope", 5), now = shard_->describe("nope", 6);

  EXPECT_EQ(old.group_state, "Dead");
  EXPECT_EQ(old.error_code, 0);
  EXPECT_EQ(now.group_state, "Dead");
  EXPECT_EQ(now.error_code, to_wire(ErrorCode::kGroupIdNotFound));
  EXPECT_EQ(now.error_message, "Group nope not found.");
}

TEST_F(OffsetsTest, GroupsAreListedByStateAndType) {
  stable_group(1);
  commit({.group = "simple"});
  const auto ids = [&](std::vector<std::string> states, std::vector<std::string> types) {
    std::string found;
    for (const auto& group : shard_->list({states, types}))
      found += group.group_id + ":" + group.group_type + " ";
    return found;
  };

  EXPECT_EQ(ids({}, {}), "g:classic simple:classic ");
  EXPECT_EQ(ids({"EMPTY"}, {}), "simple:classic ");
  EXPECT_EQ(ids({"stable", "dead"}, {"Classic", "bogus"}), "g:classic ");
  EXPECT_EQ(ids({}, {"consumer"}), "");
}

TEST_F(OffsetsTest, OfAPartitionThatOneCommitHasTwiceTheLastCounts) {
  const auto ticket = new_ticket();
  protocol::OffsetCommitRequest request{.group_id = "g"};
  for (const std::int64_t offset : {1, 2}) {
    auto& topic = request.topics.emplace_back();
    topic.name = "t";
    topic.partitions = {{.partition_index = 0, .committed_offset = offset},
                        {.partition_index = 1, .committed_offset = 10 * offset},
                        {.partition_index = 0, .committed_offset = 100 * offset}};
  }

  auto effects = shard_->commit_offsets(ticket, request, {8, "client", "/127.0.0.1"}, now_);

  EXPECT_EQ(effects.records.size(), 2u);
  run(std::move(effects));
  EXPECT_EQ(committed("t", 0), 200);
  EXPECT_EQ(committed("t", 1), 20);
  const auto& response = answer<protocol::OffsetCommitResponse>(ticket);
  ASSERT_EQ(response.topics.size(), 2u);
  for (const auto& topic : response.topics) {
    ASSERT_EQ(topic.partitions.size(), 3u);
    for (const auto& partition : topic.partitions) EXPECT_EQ(partition.error_code, 0);
  }
}

TEST_F(OffsetsTest, ARepeatedPartitionTakesTheRoomOfOne) {
  config_.max_offsets = 1;
  reload();

  EXPECT_EQ(commit({.partitions = {0, 0, 0}}), ErrorCode::kNone);
  EXPECT_EQ(commit({.partitions = {0, 1}}), ErrorCode::kInvalidCommitOffsetSize);
}

TEST_F(OffsetsTest, TheRecordsOfACommitHaveALimit) {
  config_.max_commit_bytes = 2'500;
  reload();
  const std::string group(1'000, 'g');

  EXPECT_EQ(commit({.group = group, .partitions = {0, 0, 0, 1, 1}}), ErrorCode::kNone);
  EXPECT_EQ(commit({.group = group, .partitions = {2, 3, 4}}), ErrorCode::kInvalidCommitOffsetSize);
  EXPECT_EQ(committed("t", 3, group), 5);
  EXPECT_EQ(committed("t", 4, group), -1);
}

}  // namespace
}  // namespace moldau::coord
