#include <algorithm>
#include <fstream>
#include <random>

#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

/// What no client of Kafka's sends. Each test ends with a client that does as it should, on the same broker.
class Frames : public BrokerTest {
 protected:
  void SetUp() override {
    start();
    healthy = std::make_unique<Client>(connect());
    create_topic(*healthy);
  }
  void TearDown() override {
    EXPECT_EQ(error_of(produce(*healthy)), ErrorCode::kNone) << "a connection that did nothing wrong";
    expect_healthy();
  }
  static Bytes frame_of_size(std::int32_t size, std::string_view content = "") {
    Bytes frame(4);
    store_be<std::int32_t>(frame.data(), size);
    frame.insert(frame.end(), content.begin(), content.end());
    return frame;
  }
  void expect_ended(ByteView bytes) {
    auto client = connect();
    client.send_bytes(bytes);
    EXPECT_TRUE(client.is_ended());
  }

  std::unique_ptr<Client> healthy;
};

TEST_F(Frames, of_impossible_size_end_the_connection) {
  for (const std::int32_t size : {-1, std::numeric_limits<std::int32_t>::min(), 104'857'601,
                                  std::numeric_limits<std::int32_t>::max(), 0, 1, 7})
    expect_ended(frame_of_size(size, "1234567"));
}

TEST_F(Frames, that_end_early_end_the_connection) {
  for (const std::size_t size : {1u, 3u, 4u, 5u, 11u}) {
    auto client = connect();
    client.send_bytes(ByteView(frame_of_size(100, "0123456789")).first(size));
    client.finish_sending();
    EXPECT_TRUE(client.is_ended());
  }
}

TEST_F(Frames, that_come_byte_by_byte_are_served) {
  auto client = connect();
  const auto frame = client.frame_of(3, 12, true, protocol::encode(protocol::MetadataRequest(), 12));

  for (const auto byte : frame) client.send_bytes({&byte, 1});

  EXPECT_TRUE(client.next_frame().has_value());
}

TEST_F(Frames, of_a_tls_handshake_are_called_that_in_one_line) {
  const Bytes hello = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03};
  LogCapture log;

  for (int i = 0; i < 5; ++i) {
    auto client = connect();
    client.send_bytes(hello);
    EXPECT_NE(client.read_to_end(), "");
  }

  const auto text = log.text();
  EXPECT_EQ(count_lines_with(text, "closed a connection peer=127.0.0.1"), 1u) << text;
  EXPECT_EQ(count_lines_with(text, "TLS handshake"), 1u) << text;
}

TEST_F(Frames, of_http_are_called_that_in_one_line) {
  LogCapture log;

  for (const auto* request : {"GET / HTTP/1.1\r\nHost: broker\r\n\r\n", "POST /x HTTP/1.0\r\n\r\n"}) {
    auto client = connect();
    client.send_bytes(as_bytes(request));
    EXPECT_NE(client.read_to_end(), "");
  }

  const auto text = log.text();
  EXPECT_EQ(count_lines_with(text, "closed a connection peer=127.0.0.1"), 1u) << text;
  EXPECT_EQ(count_lines_with(text, "HTTP request"), 1u) << text;
}

TEST_F(Frames, of_unknown_keys_and_versions_end_the_connection) {
  for (const auto& [key, version] :
       {std::pair{-1, 0}, {999, 0}, {32767, 3}, {4, 0}, {3, 99}, {3, -1}, {0, 2}, {1, 3}}) {
    auto client = connect();
    client.send_bytes(
        client.frame_of(static_cast<std::int16_t>(key), static_cast<std::int16_t>(version), false, {}));
    EXPECT_TRUE(client.is_ended()) << key << " v" << version;
  }
}

TEST_F(Frames, of_an_unknown_version_of_api_versions_are_answered_in_version_0) {
  auto client = connect();

  client.send_bytes(client.frame_of(18, 99, true, {}));

  const auto frame = client.next_frame();
  ASSERT_TRUE(frame);
  EXPECT_EQ(load_be<std::int16_t>(frame->data() + 4), to_wire(ErrorCode::kUnsupportedVersion));
  EXPECT_FALSE(metadata(client)->brokers.empty());
}

TEST_F(Frames, whose_counts_are_larger_than_what_is_left_end_the_connection) {
  auto client = connect();
  Bytes body;
  protocol::Writer writer(body);
  writer.integer<std::int32_t>(0x7fffffff);  // topics
  const auto old = client.frame_of(3, 1, false, body);
  body.clear();
  writer.unsigned_varint(0xfffffff0);
  const auto compact = client.frame_of(3, 12, true, body);

  expect_ended(old);
  expect_ended(compact);
}

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * 4096;
}

TEST_F(Frames, that_declare_100_mib_take_no_memory_for_it) {
  const auto declared = frame_of_size(100 << 20, "0123");
  std::vector<Client> clients;
  const auto before = resident_bytes();

  for (int i = 0; i < 100; ++i) {
    clients.push_back(connect());
    clients.back().send_bytes(declared);
  }
  expect_healthy();

  // A session and its first 16 KiB each, and what a sanitizer adds: not 10 GB.
  EXPECT_LT(resident_bytes() - before, std::size_t{16} << 20);
}

TEST_F(Frames, of_random_bytes_do_no_harm) {
  std::mt19937 random(20'260'101);
  for (int i = 0; i < 2'000; ++i) {
    Bytes bytes(1 + random() % 200);
    std::ranges::generate(bytes, [&] { return static_cast<std::uint8_t>(random()); });
    // Most go past the size and into the header; some into a body.
    if (i % 4 != 0 && bytes.size() >= 12) {
      store_be<std::int32_t>(bytes.data(), static_cast<std::int32_t>(bytes.size() - 4));
      store_be<std::int16_t>(bytes.data() + 4, static_cast<std::int16_t>(random() % 76));
      store_be<std::int16_t>(bytes.data() + 6, static_cast<std::int16_t>(random() % 14));
    }
    auto client = connect();
    client.send_bytes(bytes);
  }
}

}  // namespace
}  // namespace moldau::broker::test
