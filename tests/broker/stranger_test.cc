#include "broker/stranger.h"

#include <gmock/gmock.h>

#include "tests/broker/broker_fixture.h"

namespace moldau::broker {
namespace {

using test::count_lines_with;
using test::LogCapture;
using ::testing::HasSubstr;

TEST(Stranger, is_named_by_its_first_bytes) {
  EXPECT_THAT(describe_stranger(Bytes{0x16, 0x03, 0x01, 0x00}, 1, 100), HasSubstr("TLS"));
  EXPECT_THAT(describe_stranger(as_bytes("GET / HTTP/1.1"), 1, 100), HasSubstr("HTTP"));
  EXPECT_THAT(describe_stranger(as_bytes("PRI * HTTP/2.0"), 1, 100), HasSubstr("HTTP"));
  EXPECT_THAT(describe_stranger(Bytes{0xff, 0xff, 0xff, 0xff}, -1, 100), HasSubstr("frame size -1"));
  EXPECT_THAT(describe_stranger({}, 101, 100), HasSubstr("frame size 101 is outside 0 to 100"));
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
