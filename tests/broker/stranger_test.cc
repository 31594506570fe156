#include "broker/stranger.h"

#include <gmock/gmock.h>

#include "tests/broker/broker_fixture.h"

namespace moldau::broker {
namespace {

using test::count_lines_with;
using test::LogCapture;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Stranger, is_known_by_its_first_bytes) {
  EXPECT_EQ(stranger_of(Bytes{0x16, 0x03, 0x01, 0x00}), Stranger::kTls);
  EXPECT_EQ(stranger_of(as_bytes("GET / HTTP/1.1")), Stranger::kHttp);
  EXPECT_EQ(stranger_of(as_bytes("PRI * HTTP/2.0")), Stranger::kHttp);
  EXPECT_EQ(stranger_of(Bytes{0xff, 0xff, 0xff, 0xff}), Stranger::kNone);
  EXPECT_EQ(stranger_of(Bytes{0, 0, 0, 20}), Stranger::kNone);
  EXPECT_EQ(stranger_of({}), Stranger::kNone);
}

TEST(Stranger, is_told_in_its_own_language_and_logged_with_what_to_change) {
  EXPECT_THAT(
      describe_stranger(Stranger::kTls, "OUT", 9092),
      AllOf(HasSubstr("TLS handshake came to listener OUT on port 9092"), HasSubstr("security.protocol")));
  EXPECT_THAT(
      describe_stranger(Stranger::kHttp, "OUT", 9092),
      AllOf(HasSubstr("HTTP request came to listener OUT on port 9092"), HasSubstr("moldau.http.listeners")));
  EXPECT_THAT(answer_to_stranger(Stranger::kTls, "OUT", 9092), ElementsAre(0x15, 3, 3, 0, 2, 2, 40));
  EXPECT_THAT(std::string(as_text(answer_to_stranger(Stranger::kHttp, "OUT", 9092))),
              AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("listener OUT on port 9092")));
}

using StrangerAtTheDoor = test::BrokerTest;

TEST_F(StrangerAtTheDoor, reads_why_it_is_turned_away) {
  start();
  auto browser = connect(), tls = connect();

  browser.send_bytes(as_bytes("GET / HTTP/1.1\r\nHost: broker\r\n\r\n"));
  tls.send_bytes(Bytes{0x16, 0x03, 0x01, 0x00, 0x01, 0x01});

  EXPECT_THAT(browser.read_to_end(), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(tls.read_to_end(), StartsWith("\x15\x03\x03"));
  expect_healthy();
}

TEST(StrangerLog, tells_of_a_peer_once_an_interval) {
  StrangerLog strangers;
  LogCapture log;

  for (std::int64_t now_ms = 0; now_ms < 3 * StrangerLog::kIntervalMs; now_ms += 1'000)
    strangers.note("192.0.2.1", "nonsense", now_ms);

  const auto text = log.text();
  EXPECT_EQ(count_lines_with(text, "peer=192.0.2.1"), 3u);
  EXPECT_EQ(count_lines_with(text, "unlogged_since=9"), 2u);
}

TEST(StrangerLog, tells_of_each_peer) {
  StrangerLog strangers;
  LogCapture log;

  strangers.note("192.0.2.1", "nonsense", 0);
  strangers.note("192.0.2.2", "nonsense", 0);

  EXPECT_EQ(count_lines_with(log.text(), "closed a connection"), 2u);
}

TEST(StrangerLog, remembers_so_many_peers_and_forgets_them_in_time) {
  StrangerLog strangers;
  LogCapture log;

  for (std::size_t i = 0; i < 2 * StrangerLog::kMaxPeers; ++i)
    strangers.note("peer-" + std::to_string(i), "nonsense", 0);
  strangers.note("later", "nonsense", StrangerLog::kIntervalMs);

  const auto text = log.text();
  EXPECT_EQ(count_lines_with(text, "peer=peer-"), StrangerLog::kMaxPeers);
  EXPECT_EQ(count_lines_with(text, "peer=later"), 1u);
}

}  // namespace
}  // namespace moldau::broker
