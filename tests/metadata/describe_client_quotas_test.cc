#include <gmock/gmock.h>

#include "metadata/client_quotas.h"

namespace moldau::metadata {
namespace {

using protocol::DescribeClientQuotasRequest;
using protocol::ErrorCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Component = DescribeClientQuotasRequest::ComponentData;
using Name = std::optional<std::string>;
constexpr std::int8_t kExact = 0, kDefault = 1, kSpecified = 2;

QuotaEntity user(Name name) {
  return {{QuotaEntityType::kUser, std::move(name)}};
}

const ClientQuotas kQuotas = {
    {user("a"), {{"producer_byte_rate", 7}}},
    {user(Name()), {{"controller_mutation_rate", 0.5}, {"producer_byte_rate", 9}}},
    {{{QuotaEntityType::kUser, "c"}, {QuotaEntityType::kClientId, "d"}}, {{"producer_byte_rate", 8}}},
    {{{QuotaEntityType::kIp, "::1"}}, {{"connection_creation_rate", 1}}},
};

/// Who is described, in words.
std::vector<std::string> described(const std::vector<Component>& components, bool strict = false) {
  const auto response = describe_client_quotas({.components = components, .strict = strict}, kQuotas);
  EXPECT_EQ(response.error_code, 0);
  std::vector<std::string> all;
  for (const auto& entry : *response.entries) {
    std::string text;
    for (const auto& part : entry.entity)
      text += (text.empty() ? "" : " ") + part.entity_type + "=" + part.entity_name.value_or("*");
    all.push_back(text);
  }
  return all;
}

TEST(DescribeClientQuotas, tells_of_everybody_where_nobody_is_asked_for) {
  EXPECT_EQ(described({}).size(), 4u);
  EXPECT_THAT(described({}, true), IsEmpty());
}

TEST(DescribeClientQuotas, finds_a_name_a_default_and_any_name) {
  EXPECT_THAT(described({{"user", kExact, "a"}}), ElementsAre("user=a"));
  EXPECT_THAT(described({{"user", kExact, ""}}), IsEmpty());
  EXPECT_THAT(described({{"user", kDefault, Name()}}), ElementsAre("user=*"));
  EXPECT_EQ(described({{"user", kSpecified, Name()}}).size(), 3u);
}

TEST(DescribeClientQuotas, leaves_out_who_is_more_where_it_is_to_be_strict) {
  EXPECT_THAT(described({{"user", kExact, "c"}}), ElementsAre("client-id=d user=c"));
  EXPECT_THAT(described({{"user", kExact, "c"}}, true), IsEmpty());
  EXPECT_THAT(described({{"user", kSpecified, Name()}, {"client-id", kSpecified, Name()}}, true),
              ElementsAre("client-id=d user=c"));
}

TEST(DescribeClientQuotas, tells_all_values) {
  const auto response = describe_client_quotas({.components = {{"user", kDefault, Name()}}}, kQuotas);

  const auto& values = response.entries->at(0).values;
  ASSERT_EQ(values.size(), 2u);
  EXPECT_EQ(values[0].key, "controller_mutation_rate");
  EXPECT_EQ(values[0].value, 0.5);
}

TEST(DescribeClientQuotas, refuses_a_filter_that_makes_no_sense) {
  const auto refusal = [](const std::vector<Component>& components) {
    const auto response = describe_client_quotas({.components = components}, kQuotas);
    EXPECT_FALSE(response.entries);
    return std::pair(static_cast<ErrorCode>(response.error_code), response.error_message.value_or(""));
  };
  const auto invalid = [&](const std::vector<Component>& components) {
    const auto [code, message] = refusal(components);
    EXPECT_EQ(code, ErrorCode::kInvalidRequest);
    return message;
  };
  EXPECT_EQ(refusal({{"nope", kExact, "a"}}),
            std::pair(ErrorCode::kUnsupportedVersion, std::string("Unsupported entity type nope")));
  EXPECT_EQ(invalid({{"", kExact, "a"}}), "Invalid empty entity type.");
  EXPECT_EQ(invalid({{"user", kExact, "a"}, {"user", kSpecified, Name()}}),
            "Entity type user cannot appear more than once in the filter.");
  EXPECT_EQ(invalid({{"user", kExact, Name()}}),
            "Request specified MATCH_TYPE_EXACT, but set match string to null.");
  EXPECT_EQ(invalid({{"user", kDefault, "a"}}),
            "Request specified MATCH_TYPE_DEFAULT, but also specified a match string.");
  EXPECT_EQ(invalid({{"user", kSpecified, "a"}}),
            "Request specified MATCH_TYPE_SPECIFIED, but also specified a match string.");
  EXPECT_EQ(invalid({{"user", 3, Name()}}), "Unknown match type 3");
  EXPECT_EQ(invalid({{"user", -1, "a"}}), "Unknown match type -1");
  EXPECT_NE(invalid({{"ip", kExact, "a"}, {"user", kExact, "b"}}), "");
}

}  // namespace
}  // namespace moldau::metadata
