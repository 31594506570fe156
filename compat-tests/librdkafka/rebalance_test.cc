#include <algorithm>
#include <atomic>
#include <gmock/gmock.h>
#include <set>

#include "admin.h"
#include "consumer.h"
#include "producer.h"

namespace compat {
namespace {

using testing::SizeIs;

constexpr int kPartitions = 6;

/// A member that polls on a thread of its own and keeps what it got.
class Member {
 public:
  Member(const std::string& group, const std::string& strategy, const std::string& topic,
         const Settings& more = {})
      : consumer_(group, strategy, more) {
    consumer_.subscribe({topic});
    thread_ = std::jthread([this](std::stop_token stop) {
      while (!stop.stop_requested()) {
        auto record = consumer_.poll(std::chrono::milliseconds(50));
        std::lock_guard lock(mutex_);
        if (record) seen_.push_back(std::move(*record));
        owned_ = consumer_.assigned();
      }
    });
  }

  std::vector<int> owned() {
    std::lock_guard lock(mutex_);
    return owned_;
  }
  std::vector<Record> seen() {
    std::lock_guard lock(mutex_);
    return seen_;
  }
  /// Ends polling; the group learns of it only if the member leaves.
  void stop() {
    thread_.request_stop();
    thread_.join();
  }
  void leave() {
    stop();
    consumer_.close();
  }

 private:
  Consumer consumer_;
  std::mutex mutex_;
  std::vector<int> owned_;
  std::vector<Record> seen_;
  std::jthread thread_;
};

using Members = std::vector<std::unique_ptr<Member>>;

/// Whether the members own every partition exactly once, and none of them more than its share.
bool balanced(const Members& members) {
  std::multiset<int> owned;
  const std::size_t share = (kPartitions + members.size() - 1) / members.size();
  for (const auto& member : members) {
    const auto partitions = member->owned();
    if (partitions.size() > share) return false;
    owned.insert(partitions.begin(), partitions.end());
  }
  std::multiset<int> all;
  for (int i = 0; i < kPartitions; ++i) all.insert(i);
  return owned == all;
}

class Rebalance : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<Member> member() { return std::make_unique<Member>(group_, GetParam(), topic_); }

  std::string topic_ = make_topic("rebalanced-" + GetParam(), kPartitions),
              group_ = unique("rebalanced-" + GetParam());
};

TEST_P(Rebalance, SharesPartitionsAmongMembersThatComeAndGo) {
  Members members;
  for (int i = 0; i < 3; ++i) {
    members.push_back(member());
    EXPECT_TRUE(eventually([&] { return balanced(members); })) << "with " << i + 1 << " members";
  }
  const GroupView view = Admin().describe_group(group_);
  EXPECT_EQ(view.state, RD_KAFKA_CONSUMER_GROUP_STATE_STABLE);
  EXPECT_EQ(view.assignor, GetParam());
  EXPECT_THAT(view.members, SizeIs(3));

  members.front()->leave();
  members.erase(members.begin());
  EXPECT_TRUE(eventually([&] { return balanced(members); })) << "with two members left";
  for (const auto& one : members) one->leave();
  EXPECT_TRUE(eventually(
      [&] { return Admin().describe_group(group_).state == RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY; }));
}

TEST_P(Rebalance, LosesNoRecordWhileMembersComeAndGo) {
  Members members;
  members.push_back(member());
  Producer producer;
  std::atomic<int> sent = 0;
  std::jthread producing([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      const int number = sent;
      for (const auto& delivery :
           producer.send(topic_, {{.partition = number % kPartitions, .value = std::to_string(number)}})) {
        if (delivery.error == RD_KAFKA_RESP_ERR_NO_ERROR) ++sent;
      }
    }
  });
  for (int i = 0; i < 2; ++i) {
    members.push_back(member());
    EXPECT_TRUE(eventually([&] { return balanced(members); }));
  }
  producing.request_stop();
  producing.join();

  auto seen = [&] {
    std::set<int> numbers;
    for (const auto& one : members) {
      for (const Record& record : one->seen()) numbers.insert(std::stoi(*record.value));
    }
    return static_cast<int>(numbers.size());
  };
  EXPECT_TRUE(eventually([&] { return seen() == sent; })) << seen() << " of " << sent;
  for (const auto& one : members) one->leave();
}

INSTANTIATE_TEST_SUITE_P(Strategies, Rebalance, testing::Values("range", "roundrobin", "cooperative-sticky"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(StaticMembership, AMemberThatComesBackKeepsItsPartitionsWithoutARebalance) {
  const std::string topic = make_topic("static", kPartitions), group = unique("static");
  auto member = [&](const std::string& instance) {
    return std::make_unique<Member>(
        group, "range", topic, Settings{{"group.instance.id", instance}, {"session.timeout.ms", "30000"}});
  };
  Members members;
  members.push_back(member("one"));
  members.push_back(member("two"));
  ASSERT_TRUE(eventually([&] { return balanced(members); }));
  const auto first = members[0]->owned(), second = members[1]->owned();

  members[0]->leave();  // a static member that closes does not leave its group
  EXPECT_EQ(Admin().describe_group(group).state, RD_KAFKA_CONSUMER_GROUP_STATE_STABLE);
  EXPECT_EQ(members[1]->owned(), second);
  members[0] = member("one");

  EXPECT_TRUE(eventually([&] { return members[0]->owned() == first; }));
  EXPECT_EQ(members[1]->owned(), second);
  std::set<std::string> instances;
  for (const auto& described : Admin().describe_group(group).members) instances.insert(described.instance_id);
  EXPECT_EQ(instances, (std::set<std::string>{"one", "two"}));
  for (const auto& one : members) one->leave();
}

TEST(StaticMembership, ASecondOfTheSameInstanceFencesTheFirst) {
  const std::string topic = make_topic("fenced"), group = unique("fenced");
  const Settings instance{{"group.instance.id", "the-one"}};
  Consumer first(group, "range", instance);
  first.subscribe({topic});
  ASSERT_TRUE(
      eventually([&] { return first.poll(std::chrono::milliseconds(50)) || first.assigned().size() == 1; }));

  Consumer second(group, "range", instance);
  second.subscribe({topic});
  ASSERT_TRUE(eventually(
      [&] { return second.poll(std::chrono::milliseconds(50)) || second.assigned().size() == 1; }));

  EXPECT_TRUE(eventually([&] {
    return first.poll(std::chrono::milliseconds(50)) || first.last_error() == RD_KAFKA_RESP_ERR__FATAL;
  }));
  char reason[256];
  EXPECT_EQ(rd_kafka_fatal_error(first.handle(), reason, sizeof(reason)),
            RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID);
}

TEST(Sessions, AMemberThatDiesIsRemovedAfterItsSession) {
  const std::string topic = make_topic("died", kPartitions), group = unique("died");
  Members members;
  members.push_back(std::make_unique<Member>(group, "range", topic));
  // The session lives as long as the poll interval allows: a member that no longer polls leaves by itself.
  members.push_back(std::make_unique<Member>(
      group, "range", topic, Settings{{"max.poll.interval.ms", "6000"}, {"session.timeout.ms", "6000"}}));
  ASSERT_TRUE(eventually([&] { return balanced(members); }));

  members[1]->stop();

  EXPECT_TRUE(
      eventually([&] { return members[0]->owned().size() == kPartitions; }, std::chrono::seconds(25)));
  members[0]->leave();
}

}  // namespace
}  // namespace compat
