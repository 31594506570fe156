#include "coord/group_records.h"

#include "protocol/wire/encode.h"
#include "tests/coord/shard_fixture.h"
#include "tests/support/hex.h"

namespace moldau::coord {
namespace {

using protocol::GroupMetadataValue;
using protocol::OffsetCommitValue;

class RecordsTest : public ShardTest {};

// What Kafka 4.4.0 wrote: a group "ga" that is made, gets a stable member, commits, becomes empty, is
// deleted.
const Bytes kGroupKey = from_hex("000200026761");
const Bytes kOffsetKey = from_hex("00010002676100017400000000");
const Bytes kMade = from_hex("0003000000000000ffffffff000001a20f9a3f4f00000000");
const Bytes kStable = from_hex(
    "00030008636f6e73756d657200000001000572616e67650027636c2d64373665303866372d316235662d346264622d616239302d"
    "6633613665"
    "38313235663338000001a20f9a3f4f000000010027636c2d64373665303866372d316235662d346264622d616239302d66336136"
    "653831323566"
    "3338ffff0002636c000a2f3132372e302e302e3100000bb80000271000000011000100000001000174ffffffff00000000000000"
    "0441414141");
const Bytes kCommitted =
    from_hex("00040000000000000005000000030278000001a20f9a3f71010010811114b0c5d34c1587d444f6adab6204");
const Bytes kCommittedToExpire = from_hex("00010000000000000005000178000001a20f9a3f9d000001a20f9bc63d");
const Bytes kEmpty = from_hex("00030008636f6e73756d657200000002ffffffff000001a20f9a400200000000");

TEST_F(RecordsTest, ANewGroupIsWrittenAsKafkaDoes) {
  EXPECT_EQ(new_group_record("ga", 0x01a20f9a3f4f), (Record{kGroupKey, kMade}));
  EXPECT_EQ(group_tombstone("ga"), (Record{kGroupKey, std::nullopt}));
}

TEST_F(RecordsTest, AStableGroupIsWrittenAsKafkaDoes) {
  const auto group = parse_group("ga", kStable);

  ASSERT_TRUE(group);
  EXPECT_EQ(group->state(), GroupState::kStable);
  EXPECT_EQ(group->members().size(), 1u);
  EXPECT_EQ(group_record(*group), (Record{kGroupKey, kStable}));
}

TEST_F(RecordsTest, AnEmptyGroupIsWrittenAsKafkaDoes) {
  const auto group = parse_group("ga", kEmpty);

  ASSERT_TRUE(group);
  EXPECT_EQ(group->state(), GroupState::kEmpty);
  EXPECT_EQ(group_record(*group), (Record{kGroupKey, kEmpty}));
}

TEST_F(RecordsTest, OffsetsAreWrittenAsKafkaDoes) {
  CommittedOffset offset{.offset = 5,
                         .leader_epoch = 3,
                         .metadata = "x",
                         .commit_timestamp_ms = 0x01a20f9a3f71,
                         .topic_id = *Uuid::parse("gREUsMXTTBWH1ET2ratiBA")};
  EXPECT_EQ(offset_record({"ga", "t", 0}, offset), (Record{kOffsetKey, kCommitted}));
  EXPECT_EQ(offset_tombstone({"ga", "t", 0}), (Record{kOffsetKey, std::nullopt}));

  offset.commit_timestamp_ms = 0x01a20f9a3f9d;
  offset.expire_timestamp_ms = 0x01a20f9bc63d;
  EXPECT_EQ(offset_record({"ga", "t", 0}, offset), (Record{kOffsetKey, kCommittedToExpire}));

  const CommittedOffset without_id{.offset = 5};
  EXPECT_EQ(load_be<std::int16_t>(offset_record({"ga", "t", 0}, without_id).value->data()), 3);
}

TEST_F(RecordsTest, WhatKafkaWroteIsLoaded) {
  load({{kGroupKey, kMade}, {kGroupKey, kStable}, {kOffsetKey, kCommitted}});

  EXPECT_EQ(state("ga"), "Stable");
  EXPECT_EQ(committed("t", 0, "ga"), 5);
  const auto id = described("ga").members.at(0).member_id;
  EXPECT_EQ(described("ga").members.at(0).member_assignment, bytes("AAAA"));
  EXPECT_EQ(heartbeat(id, 1, {}, "ga"), ErrorCode::kNone);
  EXPECT_EQ(joined(join({.group = "ga", .member_id = id})).generation_id, 2);

  load({{kGroupKey, kMade},
        {kGroupKey, kStable},
        {kOffsetKey, kCommitted},
        {kGroupKey, kEmpty},
        {kOffsetKey, std::nullopt},
        {kGroupKey, std::nullopt}});
  EXPECT_EQ(state("ga"), "Dead");
}

TEST_F(RecordsTest, OffsetsOfEveryVersionAreLoaded) {
  const OffsetCommitValue value{
      .offset = 7, .leader_epoch = 2, .metadata = "m", .commit_timestamp = 11, .expire_timestamp = 13};
  for (std::int16_t version = 0; version <= 4; ++version) {
    Bytes bytes;
    protocol::Writer writer(bytes);
    writer.integer(version);
    protocol::encode(value, version, writer);

    const auto offset = parse_offset(bytes);

    ASSERT_TRUE(offset);
    EXPECT_EQ(offset->offset, 7);
    EXPECT_EQ(offset->leader_epoch, version >= 3 ? 2 : -1);
    EXPECT_EQ(offset->expire_timestamp_ms, version == 1 ? std::optional<std::int64_t>(13) : std::nullopt);
  }
}

TEST_F(RecordsTest, GroupsOfEveryVersionAreLoaded) {
  GroupMetadataValue value{.protocol_type = "consumer", .generation = 3, .protocol = "range", .leader = "m"};
  value.members.push_back({.member_id = "m",
                           .group_instance_id = "i",
                           .rebalance_timeout = 9'000,
                           .session_timeout = 7'000,
                           .assignment = bytes("A")});
  for (std::int16_t version = 0; version <= 4; ++version) {
    Bytes bytes;
    protocol::Writer writer(bytes);
    writer.integer(version);
    protocol::encode(value, version, writer);

    const auto group = parse_group("g", bytes);

    ASSERT_TRUE(group);
    EXPECT_EQ(group->generation(), 3);
    EXPECT_EQ(group->find("m")->rebalance_timeout_ms, version == 0 ? 7'000 : 9'000);
    EXPECT_EQ(group->static_member("i") != nullptr, version >= 3);
  }
}

TEST_F(RecordsTest, RecordsOfOtherKindsAreSkipped) {
  EXPECT_TRUE(shard_->replay(from_hex("0003000161"), ByteView(kStable)));
  EXPECT_TRUE(shard_->replay(from_hex("7fff"), std::nullopt));
  EXPECT_TRUE(shard_->list({}).empty());
}

TEST_F(RecordsTest, DamagedRecordsAreErrorsAndNothingElse) {
  for (const auto& [key, value] : {std::pair(kGroupKey, kStable), std::pair(kOffsetKey, kCommitted)}) {
    for (std::size_t size = 0; size < key.size(); ++size)
      EXPECT_FALSE(shard_->replay(ByteView(key).first(size), ByteView(value))) << size;
    for (std::size_t size = 0; size < value.size(); ++size)
      EXPECT_FALSE(shard_->replay(key, ByteView(value).first(size))) << size;
  }
  EXPECT_FALSE(shard_->replay(kOffsetKey, ByteView(from_hex("0005"))));
  EXPECT_TRUE(shard_->list({}).empty());
}

TEST_F(RecordsTest, AGroupThatHasAMemberTwiceIsDamaged) {
  GroupMetadataValue value{.members = {{.member_id = "m"}, {.member_id = "m"}}};
  const auto encoded = protocol::encode(value, 3);
  Bytes bytes = {0, 3};
  bytes.insert(bytes.end(), encoded.begin(), encoded.end());

  EXPECT_FALSE(parse_group("g", bytes));
}

TEST_F(RecordsTest, WhatCannotBeReplayedIsKnownBeforeItIsWritten) {
  const Record good{kGroupKey, kStable};
  auto cut = kStable;
  cut.resize(cut.size() - 1);

  EXPECT_TRUE(GroupShard::check_replayable({good, {kOffsetKey, kCommitted}, {kGroupKey, std::nullopt}}));
  EXPECT_FALSE(GroupShard::check_replayable({good, {kGroupKey, cut}}));
  EXPECT_FALSE(GroupShard::check_replayable({{from_hex("0002ffff"), std::nullopt}}));
  EXPECT_EQ(state("ga"), "Dead");
}

}  // namespace
}  // namespace moldau::coord
