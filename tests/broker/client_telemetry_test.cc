#include "broker/client_telemetry.h"

#include <gmock/gmock.h>

#include "protocol/records/compression.h"

namespace moldau::broker {
namespace {

using metadata::ConfigResourceType;
using protocol::ErrorCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// MetricsData with one gauge, "a.b" of that value, or a change of a sum.
Bytes metric(std::uint8_t value, bool is_delta = false) {
  // The number is sfixed64, field 6 of the data point.
  const Bytes point{0x0a, 9, 0x31, value, 0, 0, 0, 0, 0, 0, 0};
  Bytes kind{static_cast<std::uint8_t>(is_delta ? 0x3a : 0x2a),
             static_cast<std::uint8_t>(point.size() + (is_delta ? 2 : 0))};
  kind.insert(kind.end(), point.begin(), point.end());
  if (is_delta) kind.insert(kind.end(), {0x10, 1});
  Bytes named{0x0a, 3, 'a', '.', 'b'};
  named.insert(named.end(), kind.begin(), kind.end());
  Bytes data{0x0a, static_cast<std::uint8_t>(named.size() + 4),
             0x12, static_cast<std::uint8_t>(named.size() + 2),
             0x12, static_cast<std::uint8_t>(named.size())};
  data.insert(data.end(), named.begin(), named.end());
  return data;
}

class ClientTelemetryTest : public ::testing::Test {
 protected:
  ClientTelemetryTest() {
    subscribe_all({{"metrics", "a."}, {"interval.ms", "1000"}});
    client.client_id = "the-client";
    client.software_name = "apache-kafka-java";
    client.address = "10.0.0.7";
  }

  void subscribe_all(const metadata::ConfigMap& configs, const std::string& name = "all") {
    metadata::CatalogBuilder builder =
        catalog ? metadata::CatalogBuilder(*catalog) : metadata::CatalogBuilder();
    builder.set_configs({ConfigResourceType::kClientMetrics, name}, configs);
    catalog = builder.build();
  }
  protocol::GetTelemetrySubscriptionsResponse ask() {
    auto answer = telemetry.subscribe(client, catalog, now_ms);
    if (answer.error_code == 0) {
      client.instance_id = answer.client_instance_id;
      subscription_id = answer.subscription_id;
    }
    return answer;
  }
  struct Push {
    Bytes metrics = metric(1);
    std::int8_t codec = 0;
    bool terminating = false;
    std::int32_t id_offset = 0;
  };
  ErrorCode push() { return push(Push()); }
  ErrorCode push(const Push& pushed) {
    protocol::PushTelemetryRequest request;
    request.subscription_id = subscription_id + pushed.id_offset;
    request.compression_type = pushed.codec;
    request.terminating = pushed.terminating;
    request.metrics = pushed.metrics;
    return telemetry.push(client, request, catalog, now_ms);
  }
  ErrorCode push_when_due() { return push_when_due(Push()); }
  ErrorCode push_when_due(const Push& pushed) {
    now_ms += 1000;
    return push(pushed);
  }
  std::vector<double> kept_values() {
    std::vector<double> values;
    for (const auto& kept : telemetry.read(now_ms))
      for (const auto& each : kept.metrics) values.push_back(each.value);
    return values;
  }

  ClientTelemetry::Limits limits{
      .max_push_bytes = 200, .max_clients = 3, .max_metrics = 5, .memory_bytes = 100'000};
  ClientTelemetry telemetry{limits};
  metadata::CatalogPtr catalog;
  TelemetryClient client;
  std::int32_t subscription_id = 0;
  std::int64_t now_ms = 5'000'000;
};

TEST_F(ClientTelemetryTest, a_new_client_gets_an_id_and_what_to_push) {
  const auto answer = ask();

  EXPECT_NE(answer.client_instance_id, Uuid());
  EXPECT_THAT(answer.requested_metrics, ElementsAre("a."));
  EXPECT_EQ(answer.push_interval_ms, 1000);
  EXPECT_EQ(answer.telemetry_max_bytes, 200);
  EXPECT_TRUE(answer.delta_temporality);
  EXPECT_THAT(answer.accepted_compression_types, ElementsAre(4, 3, 1, 2));
}

TEST_F(ClientTelemetryTest, whoever_matches_nothing_pushes_nothing) {
  subscribe_all({{"metrics", "*"}, {"match", "client_id=some.*"}});

  const auto answer = ask();

  EXPECT_THAT(answer.requested_metrics, IsEmpty());
  EXPECT_EQ(answer.push_interval_ms, 300'000);
}

TEST_F(ClientTelemetryTest, all_matchers_have_to_match_as_a_whole) {
  subscribe_all({});
  subscribe_all({{"metrics", "x."}, {"match", "client_id=the-.*,client_source_address=10\\..*"}}, "both");
  subscribe_all({{"metrics", "y."}, {"match", "client_id=the"}}, "a part");
  subscribe_all({{"metrics", "z."}, {"match", "client_id=the-.*,client_software_name=librdkafka"}}, "one");

  EXPECT_THAT(ask().requested_metrics, ElementsAre("x."));
}

TEST_F(ClientTelemetryTest, several_subscriptions_add_up_to_the_shortest_interval) {
  subscribe_all({{"metrics", "x.,a."}, {"interval.ms", "700"}}, "more");
  const auto answer = ask();
  EXPECT_THAT(answer.requested_metrics, ElementsAre("a.", "x."));
  EXPECT_EQ(answer.push_interval_ms, 700);

  subscribe_all({{"metrics", "*"}}, "all of them");
  EXPECT_THAT(ask().requested_metrics, ElementsAre("*"));
}

TEST_F(ClientTelemetryTest, a_push_too_early_is_throttled_and_the_first_one_is_not) {
  ask();
  EXPECT_EQ(push(), ErrorCode::kNone);
  EXPECT_EQ(push(), ErrorCode::kThrottlingQuotaExceeded);
  EXPECT_EQ(ask().error_code, to_wire(ErrorCode::kThrottlingQuotaExceeded));
  EXPECT_EQ(push_when_due(), ErrorCode::kNone);
}

TEST_F(ClientTelemetryTest, a_wrong_subscription_is_refused_and_may_be_asked_for_at_once) {
  ask();
  EXPECT_EQ(push({.id_offset = 1}), ErrorCode::kUnknownSubscriptionId);
  EXPECT_EQ(ask().error_code, 0);
}

TEST_F(ClientTelemetryTest, a_changed_subscription_makes_the_client_ask_anew) {
  ask();
  EXPECT_EQ(push(), ErrorCode::kNone);

  subscribe_all({{"metrics", "a.b"}, {"interval.ms", "1000"}});

  EXPECT_EQ(push(), ErrorCode::kUnknownSubscriptionId);
  EXPECT_THAT(ask().requested_metrics, ElementsAre("a.b"));
  EXPECT_EQ(push(), ErrorCode::kNone);
}

TEST_F(ClientTelemetryTest, codecs_and_sizes_are_checked) {
  ask();
  EXPECT_EQ(push_when_due({.codec = 9}), ErrorCode::kUnsupportedCompressionType);
  EXPECT_EQ(push_when_due({.codec = -1}), ErrorCode::kUnsupportedCompressionType);
  EXPECT_EQ(push_when_due({.codec = 1}), ErrorCode::kInvalidRecord);
  EXPECT_EQ(push_when_due({.metrics = Bytes(200)}), ErrorCode::kInvalidRecord);
  EXPECT_EQ(push_when_due({.metrics = Bytes(201)}), ErrorCode::kTelemetryTooLarge);
  EXPECT_EQ(push_when_due({.metrics = {}}), ErrorCode::kNone);
}

TEST_F(ClientTelemetryTest, every_codec_is_read_and_none_may_expand_past_the_bound) {
  ask();
  for (const auto codec :
       {protocol::Codec::kGzip, protocol::Codec::kSnappy, protocol::Codec::kLz4, protocol::Codec::kZstd}) {
    Bytes fine, bomb;
    protocol::compress(codec, metric(static_cast<std::uint8_t>(codec)), fine);
    protocol::compress(codec, Bytes(1 << 20), bomb);
    EXPECT_EQ(push_when_due({.metrics = fine, .codec = static_cast<std::int8_t>(codec)}), ErrorCode::kNone);
    EXPECT_THAT(kept_values(), ElementsAre(static_cast<double>(codec)));
    if (bomb.size() <= 200)
      EXPECT_EQ(push_when_due({.metrics = bomb, .codec = static_cast<std::int8_t>(codec)}),
                ErrorCode::kInvalidRecord);
  }
}

TEST_F(ClientTelemetryTest, the_last_push_may_come_early_and_only_once) {
  ask();
  EXPECT_EQ(push(), ErrorCode::kNone);
  EXPECT_EQ(push({.terminating = true}), ErrorCode::kNone);
  EXPECT_EQ(push({.terminating = true}), ErrorCode::kInvalidRequest);
  EXPECT_EQ(push(), ErrorCode::kInvalidRequest);
}

TEST_F(ClientTelemetryTest, nobody_can_push) {
  EXPECT_EQ(push(), ErrorCode::kInvalidRequest);
}

TEST_F(ClientTelemetryTest, the_latest_value_is_kept_and_changes_are_added_up) {
  ask();
  push_when_due({.metrics = metric(3)});
  push_when_due({.metrics = metric(4)});
  EXPECT_THAT(kept_values(), ElementsAre(4));

  push_when_due({.metrics = metric(10, true)});
  push_when_due({.metrics = metric(10, true)});
  EXPECT_THAT(kept_values(), ElementsAre(24));
}

TEST_F(ClientTelemetryTest, what_nobody_asked_for_is_not_kept) {
  subscribe_all({{"metrics", "a.c"}, {"interval.ms", "1000"}});
  ask();
  EXPECT_EQ(push(), ErrorCode::kNone);
  EXPECT_THAT(kept_values(), IsEmpty());
}

TEST_F(ClientTelemetryTest, a_silent_client_is_forgotten_with_its_metrics) {
  ask();
  push();
  now_ms += 3000;
  EXPECT_THAT(kept_values(), ElementsAre(1));
  now_ms += 1;
  EXPECT_THAT(kept_values(), IsEmpty());
  EXPECT_EQ(telemetry.memory_bytes(), 0u);
}

TEST_F(ClientTelemetryTest, no_more_clients_are_known_than_allowed) {
  for (int i = 0; i < 10; ++i) {
    client.instance_id = Uuid();
    ask();
    push();
  }
  EXPECT_EQ(telemetry.read(now_ms).size(), 3u);
}

TEST(ClientTelemetryMemory, is_bounded) {
  ClientTelemetry telemetry({.memory_bytes = 10});
  metadata::CatalogBuilder builder;
  builder.set_configs({ConfigResourceType::kClientMetrics, "all"}, {{"metrics", "*"}});
  const auto catalog = builder.build();
  const auto answer = telemetry.subscribe({}, catalog, 0);
  protocol::PushTelemetryRequest request;
  request.subscription_id = answer.subscription_id;
  request.metrics = metric(1);

  EXPECT_EQ(telemetry.push({.instance_id = answer.client_instance_id}, request, catalog, 0),
            ErrorCode::kNone);

  EXPECT_THAT(telemetry.read(0), IsEmpty());
}

}  // namespace
}  // namespace moldau::broker
