#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "broker/api_table.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using nlohmann::json;

/// A request as Apache Kafka writes it.
struct Vector {
  std::string message;
  std::int16_t version = 0;
  Bytes body;
};

Bytes from_hex(const std::string& hex) {
  Bytes bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

/// The longest vector of each version of this request.
std::vector<Vector> vectors_of(const std::string& message) {
  std::map<std::int16_t, Vector> longest;
  std::ifstream file(MOLDAU_SOURCE_DIR "/tests/golden/kafka-4.4.0.jsonl");
  for (std::string line; std::getline(file, line);) {
    if (!line.contains('"' + message + '"')) continue;
    const auto entry = json::parse(line);
    if (entry["message"] != message) continue;
    Vector vector{message, entry["version"], from_hex(entry["hex"])};
    auto& best = longest[vector.version];
    if (best.body.size() <= vector.body.size()) best = std::move(vector);
  }
  std::vector<Vector> vectors;
  for (auto& [version, vector] : longest) vectors.push_back(std::move(vector));
  return vectors;
}

/// Requests whose body ends too early, an API at a time.
class Truncations : public BrokerTest, public ::testing::WithParamInterface<std::int16_t> {
 protected:
  void SetUp() override { start(); }
};

TEST_P(Truncations, end_the_connection_and_nothing_else) {
  const auto& api = *find_api(GetParam());
  std::set<std::int16_t> seen;

  for (const auto& vector : vectors_of(std::string(api.name) + "Request")) {
    if (!api.serves(vector.version)) continue;
    seen.insert(vector.version);
    for (std::size_t size = 0; size < vector.body.size(); ++size) {
      auto client = connect();
      client.send_bytes(client.frame_of(api.key, vector.version, vector.version >= api.first_flexible,
                                        ByteView(vector.body).first(size)));
      EXPECT_TRUE(client.is_ended()) << api.name << " v" << vector.version << " cut to " << size;
    }
  }

  EXPECT_EQ(seen.size(), static_cast<std::size_t>(api.last_version - api.first_version + 1));
  expect_healthy();
}

std::vector<std::int16_t> all_keys() {
  std::vector<std::int16_t> keys;
  for (const auto& api : api_table()) keys.push_back(api.key);
  return keys;
}

INSTANTIATE_TEST_SUITE_P(Every, Truncations, ::testing::ValuesIn(all_keys()),
                         [](const auto& each) { return std::string(find_api(each.param)->name); });

}  // namespace
}  // namespace moldau::broker::test
