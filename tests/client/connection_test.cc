#include "client/connection.h"

#include <gtest/gtest.h>

#include "client/partitioner.h"
#include "client/stranger.h"

namespace moldau::client {
namespace {

TEST(ClientAddress, is_a_host_and_a_port) {
  EXPECT_EQ(Address::parse("broker.example:9092"), (Address{"broker.example", 9092}));
  EXPECT_EQ(Address::parse("[::1]:9092"), (Address{"::1", 9092}));
  EXPECT_EQ((Address{"::1", 9092}).to_string(), "[::1]:9092");
}

TEST(ClientAddress, anything_else_is_refused) {
  for (const auto* text : {"", "localhost", ":9092", "localhost:", "localhost:0", "localhost:65536",
                           "localhost:90x", "::1:9092", "[]:9092"})
    EXPECT_EQ(Address::parse(text).error(),
              '"' + std::string(text) + "\" is no address: host:port, such as localhost:9092");
}

TEST(ClientStranger, what_answers_is_named) {
  EXPECT_NE(describe_stranger(as_bytes("HTTP")).find("speaks HTTP"), std::string::npos);
  const std::uint8_t alert[] = {0x15, 3, 3, 0};
  EXPECT_NE(describe_stranger(alert).find("speaks TLS"), std::string::npos);
  EXPECT_EQ(describe_stranger(as_bytes("\x7fXYZ")),
            "what answers does not speak Kafka: it began with 7f 58 59 5a");
}

TEST(ClientPartitioner, keys_go_where_kafkas_java_client_sends_them) {
  const std::pair<std::string_view, std::int32_t> of_fifty[] = {
      {"", 31},      {"a", 24},    {"ab", 34},
      {"abc", 7},    {"21", 40},   {"foobar", 16},
      {"key-7", 25}, {"ключ", 24}, {"a-little-bit-long-string", 12}};
  for (const auto& [key, partition] : of_fifty)
    EXPECT_EQ(partition_of_key(as_bytes(key), 50), partition) << key;
}

}  // namespace
}  // namespace moldau::client
