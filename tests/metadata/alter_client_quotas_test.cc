#include <cmath>
#include <gmock/gmock.h>
#include <limits>

#include "metadata/quotas_path.h"
#include "tests/metadata/controller_fixture.h"

namespace moldau::metadata {
namespace {

using protocol::AlterClientQuotasRequest;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using Parts = std::vector<std::pair<std::string, std::optional<std::string>>>;
/// No value takes the key away.
using Ops = std::vector<std::pair<std::string, std::optional<double>>>;

AskedQuotas asked(const Parts& parts, const Ops& ops) {
  AskedQuotas entry;
  for (const auto& [type, name] : parts) entry.entity.push_back({type, name});
  for (const auto& [key, value] : ops) entry.ops.push_back({key, value.value_or(0), !value});
  return entry;
}

const QuotaEntity kUserA = {{QuotaEntityType::kUser, "a"}};

class AlterClientQuotasTest : public ControllerTest {
 protected:
  protocol::AlterClientQuotasResponse alter(const std::vector<AskedQuotas>& entries,
                                            bool validate_only = false) {
    return controller->alter_client_quotas({.entries = entries, .validate_only = validate_only});
  }
  /// Of a single entity: NONE, or INVALID_REQUEST and why.
  std::string refusal(const Parts& parts, const Ops& ops) {
    const auto response = alter({asked(parts, ops)});
    const auto& result = response.entries.at(0);
    if (result.error_code == 0) return "";
    EXPECT_EQ(error(result), ErrorCode::kInvalidRequest);
    return result.error_message.value_or("");
  }
  const ClientQuotas& quotas() const { return catalog().client_quotas(); }
};

TEST_F(AlterClientQuotasTest, are_kept_for_whoever_they_are_for) {
  alter({asked({{"user", "a"}}, {{"producer_byte_rate", 1000}, {"request_percentage", 12.5}}),
         asked({{"user", std::nullopt}, {"client-id", "c/d,e=f"}}, {{"consumer_byte_rate", 5}}),
         asked({{"ip", std::nullopt}}, {{"connection_creation_rate", 7}})});
  const auto before = quotas();
  restart();

  EXPECT_EQ(quotas(), before);
  EXPECT_THAT(quotas().at(kUserA),
              ElementsAre(Pair("producer_byte_rate", 1000), Pair("request_percentage", 12.5)));
  EXPECT_EQ(quotas().size(), 3u);
}

TEST_F(AlterClientQuotasTest, change_one_key_and_keep_the_others) {
  alter({asked({{"user", "a"}}, {{"producer_byte_rate", 1}, {"consumer_byte_rate", 2}})});

  alter({asked({{"user", "a"}}, {{"producer_byte_rate", 3}})});
  EXPECT_THAT(quotas().at(kUserA), ElementsAre(Pair("consumer_byte_rate", 2), Pair("producer_byte_rate", 3)));
  alter({asked({{"user", "a"}}, {{"producer_byte_rate", std::nullopt}, {"nobodys_key", std::nullopt}})});
  EXPECT_THAT(quotas().at(kUserA), ElementsAre(Pair("consumer_byte_rate", 2)));
  alter({asked({{"user", "a"}}, {{"consumer_byte_rate", std::nullopt}})});
  EXPECT_THAT(quotas(), IsEmpty());
  restart();
  EXPECT_THAT(quotas(), IsEmpty());
}

TEST_F(AlterClientQuotasTest, are_altered_as_a_whole_or_not_at_all) {
  const auto response = alter({asked({{"user", "a"}}, {{"producer_byte_rate", 1}, {"bogus", 1}}),
                               asked({{"user", "b"}}, {{"producer_byte_rate", 1}})});

  EXPECT_EQ(error(response.entries.at(0)), ErrorCode::kInvalidRequest);
  EXPECT_EQ(error(response.entries.at(1)), ErrorCode::kNone);
  EXPECT_FALSE(quotas().contains(kUserA));
  EXPECT_EQ(quotas().size(), 1u);
}

TEST_F(AlterClientQuotasTest, are_only_looked_at_where_that_is_asked) {
  const auto response = alter({asked({{"user", "a"}}, {{"producer_byte_rate", 1}})}, true);

  EXPECT_EQ(error(response.entries.at(0)), ErrorCode::kNone);
  EXPECT_THAT(quotas(), IsEmpty());
}

TEST_F(AlterClientQuotasTest, refuse_an_entity_that_comes_twice) {
  const auto response =
      alter({asked({{"user", "a"}, {"client-id", std::nullopt}}, {{"producer_byte_rate", 1}}),
             asked({{"client-id", std::nullopt}, {"user", "a"}}, {{"producer_byte_rate", 2}})});

  ASSERT_EQ(response.entries.size(), 1u);
  EXPECT_EQ(response.entries[0].error_message, "Ignoring duplicate entity {client-id=null, user=a}");
  EXPECT_THAT(quotas(), IsEmpty());
}

TEST_F(AlterClientQuotasTest, refuse_what_is_no_entity) {
  const Ops ops = {{"producer_byte_rate", 1}};
  EXPECT_EQ(refusal({}, ops), "Invalid empty client quota entity");
  EXPECT_EQ(refusal({{"user", ""}}, ops), "Empty user not supported");
  EXPECT_EQ(refusal({{"nope", "x"}}, ops), "Unhandled client quota entity type: nope");
  EXPECT_NE(refusal({{"user", "a"}, {"ip", "1.2.3.4"}}, ops), "");
  options.is_ip = [](const std::string& text) { return text == "::1"; };
  restart();
  EXPECT_EQ(refusal({{"ip", "nowhere"}}, {{"connection_creation_rate", 1}}),
            "nowhere is not a valid IP; names of hosts are not looked up.");
  EXPECT_EQ(refusal({{"ip", "::1"}}, {{"connection_creation_rate", 1}}), "");
}

TEST_F(AlterClientQuotasTest, refuse_keys_that_are_not_the_entitys) {
  EXPECT_EQ(refusal({{"user", "a"}}, {{"bogus", 1}}), "Invalid configuration key bogus");
  EXPECT_EQ(refusal({{"user", "a"}}, {{"connection_creation_rate", 1}}),
            "Invalid configuration key connection_creation_rate");
  EXPECT_EQ(refusal({{"ip", "1.2.3.4"}}, {{"producer_byte_rate", 1}}),
            "Invalid configuration key producer_byte_rate");
  EXPECT_NE(refusal({{"user", "a"}}, {{"producer_byte_rate", 1}, {"producer_byte_rate", 2}}), "");
}

TEST_F(AlterClientQuotasTest, refuse_values_as_kafka_does) {
  const auto of = [&](const std::string& key, double value) {
    return refusal({{key == "connection_creation_rate" ? "ip" : "user", "1.2.3.4"}}, {{key, value}});
  };
  for (const auto* key : {"producer_byte_rate", "consumer_byte_rate", "request_percentage",
                          "controller_mutation_rate", "connection_creation_rate"}) {
    const auto name = std::string(key);
    EXPECT_EQ(of(name, 0), "Quota " + name + " must be greater than 0");
    EXPECT_EQ(of(name, -0.0), "Quota " + name + " must be greater than 0");
    EXPECT_EQ(of(name, -1), "Quota " + name + " must be greater than 0");
    EXPECT_EQ(of(name, INFINITY), "Quota " + name + " must be a finite number");
    EXPECT_EQ(of(name, NAN), "Quota " + name + " must be a finite number");
    EXPECT_EQ(of(name, 1.0000001), "");
  }
  for (const auto* key : {"producer_byte_rate", "consumer_byte_rate", "connection_creation_rate"})
    for (const auto value : {0.5, 1.5, 1.9999999999})
      EXPECT_EQ(of(key, value), std::string(key) + " cannot be a fractional value.");
  EXPECT_EQ(of("producer_byte_rate", 1e18), "");
  EXPECT_EQ(of("producer_byte_rate", 1e19), "Proposed value for producer_byte_rate is too large for a LONG.");
  EXPECT_EQ(of("connection_creation_rate", 1e10),
            "Proposed value for connection_creation_rate is too large for an INT.");
  EXPECT_EQ(of("request_percentage", 1e300), "");
  EXPECT_EQ(of("controller_mutation_rate", 0.5), "");
}

TEST_F(AlterClientQuotasTest, are_for_no_more_than_so_many) {
  options.max_client_quotas = 2;
  restart();
  alter({asked({{"user", "a"}}, {{"producer_byte_rate", 1}}),
         asked({{"user", "b"}}, {{"producer_byte_rate", 1}})});

  const auto response = alter({asked({{"user", "c"}}, {{"producer_byte_rate", 1}}),
                               asked({{"user", "a"}}, {{"producer_byte_rate", 2}})});

  EXPECT_EQ(error(response.entries.at(0)), ErrorCode::kPolicyViolation);
  EXPECT_EQ(error(response.entries.at(1)), ErrorCode::kNone);
}

TEST_F(AlterClientQuotasTest, are_read_from_a_store_that_is_older_than_they_are) {
  const std::vector<StoreOperation> steps{DeleteNode{kClientQuotasPath}};
  ASSERT_TRUE(store->multi(steps));

  restart();

  EXPECT_THAT(quotas(), IsEmpty());
  alter({asked({{"user", "a"}}, {{"producer_byte_rate", 1}})});
  restart();
  EXPECT_EQ(quotas().size(), 1u);
}

TEST_F(AlterClientQuotasTest, refuse_partitions_beyond_what_a_request_may_create) {
  std::int64_t left = 5;
  const ChargePartitions charge = [&](std::int64_t count) -> ApiResult<void> {
    if (left < 0) return refuse(ErrorCode::kThrottlingQuotaExceeded, "no more");
    left -= count;
    return {};
  };
  CreateTopicsRequest request;
  for (const auto* name : {"a", "b", "c"})
    request.topics.push_back(creatable({.name = name, .num_partitions = 3}));

  const auto created = controller->create_topics(request, 7, charge);

  EXPECT_EQ(created.created.size(), 2u);
  EXPECT_EQ(error(created.response.topics.at(2)), ErrorCode::kThrottlingQuotaExceeded);
  CreatePartitionsRequest growth;
  growth.topics.push_back({.name = "a", .count = 4, .assignments = std::nullopt});
  EXPECT_EQ(error(controller->create_partitions(growth, charge).response.results.at(0)),
            ErrorCode::kThrottlingQuotaExceeded);
  DeleteTopicsRequest deletion;
  deletion.topic_names = {"a", "nobody"};
  const auto deleted = controller->delete_topics(deletion, 5, charge);
  EXPECT_EQ(error(deleted.response.responses.at(0)), ErrorCode::kThrottlingQuotaExceeded);
  EXPECT_EQ(error(deleted.response.responses.at(1)), ErrorCode::kUnknownTopicOrPartition);
  left = 1;
  EXPECT_EQ(controller->delete_topics(deletion, 5, charge).deleted.size(), 1u);
  EXPECT_EQ(left, -2);
}

TEST(QuotasNode, names_an_entity_and_nothing_else) {
  const std::vector<QuotaEntity> entities = {
      kUserA,
      {{QuotaEntityType::kUser, std::nullopt}},
      {{QuotaEntityType::kUser, "a=b,c/d"}, {QuotaEntityType::kClientId, std::nullopt}},
      {{QuotaEntityType::kUser, "default"}, {QuotaEntityType::kClientId, "%\xc3\xa4"}},
      {{QuotaEntityType::kIp, "::1"}}};
  for (const auto& entity : entities) EXPECT_EQ(entity_of_quotas_node(quotas_node(entity)), entity);

  for (const auto* text : {"", "user=", "user,", "user,user=a", "nobody=a", "user=%", ",user"})
    EXPECT_FALSE(entity_of_quotas_node(text)) << text;
}

}  // namespace
}  // namespace moldau::metadata
