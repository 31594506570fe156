#include "broker/quotas/client_quota_rules.h"

#include <gtest/gtest.h>

namespace moldau::broker {
namespace {

using metadata::QuotaEntityType;
using Name = std::optional<std::string>;

metadata::QuotaEntity user(Name name) {
  return {{QuotaEntityType::kUser, std::move(name)}};
}
metadata::QuotaEntity client(Name name) {
  return {{QuotaEntityType::kClientId, std::move(name)}};
}
metadata::QuotaEntity both(Name user_name, Name client_name) {
  return {{QuotaEntityType::kUser, std::move(user_name)},
          {QuotaEntityType::kClientId, std::move(client_name)}};
}

constexpr auto kType = QuotaType::kProduce;

class Rules {
 public:
  Rules& add(metadata::QuotaEntity entity, double bound) {
    quotas_[std::move(entity)][std::string(key_of(kType))] = bound;
    return *this;
  }
  std::optional<ClientQuota> find(const std::string& user_name, const std::string& client_id) const {
    return ClientQuotaRules(quotas_, 1).find(kType, user_name, client_id);
  }

 private:
  metadata::ClientQuotas quotas_;
};

TEST(ClientQuotaRules, take_the_first_of_kafkas_order) {
  Rules rules;
  // From the last to the first, so that each one beats all before it.
  rules.add(client(Name()), 8);
  EXPECT_EQ(rules.find("u", "c"), (ClientQuota{"", "c", 8}));
  rules.add(client("c"), 7);
  EXPECT_EQ(rules.find("u", "c"), (ClientQuota{"", "c", 7}));
  rules.add(user(Name()), 6);
  EXPECT_EQ(rules.find("u", "c"), (ClientQuota{"u", "", 6}));
  rules.add(both(Name(), Name()), 5);
  EXPECT_EQ(rules.find("u", "c"), (ClientQuota{"u", "c", 5}));
  rules.add(both(Name(), "c"), 4);
  EXPECT_EQ(rules.find("u", "c"), (ClientQuota{"u", "c", 4}));
  rules.add(user("u"), 3);
  EXPECT_EQ(rules.find("u", "c"), (ClientQuota{"u", "", 3}));
  rules.add(both("u", Name()), 2);
  EXPECT_EQ(rules.find("u", "c"), (ClientQuota{"u", "c", 2}));
  rules.add(both("u", "c"), 1);
  EXPECT_EQ(rules.find("u", "c"), (ClientQuota{"u", "c", 1}));
}

TEST(ClientQuotaRules, leave_others_alone) {
  Rules rules;
  rules.add(both("u", "c"), 1).add(user("u"), 3).add(client("c"), 7);

  EXPECT_EQ(rules.find("u", "other"), (ClientQuota{"u", "", 3}));
  EXPECT_EQ(rules.find("other", "c"), (ClientQuota{"", "c", 7}));
  EXPECT_EQ(rules.find("other", "other"), std::nullopt);
}

TEST(ClientQuotaRules, know_only_the_users_quotas_for_a_client_without_an_id) {
  EXPECT_EQ(Rules().add(client(Name()), 8).find("u", ""), std::nullopt);
  EXPECT_EQ(Rules().add(both("u", Name()), 2).find("u", ""), std::nullopt);
  EXPECT_EQ(Rules().add(both("u", Name()), 2).add(user(Name()), 6).find("u", ""), (ClientQuota{"u", "", 6}));
  EXPECT_EQ(Rules().add(both("u", Name()), 2).add(user("u"), 3).find("u", ""), (ClientQuota{"u", "", 3}));
}

TEST(ClientQuotaRules, tell_types_apart) {
  metadata::ClientQuotas quotas;
  quotas[user("u")]["consumer_byte_rate"] = 5;
  quotas[{{QuotaEntityType::kIp, Name()}}]["connection_creation_rate"] = 5;
  const ClientQuotaRules rules(quotas, 1);

  EXPECT_TRUE(rules.has_any(QuotaType::kFetch));
  EXPECT_FALSE(rules.has_any(QuotaType::kProduce));
  EXPECT_FALSE(rules.find(QuotaType::kProduce, "u", "c"));
  EXPECT_TRUE(rules.find(QuotaType::kFetch, "u", "c"));
}

}  // namespace
}  // namespace moldau::broker
