#include "http/events_api.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace moldau::http {
namespace {

using broker::EventLog;
using broker::Subject;
using Parts = std::vector<std::string>;

TEST(EventsPath, NamesWhatEventsAreKeptOf) {
  const auto expect = [](const Parts& path, Subject subject, const std::string& name) {
    const auto asked = asked_events(path);
    ASSERT_TRUE(asked) << path[0];
    EXPECT_EQ(asked->subject, subject);
    EXPECT_EQ(asked->name, name);
  };
  expect({"groups", "a/b", "events"}, Subject::kGroup, "a/b");
  expect({"transactions", "t", "events"}, Subject::kTransaction, "t");
  expect({"log-directories", "/data/1", "events"}, Subject::kLogDirectory, "/data/1");
  expect({"clients", "::1", "events"}, Subject::kClient, "::1");

  const auto partition = asked_events(Parts{"topics", "a-1", "partitions", "12", "events"});
  ASSERT_TRUE(partition);
  EXPECT_EQ(partition->subject, Subject::kPartition);
  EXPECT_EQ(partition->name, "a-1");
  EXPECT_EQ(partition->partition, 12);
}

TEST(EventsPath, IsNoOther) {
  for (const auto& path :
       {Parts{}, Parts{"events"}, Parts{"groups", "events"}, Parts{"groups", "a", "event"},
        Parts{"topics", "a", "events"}, Parts{"topics", "a", "partitions", "-1", "events"},
        Parts{"topics", "a", "partitions", "1x", "events"}, Parts{"topics", "a", "partitions", "", "events"},
        Parts{"topics", "a", "partitions", "99999999999", "events"}, Parts{"groups", "a", "b", "events"}})
    EXPECT_FALSE(asked_events(path)) << path.size();
}

class EventsJsonTest : public ::testing::Test {
 protected:
  ManualClock clock_{1'000};
  EventLog log_{clock_, {.memory_bytes = 10'000, .most_each = 2}};
};

TEST_F(EventsJsonTest, HasTheEventsInTheirOrderAndWhatIsForgotten) {
  for (const auto cause : {"1", "2", "3", "3"}) log_.note(Subject::kGroup, "g", "joined", cause);

  const auto text = events_json(log_, {Subject::kGroup, "g"}, true);

  ASSERT_TRUE(text);
  EXPECT_EQ(boost::json::parse(*text),
            boost::json::parse(R"({"group":"g","exists":true,"forgotten":1,"events":[
              {"time_ms":1000,"last_time_ms":1000,"count":1,"event":"joined","cause":"2"},
              {"time_ms":1000,"last_time_ms":1000,"count":2,"event":"joined","cause":"3"}]})"));
}

TEST_F(EventsJsonTest, KnowsAPartitionByTopicAndIndex) {
  log_.note(Subject::kPartition, "a-1-2", "created", "");

  const auto text = events_json(log_, {Subject::kPartition, "a-1", 2}, false);

  ASSERT_TRUE(text);
  const auto json = boost::json::parse(*text);
  EXPECT_EQ(json.at("topic"), "a-1");
  EXPECT_EQ(json.at("partition"), 2);
  EXPECT_EQ(json.at("exists"), false);
  EXPECT_EQ(json.at("events").as_array().size(), 1u);
}

TEST_F(EventsJsonTest, IsEmptyWhereNothingHappenedAndNoneWhereThereIsNothing) {
  EXPECT_EQ(boost::json::parse(*events_json(log_, {Subject::kTransaction, "t"}, true)),
            boost::json::parse(R"({"transactional_id":"t","exists":true,"forgotten":0,"events":[]})"));
  EXPECT_FALSE(events_json(log_, {Subject::kTransaction, "t"}, false));
}

}  // namespace
}  // namespace moldau::http
