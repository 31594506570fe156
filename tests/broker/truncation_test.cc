#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "broker/api_table.h"
#include "tests/broker/broker_fixture.h"

namespace moldau::broker::test {
namespace {

using nlohmann::json;

Bytes from_hex(const std::string& hex) {
  Bytes bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

/// A vector of each version of this request; 3.9 still writes versions that 4.4 has dropped.
std::map<std::int16_t, Bytes> bodies_of(const std::string& message) {
  std::map<std::int16_t, Bytes> bodies;
  for (const auto* version : {"4.4.0", "3.9.2"}) {
    std::ifstream file(std::string(MOLDAU_SOURCE_DIR "/tests/golden/kafka-") + version + ".jsonl");
    for (std::string line; std::getline(file, line);) {
      if (!line.contains('"' + message + '"')) continue;
      const auto entry = json::parse(line);
      if (entry["message"] == message) bodies.try_emplace(entry["version"], from_hex(entry["hex"]));
    }
  }
  return bodies;
}

/// Requests whose body ends too early, an API at a time.
class Truncations : public BrokerTest, public ::testing::WithParamInterface<std::int16_t> {
 protected:
  void SetUp() override { start(); }
};

TEST_P(Truncations, end_the_connection_and_nothing_else) {
  const auto& api = *find_api(GetParam());
  std::set<std::int16_t> seen;

  for (const auto& [version, body] : bodies_of(std::string(api.name) + "Request")) {
    if (!api.serves(version)) continue;
    seen.insert(version);
    for (std::size_t size = 0; size < body.size(); ++size) {
      auto client = connect();
      client.send_bytes(
          client.frame_of(api.key, version, version >= api.first_flexible, ByteView(body).first(size)));
      EXPECT_TRUE(client.is_ended()) << api.name << " v" << version << " cut to " << size;
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
