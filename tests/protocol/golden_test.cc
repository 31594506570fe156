#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>

#include "protocol/wire/decode.h"
#include "protocol/wire/encode.h"
#include "protocol/wire/json.h"
#include "tests/protocol/all_messages.h"

namespace moldau::protocol {
namespace {

using nlohmann::json;

struct Vector {
  std::int16_t version;
  Bytes bytes;
  json expected;
};

Bytes from_hex(const std::string& hex) {
  Bytes bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

/// What Apache Kafka writes and prints, by message.
std::map<std::string, std::vector<Vector>> load(const std::string& kafka_version) {
  std::map<std::string, std::vector<Vector>> vectors;
  std::ifstream file(MOLDAU_SOURCE_DIR "/tests/golden/kafka-" + kafka_version + ".jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto entry = json::parse(line);
    vectors[entry["message"]].push_back({entry["version"], from_hex(entry["hex"]), entry["json"]});
  }
  return vectors;
}

template <class M>
void expect_round_trip(const Vector& vector) {
  SCOPED_TRACE(std::string(M::kInfo.name) + " v" + std::to_string(vector.version));
  const auto value = decode<M>(vector.bytes, vector.version);
  ASSERT_TRUE(value) << value.error().to_string();
  EXPECT_EQ(json::parse(to_json(*value, vector.version)), vector.expected);
  EXPECT_EQ(encode(*value, vector.version), vector.bytes);
}

template <class M>
void expect_truncations_fail(const Vector& vector) {
  for (std::size_t size = 0; size < vector.bytes.size(); ++size)
    EXPECT_FALSE(decode<M>(ByteView(vector.bytes).first(size), vector.version))
        << M::kInfo.name << " v" << vector.version << " cut to " << size;
}

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, every_message_reads_prints_and_writes_as_kafka_does) {
  const auto vectors = load(GetParam());
  std::size_t seen = 0;
  for_each_message([&]<class M>() {
    if (const auto of_message = vectors.find(std::string(M::kInfo.name)); of_message != vectors.end())
      for (const auto& vector : of_message->second) expect_round_trip<M>(vector), ++seen;
  });
  EXPECT_GT(seen, 1000u);
}

TEST_P(Golden, a_message_cut_anywhere_is_refused) {
  const auto vectors = load(GetParam());
  for_each_message([&]<class M>() {
    if (const auto of_message = vectors.find(std::string(M::kInfo.name)); of_message != vectors.end())
      for (const auto& vector : of_message->second) expect_truncations_fail<M>(vector);
  });
}

INSTANTIATE_TEST_SUITE_P(Kafka, Golden, testing::Values("4.4.0", "3.9.2"),
                         [](const auto& kafka) { return kafka.param[0] == '4' ? "v4_4_0" : "v3_9_2"; });

TEST(GoldenCoverage, every_version_of_every_message_has_a_vector) {
  const auto newer = load("4.4.0"), older = load("3.9.2");
  for_each_message([&]<class M>() {
    const std::string name(M::kInfo.name);
    for (auto version = M::kInfo.first_version; version <= M::kInfo.last_version; ++version) {
      const auto has = [&](const auto& all) {
        const auto found = all.find(name);
        return found != all.end() &&
               std::ranges::any_of(found->second, [&](auto& v) { return v.version == version; });
      };
      EXPECT_TRUE(has(newer) || has(older)) << name << " v" << version;
    }
  });
}

}  // namespace
}  // namespace moldau::protocol
