#include "http/client_metrics.h"

#include <gmock/gmock.h>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace moldau::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Kept = broker::ClientTelemetry::Kept;
using Attributes = std::map<std::string, std::string>;

constexpr std::string_view kId = "AAAAAAAAAAAAAAAAAAAAAQ";

protocol::ClientMetric metric(std::string name, double value, Attributes attributes = {},
                              Attributes resource = {}) {
  return {.name = std::move(name),
          .attributes = std::move(attributes),
          .resource = std::make_shared<const Attributes>(std::move(resource)),
          .value = value};
}

Kept client(std::string id, std::vector<protocol::ClientMetric> metrics) {
  Kept kept;
  kept.client.client_id = std::move(id);
  kept.client.instance_id = Uuid::parse(kId).value();
  kept.metrics = std::move(metrics);
  return kept;
}

std::string written(const std::vector<Kept>& clients, std::size_t max_series = 100) {
  Exposition out;
  write_client_metrics(out, clients, {.memory_bytes = 77, .max_series = max_series});
  return out.text();
}

TEST(ClientMetrics, are_series_of_one_name_with_what_the_client_says_of_them) {
  const auto text = written({client("orders", {metric("org.apache.kafka.producer.record.send.total", 12.5,
                                                      {{"topic", "t"}}, {{"transactional_id", "x\"y"}})})});

  EXPECT_THAT(text, HasSubstr("\nmoldau_client_metric{metric=\"org.apache.kafka.producer.record.send.total\","
                              "client_id=\"orders\",client_instance_id=\"AAAAAAAAAAAAAAAAAAAAAQ\","
                              "topic=\"t\",transactional_id=\"x\\\"y\"} 12.5\n"));
  EXPECT_THAT(text, HasSubstr("\nmoldau_client_metrics 1\n"));
  EXPECT_THAT(text, HasSubstr("\nmoldau_client_metrics_bytes 77\n"));
}

TEST(ClientMetrics, have_labels_that_prometheus_takes_whatever_a_client_calls_them) {
  const auto text = written({client("c", {metric("m", 1,
                                                 {{"node-id", "1"},
                                                  {"__name__", "process_open_fds"},
                                                  {"client_id", "another"},
                                                  {"le", "2"},
                                                  {"9\n", "3"},
                                                  {"", "4"}})})});

  EXPECT_THAT(text, HasSubstr("{metric=\"m\",client_id=\"c\",client_instance_id=\"AAAAAAAAAAAAAAAAAAAAAQ\","
                              "attribute_=\"4\",attribute_9_=\"3\",attribute___name__=\"process_open_fds\","
                              "attribute_client_id=\"another\",attribute_le=\"2\",node_id=\"1\"} 1\n"));
}

TEST(ClientMetrics, never_make_one_series_twice) {
  const auto text = written({client("c", {metric("m", 1, {{"a-b", "x"}}), metric("m", 2, {{"a_b", "x"}}),
                                          metric("m", 3, {{"a-b", "y"}, {"a_b", "z"}}),
                                          metric("n", 4, {{"k", "own"}}, {{"k", "of the resource"}})})});

  EXPECT_THAT(text, HasSubstr("a_b=\"x\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("} 2\n")));
  EXPECT_THAT(text, HasSubstr("a_b=\"y\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("k=\"own\"} 4\n"));
}

TEST(ClientMetrics, leave_out_clients_that_do_not_fit) {
  const std::vector<Kept> clients = {client("first", {metric("m", 1), metric("n", 2)}),
                                     client("large", {metric("m", 3), metric("n", 4)}),
                                     client("small", {metric("m", 5)})};

  const auto text = written(clients, 3);

  EXPECT_THAT(text, HasSubstr("client_id=\"first\""));
  EXPECT_THAT(text, Not(HasSubstr("client_id=\"large\"")));
  EXPECT_THAT(text, HasSubstr("client_id=\"small\""));
  EXPECT_THAT(text, HasSubstr("\nmoldau_client_metrics 5\n"));
  EXPECT_THAT(written(clients, 0), Not(HasSubstr("client_id=")));
}

TEST(ClientMetrics, may_be_no_finite_number) {
  constexpr auto kInfinity = std::numeric_limits<double>::infinity();

  const auto text = written({client("c", {metric("m", kInfinity), metric("n", -kInfinity),
                                          metric("o", std::numeric_limits<double>::quiet_NaN())})});

  EXPECT_THAT(text, HasSubstr("} +Inf\n"));
  EXPECT_THAT(text, HasSubstr("} -Inf\n"));
  EXPECT_THAT(text, HasSubstr("} NaN\n"));
}

}  // namespace
}  // namespace moldau::http
