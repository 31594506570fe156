#include <algorithm>
#include <fmt/core.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/protocol/known_message.h"
#include "tests/support/hex.h"

namespace moldau::protocol {
namespace {

using nlohmann::json;

struct Vector {
  std::int16_t version;
  Bytes bytes;
  json expected;
};

/// What Apache Kafka writes and prints, by message.
std::map<std::string, std::vector<Vector>> load(const std::string& kafka_version) {
  std::map<std::string, std::vector<Vector>> vectors;
  std::ifstream file(MOLDAU_SOURCE_DIR "/tests/golden/kafka-" + kafka_version + ".jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto entry = json::parse(line);
    vectors[entry["message"]].push_back(
        {entry["version"], from_hex(entry["hex"].get<std::string>()), entry["json"]});
  }
  return vectors;
}

/// Kafka prints all records that are not null as if they were empty.
void blank_records(json& of) {
  if (!of.is_structured()) return;
  for (const auto& [key, value] : of.items())
    if (value.is_string() && (key == "records" || key == "unalignedRecords"))
      value = "";
    else
      blank_records(value);
}

void expect_round_trip(const KnownMessage& message, const Vector& vector) {
  SCOPED_TRACE(fmt::format("{} v{}", message.info.name, vector.version));
  const auto seen = message.round_trip(vector.bytes, vector.version);
  ASSERT_TRUE(seen) << seen.error().to_string();
  auto printed = json::parse(seen->json);
  blank_records(printed);
  EXPECT_EQ(printed, vector.expected);
  EXPECT_EQ(seen->bytes, vector.bytes);
}

void expect_truncations_fail(const KnownMessage& message, const Vector& vector) {
  for (std::size_t size = 0; size < vector.bytes.size(); ++size)
    EXPECT_FALSE(message.round_trip(ByteView(vector.bytes).first(size), vector.version))
        << message.info.name << " v" << vector.version << " cut to " << size;
}

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, every_message_reads_prints_and_writes_as_kafka_does) {
  auto vectors = load(GetParam());
  std::size_t seen = 0;
  for (const auto& message : known_messages())
    for (const auto& vector : vectors[std::string(message.info.name)])
      expect_round_trip(message, vector), ++seen;
  EXPECT_GT(seen, 1900u);
}

TEST_P(Golden, a_message_cut_anywhere_is_refused) {
  auto vectors = load(GetParam());
  for (const auto& message : known_messages())
    for (const auto& vector : vectors[std::string(message.info.name)])
      expect_truncations_fail(message, vector);
}

INSTANTIATE_TEST_SUITE_P(Kafka, Golden, testing::Values("4.4.0", "3.9.2"),
                         [](const auto& kafka) { return kafka.param[0] == '4' ? "v4_4_0" : "v3_9_2"; });

TEST(GoldenCoverage, every_version_of_every_message_has_a_vector) {
  auto newer = load("4.4.0"), older = load("3.9.2");
  for (const auto& [info, round_trip, fields] : known_messages()) {
    const std::string name(info.name);
    for (auto version = info.first_version; version <= info.last_version; ++version) {
      const auto has = [&](const std::vector<Vector>& vectors) {
        return std::ranges::any_of(vectors, [&](const auto& v) { return v.version == version; });
      };
      EXPECT_TRUE(has(newer[name]) || has(older[name])) << name << " v" << version;
    }
  }
}

}  // namespace
}  // namespace moldau::protocol
