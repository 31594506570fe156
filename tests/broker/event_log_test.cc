#include "broker/event_log.h"

#include <gtest/gtest.h>
#include <thread>

namespace moldau::broker {
namespace {

class EventLogTest : public ::testing::Test {
 protected:
  std::vector<std::string> causes(std::string_view name, Subject subject = Subject::kGroup) const {
    std::vector<std::string> all;
    const auto found = log_.find(subject, name);
    if (found)
      for (const auto& event : found->events) all.push_back(event.cause);
    return all;
  }

  using Causes = std::vector<std::string>;
  ManualClock clock_{1'000};
  EventLog log_{clock_, {.memory_bytes = 10'000, .most_each = 3}};
};

TEST_F(EventLogTest, KeepsEachSubjectsEventsInTheirOrder) {
  log_.note(Subject::kGroup, "a", "joined", "1");
  log_.note(Subject::kGroup, "b", "joined", "2");
  log_.note(Subject::kTransaction, "a", "begun", "3");
  clock_.advance(5);
  log_.note(Subject::kGroup, "a", "left", "4");

  EXPECT_EQ(causes("a"), (Causes{"1", "4"}));
  EXPECT_EQ(causes("b"), (Causes{"2"}));
  EXPECT_EQ(causes("a", Subject::kTransaction), (Causes{"3"}));
  EXPECT_EQ(log_.find(Subject::kGroup, "a")->events[1].first_ms, 1'005);
  EXPECT_EQ(log_.find(Subject::kGroup, "a")->events[1].what, "left");
  EXPECT_FALSE(log_.find(Subject::kPartition, "a"));
}

TEST_F(EventLogTest, TheSameAgainIsCounted) {
  log_.note(Subject::kGroup, "a", "fenced", "x");
  clock_.advance(7);
  log_.note(Subject::kGroup, "a", "fenced", "x");
  log_.note(Subject::kGroup, "a", "fenced", "y");
  log_.note(Subject::kGroup, "a", "fenced", "x");

  EXPECT_EQ(causes("a"), (Causes{"x", "y", "x"}));
  const auto first = log_.find(Subject::kGroup, "a")->events[0];
  EXPECT_EQ(first.count, 2u);
  EXPECT_EQ(first.first_ms, 1'000);
  EXPECT_EQ(first.last_ms, 1'007);
}

TEST_F(EventLogTest, ASubjectKeepsItsLastOnesAlone) {
  for (int i = 0; i < 5; ++i) log_.note(Subject::kGroup, "a", "joined", std::to_string(i));

  EXPECT_EQ(causes("a"), (Causes{"2", "3", "4"}));
  EXPECT_EQ(log_.find(Subject::kGroup, "a")->forgotten, 2u);
}

TEST_F(EventLogTest, TheOldestOfAllMakeRoomAndNoMemoryIsLost) {
  log_.note(Subject::kGroup, "first", "joined", "1");
  log_.note(Subject::kGroup, "lively", "joined", "1");
  for (int i = 0; i < 1'000; ++i) {
    log_.note(Subject::kGroup, "g" + std::to_string(i), "joined", std::string(100, 'x'));
    log_.note(Subject::kGroup, "lively", "joined", "1");
    ASSERT_LE(log_.used_bytes(), 10'000u);
  }

  EXPECT_FALSE(log_.find(Subject::kGroup, "first"));
  EXPECT_EQ(log_.find(Subject::kGroup, "lively")->events[0].count, 1'001u);
  EXPECT_TRUE(log_.find(Subject::kGroup, "g999"));
  EXPECT_FALSE(log_.find(Subject::kGroup, "g0"));
  EXPECT_GT(log_.used_bytes(), 9'000u);
}

TEST_F(EventLogTest, WhatIsLargerThanTheMemoryLeavesNothing) {
  log_.note(Subject::kGroup, std::string(20'000, 'g'), "joined", "1");

  EXPECT_EQ(log_.used_bytes(), 0u);
}

TEST_F(EventLogTest, ALongCauseIsCut) {
  log_.note(Subject::kGroup, "a", "joined", std::string(100'000, 'x'));

  EXPECT_EQ(causes("a")[0], std::string(1'024, 'x') + "...");
}

TEST_F(EventLogTest, KeepsNothingWhereNothingIsWanted) {
  EventLog none(clock_, {.memory_bytes = 10'000, .most_each = 0});
  EventLog empty(clock_, {.memory_bytes = 0, .most_each = 3});

  none.note(Subject::kGroup, "a", "joined", "1");
  empty.note(Subject::kGroup, "a", "joined", "1");

  EXPECT_EQ(none.used_bytes(), 0u);
  EXPECT_EQ(empty.used_bytes(), 0u);
}

TEST_F(EventLogTest, ThreadsMayAskWhileOthersTell) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 1'000; ++i) {
        log_.note(Subject::kPartition, "p" + std::to_string((t + i) % 7), "moved", std::to_string(i));
        if (const auto found = log_.find(Subject::kPartition, "p1")) EXPECT_LE(found->events.size(), 3u);
      }
    });
  for (auto& thread : threads) thread.join();

  EXPECT_LE(log_.used_bytes(), 10'000u);
}

}  // namespace
}  // namespace moldau::broker
