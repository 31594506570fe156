#include <functional>
#include <thread>

#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

class Stop : public BrokerTest {
 protected:
  /// A Produce whose sync is under way when the broker is stopped is answered, then the connection ends.
  void expect_an_answer_although(const std::function<void()>& stop_it) {
    start();
    auto client = connect();
    create_topic(client);
    disk.hold_syncs({"/t-0/", "sync"});
    const auto sent = send_produce(client, {});
    ASSERT_TRUE(disk.wait_until_held());

    std::jthread stopping(stop_it);
    disk.release();

    EXPECT_EQ(error_of(receive_produced(client, sent)), ErrorCode::kNone);
    EXPECT_TRUE(client.is_ended());
  }
};

TEST_F(Stop, answers_what_was_accepted) {
  expect_an_answer_although([this] { stop(); });
}

TEST_F(Stop, takes_no_longer_than_what_was_accepted) {
  expect_an_answer_although([this] { broker->stop(60'000); });
}

TEST_F(Stop, ends_idle_connections_at_once) {
  start();
  std::vector<Client> clients;
  for (int i = 0; i < 20; ++i) metadata(clients.emplace_back(connect()));

  stop();

  for (auto& client : clients) EXPECT_TRUE(client.is_ended());
}

TEST_F(Stop, in_the_middle_of_everything_loses_nothing_that_was_answered) {
  start();
  auto setup = connect();
  create_topic(setup);
  find_coordinator(setup);
  std::int64_t answered = 0;
  std::jthread producer([&, client = connect()]() mutable {
    try {
      for (;;) answered = produce(client).base_offset + 1;
    } catch (const std::runtime_error&) {
    }
  });
  std::jthread committer([client = connect()]() mutable {
    try {
      for (;;) commit_offset(client, 1);
    } catch (const std::runtime_error&) {
    }
  });
  auto reader = connect();
  const auto read_on = [&] {
    for (int i = 0; i < 20; ++i)
      reader.receive<protocol::FetchResponse>(kFetchVersion, send_long_poll(reader, i));
  };
  EXPECT_NO_THROW(read_on());

  broker.reset();
  producer.join();
  committer.join();

  start();
  auto client = connect();
  EXPECT_GE(list_offset(client).offset, answered);
  EXPECT_GE(answered, 20);
}

TEST_F(Stop, is_idempotent) {
  start();

  broker->stop(0);
  broker->stop(0);

  restart();
  expect_healthy();
}

}  // namespace
}  // namespace moldau::broker::test
