#include "broker/quotas/client_quotas.h"

#include <gtest/gtest.h>

#include "broker/quotas/connection_rates.h"
#include "broker/quotas/session_quotas.h"

namespace moldau::broker {
namespace {

using metadata::QuotaEntityType;
using Name = std::optional<std::string>;
constexpr std::int64_t kNow = 1'000'000;

metadata::ClientQuotas for_clients(Name client_id, double bound) {
  metadata::ClientQuotas quotas;
  quotas[{{QuotaEntityType::kClientId, std::move(client_id)}}]["producer_byte_rate"] = bound;
  return quotas;
}

TEST(ClientQuotas, are_inactive_until_somebody_has_one) {
  ClientQuotas quotas({});
  EXPECT_FALSE(quotas.active(QuotaType::kProduce));

  quotas.set(for_clients("c", 10));

  EXPECT_TRUE(quotas.active(QuotaType::kProduce));
  EXPECT_FALSE(quotas.active(QuotaType::kFetch));
  quotas.set({});
  EXPECT_FALSE(quotas.active(QuotaType::kProduce));
}

TEST(ClientQuotas, add_up_what_connections_of_the_same_client_use) {
  ClientQuotas quotas({});
  quotas.set(for_clients(Name(), 100));
  SessionQuotas one, two;

  const auto first = one.sensor(quotas, QuotaType::kProduce, "u", "c", kNow);
  const auto second = two.sensor(quotas, QuotaType::kProduce, "u", "c", kNow);

  EXPECT_EQ(first, second);
  EXPECT_NE(first, two.sensor(quotas, QuotaType::kProduce, "u", "d", kNow));
}

TEST(ClientQuotas, act_on_connections_that_are_there) {
  ClientQuotas quotas({});
  quotas.set(for_clients(Name(), 100));
  SessionQuotas session;
  EXPECT_EQ(session.sensor(quotas, QuotaType::kProduce, "u", "c", kNow)->record(2000, kNow), 10'000);

  quotas.set(for_clients(Name(), 200));
  EXPECT_EQ(session.sensor(quotas, QuotaType::kProduce, "u", "c", kNow)->record(0, kNow), 0);

  quotas.set(for_clients("other", 200));
  EXPECT_EQ(session.sensor(quotas, QuotaType::kProduce, "u", "c", kNow), nullptr);
}

TEST(ClientQuotas, forget_clients_that_were_idle_for_an_hour) {
  ClientQuotas quotas({});
  quotas.set(for_clients(Name(), 100));
  SessionQuotas session;
  const auto before = session.sensor(quotas, QuotaType::kProduce, "u", "c", kNow);
  before->record(1, kNow);

  quotas.expire_idle(kNow + QuotaSensors::kIdleMs - 1);
  EXPECT_EQ(session.sensor(quotas, QuotaType::kProduce, "u", "c", kNow), before);

  quotas.expire_idle(kNow + QuotaSensors::kIdleMs);
  EXPECT_NE(session.sensor(quotas, QuotaType::kProduce, "u", "c", kNow), before);
}

TEST(QuotaSensors, are_never_more_than_allowed_and_keep_who_was_here_last) {
  QuotaSensors sensors(160);
  const auto busy = sensors.find_or_make("busy", QuotaType::kProduce, {}, kNow);
  for (int i = 0; i < 5000; ++i) {
    busy->touch(kNow + i);
    sensors.find_or_make("stranger " + std::to_string(i), QuotaType::kProduce, {}, kNow + i);
  }

  EXPECT_LE(sensors.size(), 160u);
  EXPECT_EQ(sensors.find_or_make("busy", QuotaType::kProduce, {}, kNow), busy);
  EXPECT_FALSE(busy->is_retired());
}

TEST(ConnectionRates, let_an_address_wait_that_comes_too_often_and_no_other) {
  metadata::ClientQuotas quotas;
  quotas[{{QuotaEntityType::kIp, Name("127.0.0.1")}}]["connection_creation_rate"] = 2;
  ConnectionRates rates({}, 100);
  EXPECT_EQ(rates.record_from("127.0.0.1", kNow), 0);

  rates.set(quotas);

  for (int i = 0; i < 20; ++i) EXPECT_EQ(rates.record_from("127.0.0.1", kNow), 0) << i;
  EXPECT_EQ(rates.record_from("127.0.0.1", kNow), 500);
  EXPECT_EQ(rates.record_from("127.0.0.1", kNow), 500) << "who was sent away does not count";
  for (int i = 0; i < 50; ++i) EXPECT_EQ(rates.record_from("127.0.0.2", kNow), 0);
  EXPECT_EQ(rates.record_from("127.0.0.1", kNow + 11'000), 0);
}

TEST(ConnectionRates, have_a_default_for_all_addresses) {
  metadata::ClientQuotas quotas;
  quotas[{{QuotaEntityType::kIp, Name()}}]["connection_creation_rate"] = 1;
  ConnectionRates rates({}, 100);
  rates.set(quotas);

  for (int i = 0; i < 10; ++i) EXPECT_EQ(rates.record_from("::1", kNow), 0);
  EXPECT_EQ(rates.record_from("::1", kNow), 1000);
  EXPECT_EQ(rates.record_from("::2", kNow), 0);
}

TEST(ConnectionRates, slow_down_everybody_by_a_sample_at_most) {
  ConnectionRates rates({}, 100);
  EXPECT_EQ(rates.record(kNow), 0);
  rates.set_rate_of_all(1);

  for (int i = 0; i < 10; ++i) EXPECT_EQ(rates.record(kNow), 0);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(rates.record(kNow), 1000);
  rates.set_rate_of_all(std::numeric_limits<std::int32_t>::max());
  EXPECT_EQ(rates.record(kNow), 0);
}

}  // namespace
}  // namespace moldau::broker
