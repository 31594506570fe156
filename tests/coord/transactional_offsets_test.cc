#include <algorithm>
#include <random>

#include "tests/coord/shard_fixture.h"

namespace moldau::coord {
namespace {

constexpr std::int64_t kWeek = 7LL * 24 * 3'600'000;

Uuid uuid(std::uint8_t last) {
  Uuid id;
  id.bytes[15] = last;
  return id;
}

class TransactionalOffsetsTest : public ShardTest {
 protected:
  ErrorCode delete_offset(const std::string& topic, std::int32_t partition) {
    const auto ticket = new_ticket();
    protocol::OffsetDeleteRequest request{.group_id = "g"};
    request.topics.push_back({topic, {{partition}}});
    run(shard_->delete_offsets(ticket, request, {0, "admin", "/127.0.0.1"}, now_));
    const auto& response = answer<protocol::OffsetDeleteResponse>(ticket);
    if (response.error_code != 0) return ErrorCode{response.error_code};
    return ErrorCode{response.topics.at(0).partitions.at(0).error_code};
  }
};

TEST_F(TransactionalOffsetsTest, CountOnceTheTransactionCommits) {
  commit({.offset = 1});
  EXPECT_EQ(commit_in_transaction({.offset = 2}), ErrorCode::kNone);

  EXPECT_EQ(committed(), 1);
  EXPECT_EQ(stable(), -2);
  end_transaction(true);

  EXPECT_EQ(committed(), 2);
  EXPECT_EQ(stable(), 2);
}

TEST_F(TransactionalOffsetsTest, AreForgottenWhereItAborts) {
  commit({.offset = 1});
  commit_in_transaction({.partitions = {0, 1}, .offset = 2});

  end_transaction(false);

  EXPECT_EQ(committed("t", 0), 1);
  EXPECT_EQ(committed("t", 1), -1);
  EXPECT_EQ(stable("t", 0), 1);
  EXPECT_EQ(stable("t", 1), -1);
}

TEST_F(TransactionalOffsetsTest, AreUnstableForTheirPartitionAlone) {
  commit({.partitions = {0, 1}, .offset = 1});
  commit({.group = "h", .offset = 1});
  commit_in_transaction({.partitions = {0}});

  EXPECT_EQ(stable("t", 0), -2);
  EXPECT_EQ(stable("t", 1), 1);
  EXPECT_EQ(stable("t", 0, "h"), 1);
}

TEST_F(TransactionalOffsetsTest, AreUnstableWhereAllTopicsAreReadButNoCommittedOneIsThere) {
  commit({.partitions = {0, 1}, .offset = 1});
  commit_in_transaction({.partitions = {1, 2}});

  const auto all = shard_->fetch_offsets({.group_id = "g", .topics = std::nullopt}, true);

  ASSERT_EQ(all.topics.size(), 1u);
  const auto& partitions = all.topics[0].partitions;
  ASSERT_EQ(partitions.size(), 2u);
  EXPECT_EQ(partitions[0].committed_offset, 1);
  EXPECT_EQ(ErrorCode{partitions[1].error_code}, ErrorCode::kUnstableOffsetCommit);
}

TEST_F(TransactionalOffsetsTest, OfTwoProducersEachFollowTheirOwnMarker) {
  commit_in_transaction({.producer_id = 1, .partitions = {0, 1}, .offset = 10});
  commit_in_transaction({.producer_id = 2, .partitions = {1, 2}, .offset = 20});

  end_transaction(false, 1);
  EXPECT_EQ(stable("t", 0), -1);
  EXPECT_EQ(stable("t", 1), -2);
  end_transaction(true, 2);

  EXPECT_EQ(committed("t", 0), -1);
  EXPECT_EQ(committed("t", 1), 20);
  EXPECT_EQ(committed("t", 2), 20);
}

TEST_F(TransactionalOffsetsTest, DoNotReplaceWhatWasCommittedLater) {
  commit_in_transaction({.producer_id = 1, .partitions = {0, 1}, .offset = 10});
  commit_in_transaction({.producer_id = 2, .partitions = {1}, .offset = 20});
  commit({.partitions = {0}, .offset = 30});

  end_transaction(true, 2);
  end_transaction(true, 1);

  EXPECT_EQ(committed("t", 0), 30);
  EXPECT_EQ(committed("t", 1), 20);
}

TEST_F(TransactionalOffsetsTest, TheLastOfAPartitionInATransactionCounts) {
  commit_in_transaction({.offset = 1});
  commit_in_transaction({.offset = 3});
  commit_in_transaction({.partitions = {0, 0}, .offset = 2});

  end_transaction(true);

  EXPECT_EQ(committed(), 2);
}

TEST_F(TransactionalOffsetsTest, ArePendingAfterTheCoordinatorMoved) {
  commit({.offset = 1});
  commit_in_transaction({.producer_id = 1, .partitions = {0}, .offset = 2});
  commit_in_transaction({.producer_id = 2, .partitions = {1}, .offset = 3});
  end_transaction(true, 2);

  reload();

  EXPECT_EQ(stable("t", 0), -2);
  EXPECT_EQ(stable("t", 1), 3);
  end_transaction(true, 1);
  reload();
  EXPECT_EQ(stable("t", 0), 2);
}

TEST_F(TransactionalOffsetsTest, AMarkerWithoutOffsetsOrWrittenTwiceChangesNothing) {
  end_transaction(true, 9);
  commit_in_transaction({.offset = 2});
  end_transaction(true);
  commit({.offset = 3});
  end_transaction(true);
  end_transaction(false);

  EXPECT_EQ(committed(), 3);
}

TEST_F(TransactionalOffsetsTest, AnOffsetTooManyOrTooLargeIsRefused) {
  config_.max_offsets = 2;
  config_.offset_metadata_max_bytes = 3;
  reload();
  commit({.partitions = {0}});

  EXPECT_EQ(commit_in_transaction({.metadata = "long"}), ErrorCode::kOffsetMetadataTooLarge);
  EXPECT_EQ(commit_in_transaction({.partitions = {0}}), ErrorCode::kNone);
  EXPECT_EQ(commit_in_transaction({.producer_id = 8, .partitions = {0}}),
            ErrorCode::kInvalidCommitOffsetSize);
  EXPECT_EQ(commit({.partitions = {1}}), ErrorCode::kInvalidCommitOffsetSize);
  end_transaction(true);
  EXPECT_EQ(commit({.partitions = {1}}), ErrorCode::kNone);
}

// KIP-447.
TEST_F(TransactionalOffsetsTest, AMemberOfTheGenerationCommits) {
  const auto members = stable_group(1);

  EXPECT_EQ(commit_in_transaction({.member_id = members[0], .generation = 1}), ErrorCode::kNone);
  EXPECT_EQ(commit_in_transaction({.member_id = members[0], .generation = 0}), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(commit_in_transaction({.member_id = members[0], .generation = 2}), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(commit_in_transaction({.member_id = members[0]}), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(commit_in_transaction({.member_id = "m", .generation = 1}), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(commit_in_transaction({.generation = 1}), ErrorCode::kUnknownMemberId);
}

TEST_F(TransactionalOffsetsTest, AStaticMemberThatAnotherReplacedIsFenced) {
  const auto members = stable_group(1, {.instance_id = "i"});

  EXPECT_EQ(commit_in_transaction({.member_id = members[0], .generation = 1, .instance_id = "i1"}),
            ErrorCode::kNone);
  EXPECT_EQ(commit_in_transaction({.member_id = "other", .generation = 1, .instance_id = "i1"}),
            ErrorCode::kFencedInstanceId);
  EXPECT_EQ(commit_in_transaction({.member_id = members[0], .generation = 1, .instance_id = "i2"}),
            ErrorCode::kUnknownMemberId);
}

TEST_F(TransactionalOffsetsTest, AClientOfOlderVersionsNamesNoMemberAndCommitsWhoeverIsInTheGroup) {
  const auto members = stable_group(1);

  EXPECT_EQ(commit_in_transaction({.version = 2}), ErrorCode::kNone);
  end_transaction(true);

  EXPECT_EQ(committed(), 5);
}

TEST_F(TransactionalOffsetsTest, ARebalanceIsNoObstacle) {
  const auto members = stable_group(1);
  join({.member_id = members[0]});
  ASSERT_EQ(state(), "CompletingRebalance");

  EXPECT_EQ(commit_in_transaction({.member_id = members[0], .generation = 2}), ErrorCode::kNone);
}

TEST_F(TransactionalOffsetsTest, AnUnknownGroupIsMadeForWhoNamesNoGeneration) {
  EXPECT_EQ(commit_in_transaction({.member_id = "m", .generation = 3}), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(commit_in_transaction({.member_id = "m", .generation = 3, .version = 6}),
            ErrorCode::kGroupIdNotFound);
  EXPECT_EQ(state(), "Dead");
  EXPECT_EQ(commit_in_transaction({.member_id = "m"}), ErrorCode::kNone);

  EXPECT_EQ(state(), "Empty");
}

TEST_F(TransactionalOffsetsTest, ThatCouldNotBeWrittenAreNotPending) {
  commit({.offset = 1});
  fail_appends(ErrorCode::kNotLeaderOrFollower);

  EXPECT_EQ(commit_in_transaction({.offset = 2}), ErrorCode::kNotCoordinator);

  EXPECT_EQ(stable(), 1);
}

TEST_F(TransactionalOffsetsTest, KeepWhatTheyMayReplaceAndTheirGroupFromExpiring) {
  commit({.partitions = {0, 1}});
  commit_in_transaction({.partitions = {0, 2}, .offset = 6});

  advance(kWeek + kWeek / 2);
  EXPECT_EQ(committed("t", 0), 5);
  EXPECT_EQ(committed("t", 1), -1);
  EXPECT_EQ(state(), "Empty");
  end_transaction(false);
  advance(kWeek);

  EXPECT_EQ(committed("t", 0), -1);
  EXPECT_EQ(state(), "Dead");
}

TEST_F(TransactionalOffsetsTest, AloneKeepTheirGroup) {
  commit_in_transaction({});

  advance(2 * kWeek);

  EXPECT_EQ(state(), "Empty");
  EXPECT_EQ(stable(), -2);
}

TEST_F(TransactionalOffsetsTest, GoWithTheirGroup) {
  commit({.partitions = {0}});
  commit_in_transaction({.partitions = {0, 1}});

  EXPECT_EQ(remove(), ErrorCode::kNone);
  EXPECT_EQ(state(), "Dead");
  end_transaction(true);

  EXPECT_EQ(committed("t", 0), -1);
  EXPECT_EQ(committed("t", 1), -1);
  EXPECT_EQ(state(), "Dead");
}

TEST_F(TransactionalOffsetsTest, GoWhenTheyAreDeleted) {
  commit_in_transaction({.producer_id = 1, .partitions = {0, 1}});
  commit_in_transaction({.producer_id = 2, .partitions = {0}});

  EXPECT_EQ(delete_offset("t", 0), ErrorCode::kNone);
  EXPECT_EQ(stable("t", 0), -1);
  end_transaction(true, 1);
  end_transaction(true, 2);

  EXPECT_EQ(committed("t", 0), -1);
  EXPECT_EQ(committed("t", 1), 5);
}

TEST_F(TransactionalOffsetsTest, GoWithTheirTopic) {
  commit_in_transaction({.partitions = {0}, .topic_id = uuid(1)});
  commit_in_transaction({.topic = "u", .topic_id = uuid(2)});
  const DeletedTopic gone{"t", uuid(1), now_.wall_ms};

  run(shard_->remove_topics(std::span(&gone, 1), now_));
  advance(1'000);
  EXPECT_EQ(stable("t", 0), -1);
  EXPECT_EQ(stable("u", 0), -2);
  end_transaction(true);

  EXPECT_EQ(committed("t", 0), -1);
  EXPECT_EQ(committed("u", 0), 5);
}

TEST_F(TransactionalOffsetsTest, OfANewTopicOfTheSameNameStay) {
  commit_in_transaction({.topic_id = uuid(2)});
  const DeletedTopic gone{"t", uuid(1), now_.wall_ms};

  run(shard_->remove_topics(std::span(&gone, 1), now_));
  end_transaction(true);

  EXPECT_EQ(committed(), 5);
}

/// Against the simplest model there is, with restarts in between; the fixture compares with a replay in the
/// end.
TEST_F(TransactionalOffsetsTest, InAnyOrderAreWhatAModelSays) {
  using Place = std::pair<std::string, std::int32_t>;
  struct Value {
    int number;
    std::int64_t offset;
  };
  std::mt19937 random(20'261'128);
  std::map<Place, Value> offsets;
  std::map<std::int64_t, std::map<Place, Value>> pending;
  const auto pick = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };

  for (int step = 0; step < 1'000; ++step) {
    const Place place{"g" + std::to_string(pick(3)), pick(4)};
    const std::int64_t producer = pick(3);
    switch (pick(12)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        commit_in_transaction(
            {.producer_id = producer, .group = place.first, .partitions = {place.second}, .offset = step});
        pending[producer][place] = {step, step};
        break;
      case 5:
      case 6:
      case 7:
        commit({.group = place.first, .partitions = {place.second}, .offset = step});
        offsets[place] = {step, step};
        break;
      case 8:
      case 9: {
        const bool commits = pick(2) == 0;
        end_transaction(commits, producer);
        for (const auto& [where, value] : std::exchange(pending[producer], {}))
          if (commits && (!offsets.contains(where) || offsets.at(where).number < value.number))
            offsets[where] = value;
        break;
      }
      case 10: reload(); break;
      default:
        if (pick(20) != 0) break;
        remove(place.first);
        std::erase_if(offsets, [&](const auto& each) { return each.first.first == place.first; });
        for (auto& [id, theirs] : pending)
          std::erase_if(theirs, [&](const auto& each) { return each.first.first == place.first; });
    }
    for (const auto& group : {"g0", "g1", "g2"})
      for (std::int32_t partition = 0; partition < 4; ++partition) {
        const Place where{group, partition};
        const auto wanted = offsets.contains(where) ? offsets.at(where).offset : -1;
        const bool open =
            std::ranges::any_of(pending, [&](const auto& each) { return each.second.contains(where); });
        ASSERT_EQ(committed("t", partition, group), wanted) << "step " << step;
        ASSERT_EQ(stable("t", partition, group), open ? -2 : wanted) << "step " << step;
      }
  }
}

}  // namespace
}  // namespace moldau::coord
