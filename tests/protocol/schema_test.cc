#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

#include "protocol/wire/decode.h"
#include "protocol/wire/json.h"
#include "tests/protocol/all_messages.h"

namespace moldau::protocol {
namespace {

using nlohmann::json;

/// Lists a message's fields at one version: path, type, null, tag, default.
class DescribeVisitor {
 public:
  DescribeVisitor(std::int16_t version, std::string path, std::vector<std::string>& out)
      : version_(version), path_(std::move(path)), out_(out) {}

  template <class T, class... D>
  void operator()(std::string_view name, const T& value, Field field, const D&...) {
    if (!field.present(version_)) return;
    const auto path = path_ + "/" + std::string(name);
    std::string line = path + " " + type_name(value);
    if (field.nullable(version_)) line += " nullable";
    if (field.tagged(version_)) line += " tag" + std::to_string(field.tag);
    out_.push_back(line + default_of(value));
    nested(path, value);
  }

 private:
  template <class T>
  static std::string type_name(const T& value) {
    if constexpr (std::is_same_v<T, bool>)
      return "bool";
    else if constexpr (std::is_integral_v<T>)
      return (std::is_signed_v<T> ? "int" : "uint") + std::to_string(sizeof(T) * 8);
    else if constexpr (std::is_same_v<T, double>)
      return "float64";
    else if constexpr (std::is_same_v<T, Uuid>)
      return "uuid";
    else if constexpr (std::is_same_v<T, std::string>)
      return "string";
    else if constexpr (std::is_same_v<T, Bytes>)
      return "bytes";
    else if constexpr (std::is_same_v<T, Records>)
      return "records";
    else if constexpr (kIsOptional<T>)
      return type_name(value ? *value : typename T::value_type{});
    else if constexpr (kIsVector<T>)
      return "[]" + type_name(typename T::value_type{});
    else
      return "struct";
  }
  template <class T>
  static std::string default_of(const T& value) {
    if constexpr (std::is_arithmetic_v<T>)
      return fmt::format(" ={}", value);
    else if constexpr (std::is_same_v<T, std::string>)
      return " =" + value;
    else if constexpr (kIsOptional<T>)
      return value ? " =notnull" : " =null";
    else
      return "";
  }
  template <class T>
  void nested(const std::string& path, const T& value) {
    if constexpr (kIsOptional<T>)
      nested(path, value ? *value : typename T::value_type{});
    else if constexpr (kIsVector<T>)
      nested(path, typename T::value_type{});
    else if constexpr (std::is_class_v<T> && !std::is_same_v<T, Uuid> && !std::is_same_v<T, std::string> &&
                       !std::is_same_v<T, Bytes> && !std::is_same_v<T, Records>) {
      DescribeVisitor inner(version_, path, out_);
      const T element = value;
      T::fields(inner, element);
    }
  }

  std::int16_t version_;
  std::string path_;
  std::vector<std::string>& out_;
};

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
  const auto given = !field.contains("default")     ? std::string()
                     : field["default"].is_string() ? field["default"].get<std::string>()
                                                    : field["default"].dump();
  const bool can_be_null = field.contains("nullableVersions") && field["nullableVersions"] != "none";
  const bool plain = type == "string" || type == "bytes" || type.starts_with("[]");
  if (type == "records") return "";
  if (can_be_null) return given == "null" || !plain ? " =null" : " =notnull";
  if (type == "string") return " =" + given;
  if (type == "bool") return given == "true" ? " =true" : " =false";
  if (type.starts_with("int") || type.starts_with("uint"))
    return fmt::format(" ={}", given.empty() ? 0 : std::stoll(given, nullptr, 0));
  return "";
}

void describe(const json& fields, const json& common, int version, const std::string& path,
              std::vector<std::string>& out) {
  for (const auto& field : fields) {
    if (!within(field, "versions", version)) continue;
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

template <class M>
void expect_conforms(int version) {
  auto kafka = definition("4.4.0", M::kInfo.name);
  if (!kafka || !within(kafka->at("validVersions"), version)) kafka = definition("3.9.2", M::kInfo.name);
  ASSERT_TRUE(kafka && within(kafka->at("validVersions"), version)) << M::kInfo.name << " v" << version;
  std::vector<std::string> wanted, declared;
  describe(kafka->at("fields"), kafka->value("commonStructs", json::array()), version, "", wanted);
  DescribeVisitor visitor(static_cast<std::int16_t>(version), "", declared);
  const M value{};
  M::fields(visitor, value);
  EXPECT_EQ(declared, wanted) << M::kInfo.name << " v" << version;
  EXPECT_EQ(M::kInfo.flexible(static_cast<std::int16_t>(version)),
            within(kafka->at("flexibleVersions"), version));
  if (kafka->at("type") == "request" || kafka->at("type") == "response") {
    const int api_key = kafka->at("apiKey");
    EXPECT_EQ(M::kInfo.api_key, api_key);
  }
}

TEST(Schema, every_message_and_version_is_declared_as_kafka_defines_it) {
  for_each_message([]<class M>() {
    for (int version = M::kInfo.first_version; version <= M::kInfo.last_version; ++version)
      expect_conforms<M>(version);
  });
}

TEST(Schema, no_version_that_kafka_defines_is_missing) {
  for_each_message([]<class M>() {
    for (const auto* release : {"4.4.0", "3.9.2"}) {
      const auto kafka = definition(release, M::kInfo.name);
      if (!kafka) continue;
      for (int version = 0; version < 30; ++version) {
        if (!within(kafka->at("validVersions"), version)) continue;
        EXPECT_TRUE(version >= M::kInfo.first_version && version <= M::kInfo.last_version)
            << M::kInfo.name << " v" << version << " of " << release;
      }
    }
  });
}

}  // namespace
}  // namespace moldau::protocol
