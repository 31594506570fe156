#include "broker/fetch_session.h"

#include <gtest/gtest.h>

namespace moldau::broker {
namespace {

constexpr std::size_t kManyPartitions = 1000;

FetchKey key(const std::string& topic, std::int32_t partition) {
  return {{}, std::make_shared<const std::string>(topic), partition};
}

using protocol::ErrorCode;
using protocol::FetchRequest;
constexpr std::int16_t kByName = 12, kById = 13;
constexpr std::int64_t kStale = FetchSessionCache::kEvictionMs + 1;

FetchSessionCache::Limits slots(std::size_t count) {
  return {.slots = count, .partitions_each = kManyPartitions, .partitions = kManyPartitions};
}

FetchRequest request(std::int32_t session_id, std::int32_t epoch, std::int32_t partitions = 0) {
  FetchRequest made;
  made.session_id = session_id;
  made.session_epoch = epoch;
  for (std::int32_t i = 0; i < partitions; ++i) {
    made.topics.push_back({.topic = "t", .topic_id = {}, .partitions = {}});
    made.topics.back().partitions.push_back({.partition = i});
  }
  return made;
}

/// Starts a session and lets it go: its id.
std::int32_t begin(FetchSessionCache& cache, std::int32_t partitions, std::int64_t now_ms = 0) {
  return cache.acquire(request(0, 0, partitions), kByName, now_ms)->id();
}

TEST(FetchSessionCache, no_session_is_wanted_by_the_final_epoch) {
  FetchSessionCache cache(slots(10));

  const auto lease = cache.acquire(request(0, -1, 1), kByName, 0);

  ASSERT_TRUE(lease);
  EXPECT_FALSE(*lease);
  EXPECT_EQ(lease->id(), 0);
  EXPECT_TRUE(lease->full());
}

TEST(FetchSessionCache, a_session_without_partitions_is_none) {
  FetchSessionCache cache(slots(10));

  EXPECT_EQ(begin(cache, 0), 0);
  EXPECT_EQ(cache.size(), 0u);
}

TEST(FetchSessionCache, epochs_count_on) {
  FetchSessionCache cache(slots(10));
  const auto id = begin(cache, 1);

  for (std::int32_t epoch = 1; epoch < 5; ++epoch) {
    const auto lease = cache.acquire(request(id, epoch), kByName, 0);
    ASSERT_TRUE(lease);
    EXPECT_EQ(lease->id(), id);
    EXPECT_FALSE(lease->full());
  }

  EXPECT_EQ(cache.acquire(request(id, 4), kByName, 0).error(), ErrorCode::kInvalidFetchSessionEpoch);
}

TEST(FetchSessionCache, a_session_serves_one_request_at_a_time) {
  FetchSessionCache cache(slots(10));
  const auto id = begin(cache, 1);
  {
    const auto first = cache.acquire(request(id, 1), kByName, 0);
    ASSERT_TRUE(first);
    EXPECT_EQ(cache.acquire(request(id, 2), kByName, 0).error(), ErrorCode::kInvalidFetchSessionEpoch);
  }

  EXPECT_TRUE(cache.acquire(request(id, 2), kByName, 0));
}

TEST(FetchSessionCache, names_and_ids_do_not_mix) {
  FetchSessionCache cache(slots(10));
  const auto id = begin(cache, 1);

  EXPECT_EQ(cache.acquire(request(id, 1), kById, 0).error(), ErrorCode::kFetchSessionTopicIdError);
}

TEST(FetchSessionCache, a_session_that_forgets_everything_is_gone) {
  FetchSessionCache cache(slots(10));
  const auto id = begin(cache, 1);
  auto forget = request(id, 1);
  forget.forgotten_topics_data.push_back({"t", {}, {0}});

  EXPECT_FALSE(*cache.acquire(forget, kByName, 0));

  EXPECT_EQ(cache.size(), 0u);
}

TEST(FetchSessionCache, epoch_0_with_an_id_starts_another_in_its_place) {
  FetchSessionCache cache(slots(10));
  const auto id = begin(cache, 1);

  const auto second = cache.acquire(request(id, 0, 1), kByName, 0)->id();

  EXPECT_NE(second, 0);
  EXPECT_EQ(cache.size(), 1u);
}

TEST(FetchSessionCache, a_stale_session_makes_room_for_any_other) {
  FetchSessionCache cache(slots(1));
  const auto large = begin(cache, 10);

  EXPECT_EQ(begin(cache, 1, kStale - 1), 0);
  EXPECT_NE(begin(cache, 1, kStale), 0);

  EXPECT_EQ(cache.acquire(request(large, 1), kByName, kStale).error(), ErrorCode::kFetchSessionIdNotFound);
}

TEST(FetchSessionCache, use_keeps_a_session_fresh) {
  FetchSessionCache cache(slots(1));
  const auto id = begin(cache, 1);

  ASSERT_TRUE(cache.acquire(request(id, 1), kByName, kStale));

  EXPECT_EQ(begin(cache, 1, kStale), 0);
}

TEST(FetchSessionCache, an_old_smaller_session_makes_room_for_a_larger_one) {
  FetchSessionCache cache(slots(1));
  const auto small = begin(cache, 1);
  ASSERT_TRUE(cache.acquire(request(small, 1), kByName, kStale));

  EXPECT_EQ(begin(cache, 1, kStale), 0) << "as small";
  EXPECT_NE(begin(cache, 2, kStale), 0);
}

TEST(FetchSession, serves_last_what_was_served) {
  FetchSession session(1, false, 0);
  session.update(request(1, 1, 3));

  session.served(key("t", 0));
  session.served(key("t", 1));
  session.served(key("unknown", 1));

  std::vector<std::int32_t> order;
  for (const auto* partition : session.partitions()) order.push_back(partition->key.partition);
  EXPECT_EQ(order, (std::vector<std::int32_t>{2, 0, 1}));
}

FetchRequest naming(std::int32_t session_id, std::int32_t epoch, const std::string& topic) {
  auto made = request(session_id, epoch, 1);
  made.topics[0].topic = topic;
  return made;
}

TEST(FetchSessionCache, all_sessions_together_have_a_bound) {
  FetchSessionCache cache({.slots = 10, .partitions_each = kManyPartitions, .partitions = 5});
  const auto first = begin(cache, 3);
  EXPECT_NE(first, 0);
  EXPECT_EQ(begin(cache, 3), 0) << "goes without";
  EXPECT_NE(begin(cache, 2), 0);
  EXPECT_EQ(cache.partition_count(), 5u);

  EXPECT_TRUE(cache.acquire(request(first, 1, 3), kByName, 0)) << "it has not grown";
  const auto grown = cache.acquire(request(first, 2, 4), kByName, 0);

  ASSERT_FALSE(grown);
  EXPECT_EQ(grown.error(), ErrorCode::kFetchSessionIdNotFound);
  EXPECT_EQ(cache.partition_count(), 2u);
  EXPECT_NE(begin(cache, 3), 0);
}

TEST(FetchSessionCache, stale_sessions_make_room_for_partitions) {
  FetchSessionCache cache({.slots = 10, .partitions_each = kManyPartitions, .partitions = 5});
  begin(cache, 2);
  begin(cache, 2);

  EXPECT_NE(begin(cache, 5, kStale), 0);

  EXPECT_EQ(cache.size(), 1u);
  EXPECT_EQ(cache.partition_count(), 5u);
}

TEST(FetchSessionCache, names_that_no_topic_has_are_not_kept) {
  FetchSessionCache cache(slots(10));
  const std::string most(249, 'n'), more(250, 'n');

  EXPECT_EQ(cache.acquire(naming(0, 0, more), kByName, 0)->id(), 0);
  const auto id = cache.acquire(naming(0, 0, most), kByName, 0)->id();
  EXPECT_NE(id, 0);
  EXPECT_FALSE(cache.acquire(naming(id, 1, more), kByName, 0));

  EXPECT_EQ(cache.partition_count(), 0u);
}

TEST(RequestedPartitions, are_each_there_once_as_they_are_named_last) {
  auto made = request(0, -1, 3);
  made.topics.push_back(made.topics[0]);
  made.topics.back().partitions[0].fetch_offset = 5;
  made.topics.push_back(made.topics[2]);

  const auto partitions = requested_partitions(made);

  ASSERT_EQ(partitions.size(), 3u);
  for (std::int32_t i = 0; i < 3; ++i) EXPECT_EQ(partitions[static_cast<std::size_t>(i)].key.partition, i);
  EXPECT_EQ(partitions[0].fetch_offset, 5);
}

TEST(FetchSession, updates_a_position_and_remembers_what_was_told) {
  FetchSession session(1, false, 0);
  session.update(request(1, 1, 1));
  session.partitions()[0]->told_high_watermark = 7;
  auto moved = request(1, 2, 1);
  moved.topics[0].partitions[0].fetch_offset = 5;

  session.update(moved);

  ASSERT_EQ(session.size(), 1u);
  EXPECT_EQ(session.partitions()[0]->fetch_offset, 5);
  EXPECT_EQ(session.partitions()[0]->told_high_watermark, 7);
}

using PartitionData = protocol::FetchResponse::FetchableTopicResponse::PartitionData;

bool is_told(FetchPartition& partition, const PartitionData& answer) {
  const bool told = partition.must_tell(answer);
  partition.tell(answer);
  return told;
}

TEST(FetchPartition, is_told_when_a_mark_moves_and_not_otherwise) {
  FetchPartition partition;
  PartitionData data{.high_watermark = 3, .log_start_offset = 1};
  data.records = protocol::Records::empty();

  EXPECT_TRUE(is_told(partition, data));
  EXPECT_FALSE(is_told(partition, data));
  data.high_watermark = 4;
  EXPECT_TRUE(is_told(partition, data));
  data.log_start_offset = 2;
  EXPECT_TRUE(is_told(partition, data));
  EXPECT_FALSE(is_told(partition, data));
}

TEST(FetchPartition, is_told_as_long_as_there_is_an_error_and_once_it_is_over) {
  FetchPartition partition;
  PartitionData well{.high_watermark = 3}, ill{.error_code = 1};
  EXPECT_TRUE(is_told(partition, well));

  EXPECT_TRUE(is_told(partition, ill));
  EXPECT_TRUE(is_told(partition, ill));
  EXPECT_TRUE(is_told(partition, well));
  EXPECT_FALSE(is_told(partition, well));
}

}  // namespace
}  // namespace moldau::broker
