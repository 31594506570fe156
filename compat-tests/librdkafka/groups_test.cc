#include <algorithm>
#include <gmock/gmock.h>

#include "admin.h"
#include "consumer.h"
#include "producer.h"

namespace compat {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

std::string topic_with(const std::string& name, int partitions, int records_each) {
  const std::string topic = make_topic(name, partitions);
  Producer producer;
  std::vector<Record> records;
  for (int i = 0; i < partitions * records_each; ++i)
    records.push_back({.partition = i % partitions, .value = std::to_string(i)});
  for (const auto& delivery : producer.send(topic, records))
    EXPECT_EQ(delivery.error, RD_KAFKA_RESP_ERR_NO_ERROR);
  return topic;
}

rd_kafka_consumer_group_state_t listed_state(const std::string& group) {
  const auto groups = Admin().list_groups();
  const auto found = std::ranges::find(groups, group, &GroupView::id);
  return found == groups.end() ? RD_KAFKA_CONSUMER_GROUP_STATE_DEAD : found->state;
}

TEST(Groups, ACommitIsWhereTheNextMemberGoesOn) {
  const std::string topic = topic_with("resumed", 1, 10), group = unique("resumed");
  {
    Consumer first(group, "range");
    first.subscribe({topic});
    ASSERT_EQ(first.take(10).size(), 10U);
    EXPECT_EQ(first.commit(topic, 0, 4, "half way, nearly"), RD_KAFKA_RESP_ERR_NO_ERROR);
    first.close();
  }

  Consumer second(group, "range");
  second.subscribe({topic});
  const auto rest = second.take(6);

  ASSERT_THAT(rest, SizeIs(6));
  EXPECT_EQ(rest[0].offset, 4);
  EXPECT_EQ(Admin().group_offsets(group, topic, 1).at(0),
            (std::pair<std::int64_t, std::string>(4, "half way, nearly")));
}

TEST(Groups, AutomaticCommitsAreKept) {
  const std::string topic = topic_with("automatic", 2, 5), group = unique("automatic");
  {
    Consumer first(group, "range", {{"enable.auto.commit", "true"}, {"auto.commit.interval.ms", "100"}});
    first.subscribe({topic});
    ASSERT_EQ(first.take(10).size(), 10U);
    first.close();
  }

  const auto offsets = Admin().group_offsets(group, topic, 2);

  EXPECT_EQ(offsets.at(0).first, 5);
  EXPECT_EQ(offsets.at(1).first, 5);
}

TEST(Groups, AreListedDescribedAndDeleted) {
  const std::string topic = topic_with("described", 3, 1), group = unique("described");
  Admin admin;
  Consumer consumer(group, "roundrobin", {{"client.id", "the-client"}});
  consumer.subscribe({topic});
  ASSERT_EQ(consumer.take(3).size(), 3U);
  ASSERT_EQ(consumer.commit(topic, 1, 1), RD_KAFKA_RESP_ERR_NO_ERROR);

  const GroupView view = admin.describe_group(group);
  EXPECT_EQ(view.error, RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_EQ(view.state, RD_KAFKA_CONSUMER_GROUP_STATE_STABLE);
  EXPECT_EQ(view.assignor, "roundrobin");
  ASSERT_THAT(view.members, SizeIs(1));
  EXPECT_EQ(view.members[0].client_id, "the-client");
  EXPECT_THAT(view.members[0].partitions, ElementsAre(0, 1, 2));
  EXPECT_EQ(listed_state(group), RD_KAFKA_CONSUMER_GROUP_STATE_STABLE);
  EXPECT_EQ(admin.delete_group(group), RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP);

  consumer.close();
  EXPECT_EQ(listed_state(group), RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY);
  EXPECT_EQ(admin.delete_group(group), RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_EQ(listed_state(group), RD_KAFKA_CONSUMER_GROUP_STATE_DEAD);
  EXPECT_EQ(admin.delete_group(group), RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND);
}

TEST(Groups, OffsetsAreAlteredFromOutsideWhileEmpty) {
  const std::string topic = topic_with("altered", 1, 10), group = unique("altered");
  Admin admin;

  EXPECT_EQ(admin.alter_group_offset(group, topic, {0, 6}), RD_KAFKA_RESP_ERR_NO_ERROR);

  Consumer consumer(group, "range");
  consumer.subscribe({topic});
  const auto rest = consumer.take(4);
  ASSERT_THAT(rest, SizeIs(4));
  EXPECT_EQ(rest[0].offset, 6);
  EXPECT_EQ(admin.alter_group_offset(group, topic, {0, 1}), RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID);
}

TEST(Groups, ASubscriptionByPatternFindsItsTopics) {
  const std::string one = topic_with("pattern-1", 1, 2), two = topic_with("pattern-2", 1, 3);
  Consumer consumer(unique("pattern"), "range");

  consumer.subscribe({"^(" + one + "|" + two + ")$"});

  EXPECT_EQ(consumer.take(5).size(), 5U);
}

}  // namespace
}  // namespace compat
