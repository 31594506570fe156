#include <filesystem>
#include <fmt/core.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/protocol/known_message.h"

namespace moldau::protocol {
namespace {

using nlohmann::json;

bool within(const std::string& versions, int version) {
  if (versions == "none") return false;
  const int first = std::stoi(versions);
  if (versions.back() == '+') return version >= first;
  const auto dash = versions.find('-');
  return version >= first &&
         version <= (dash == std::string::npos ? first : std::stoi(versions.substr(dash + 1)));
}

bool within(const json& field, const char* key, int version) {
  return field.contains(key) && within(field[key].get<std::string>(), version);
}

std::string default_of(const json& field, const std::string& type) {
  // Kafka reads a null without quotes as no default.
  const auto given = field.value("default", json()).is_null() ? std::string()
                     : field["default"].is_string()           ? field["default"].get<std::string>()
                                                              : field["default"].dump();
  const bool can_be_null = field.contains("nullableVersions") && field["nullableVersions"] != "none";
  const bool plain = type == "string" || type == "bytes" || type.starts_with("[]");
  if (type == "records") return "";
  if (can_be_null) return given == "null" || !plain ? " =null" : " =notnull";
  if (type == "string") return " =" + given;
  if (type == "float64") return fmt::format(" ={}", given.empty() ? 0 : std::stod(given));
  if (type == "bool") return given == "true" ? " =true" : " =false";
  if (type.starts_with("int") || type.starts_with("uint"))
    return fmt::format(" ={}", given.empty() ? 0 : std::stoll(given, nullptr, 0));
  return "";
}

void describe(const json& fields, const json& common, int version, const std::string& path,
              std::vector<std::string>& out) {
  for (const auto& field : fields) {
    // Of a field that is tagged wherever it is, Kafka may leave out the versions.
    if (!within(field, field.contains("versions") ? "versions" : "taggedVersions", version)) continue;
    const auto declared = field["type"].get<std::string>();
    const bool array = declared.starts_with("[]");
    const auto element = array ? declared.substr(2) : declared;
    const bool is_struct = std::isupper(static_cast<unsigned char>(element[0]));
    const auto type = (array ? "[]" : "") + (is_struct ? "struct" : element);
    auto name = field["name"].get<std::string>();
    const auto here = path + "/" + name;
    std::string line = here + " " + type;
    if (within(field, "nullableVersions", version)) line += " nullable";
    if (within(field, "taggedVersions", version)) line += " tag" + std::to_string(field["tag"].get<int>());
    out.push_back(line + default_of(field, type));
    if (!is_struct) continue;
    if (field.contains("fields")) describe(field["fields"], common, version, here, out);
    for (const auto& shared : common)
      if (shared["name"] == element) describe(shared["fields"], common, version, here, out);
  }
}

std::optional<json> definition(const std::string& kafka_version, std::string_view name) {
  const auto path =
      fmt::format("{}/tests/protocol/definitions/{}/{}.json", MOLDAU_SOURCE_DIR, kafka_version, name);
  if (!std::filesystem::exists(path)) return std::nullopt;
  std::ifstream file(path);
  return json::parse(file, nullptr, true, /*ignore_comments=*/true);
}

void expect_conforms(const KnownMessage& message, std::int16_t version) {
  const auto& info = message.info;
  auto kafka = definition("4.4.0", info.name);
  if (!kafka || !within(kafka->at("validVersions"), version)) kafka = definition("3.9.2", info.name);
  ASSERT_TRUE(kafka && within(kafka->at("validVersions"), version)) << info.name << " v" << version;
  std::vector<std::string> wanted;
  describe(kafka->at("fields"), kafka->value("commonStructs", json::array()), version, "", wanted);
  EXPECT_EQ(message.fields(version), wanted) << info.name << " v" << version;
  EXPECT_EQ(info.flexible(version), within(kafka->at("flexibleVersions"), version)) << info.name;
  const bool is_sent = kafka->at("type") == "request" || kafka->at("type") == "response";
  EXPECT_EQ(info.api_key, is_sent ? kafka->at("apiKey").get<int>() : -1) << info.name;
}

TEST(Schema, every_message_and_version_is_declared_as_kafka_defines_it) {
  for (const auto& message : known_messages())
    for (auto version = message.info.first_version; version <= message.info.last_version; ++version)
      expect_conforms(message, version);
}

TEST(Schema, no_version_that_kafka_defines_is_missing) {
  for (const auto& [info, round_trip, fields] : known_messages()) {
    for (const auto* release : {"4.4.0", "3.9.2"}) {
      const auto kafka = definition(release, info.name);
      if (!kafka) continue;
      for (int version = 0; version < 30; ++version) {
        if (!within(kafka->at("validVersions"), version)) continue;
        EXPECT_TRUE(version >= info.first_version && version <= info.last_version)
            << info.name << " v" << version << " of " << release;
      }
    }
  }
}

TEST(Schema, no_message_that_kafka_defines_is_missing) {
  std::set<std::string> declared;
  for (const auto& message : known_messages()) declared.insert(std::string(message.info.name) + ".json");

  for (const auto* release : {"4.4.0", "3.9.2"})
    for (const auto& entry : std::filesystem::directory_iterator(
             fmt::format("{}/tests/protocol/definitions/{}", MOLDAU_SOURCE_DIR, release)))
      EXPECT_TRUE(declared.contains(entry.path().filename())) << entry.path();
}

TEST(Schema, every_api_key_up_to_the_last_has_a_request_and_a_response) {
  std::map<int, int> declared;
  for (const auto& message : known_messages()) ++declared[message.info.api_key];

  for (int api_key = 0; api_key <= 94; ++api_key) EXPECT_EQ(declared[api_key], 2) << api_key;
}

}  // namespace
}  // namespace moldau::protocol
