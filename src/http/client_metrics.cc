#include "http/client_metrics.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moldau::http {
namespace {

using broker::ClientTelemetry;
using protocol::ClientMetric;
using OwnLabels = std::map<std::string, std::string>;

/// Ours, and those that Prometheus gives a meaning to.
constexpr std::array<std::string_view, 5> kReserved = {"metric", "client_id", "client_instance_id", "le",
                                                       "quantile"};

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// As Prometheus allows it. What begins with two underscores is Prometheus' own: `__name__` is the metric's.
std::string label_of(std::string_view attribute) {
  std::string label;
  for (const auto c : attribute) label += is_letter(c) || is_digit(c) ? c : '_';
  const bool is_fine =
      !label.empty() && is_letter(label.front()) && std::ranges::find(kReserved, label) == kReserved.end();
  return is_fine ? label : "attribute_" + label;
}

/// Where two attributes make one label, the metric's go before its resource's, and the first of each stays.
OwnLabels labels_of(const ClientMetric& metric) {
  OwnLabels labels;
  for (const auto& [name, value] : metric.attributes) labels.emplace(label_of(name), value);
  for (const auto& [name, value] : *metric.resource) labels.emplace(label_of(name), value);
  return labels;
}

void write_client(Exposition& out, const ClientTelemetry::Kept& client) {
  const auto instance_id = client.client.instance_id.to_string();
  std::set<std::pair<std::string_view, OwnLabels>> written;
  for (const auto& metric : client.metrics) {
    const auto [series, is_new] = written.emplace(metric.name, labels_of(metric));
    if (!is_new) continue;
    std::vector<Exposition::Label> labels = {
        {"metric", metric.name}, {"client_id", client.client.client_id}, {"client_instance_id", instance_id}};
    labels.insert(labels.end(), series->second.begin(), series->second.end());
    out.sample_of(labels, metric.value);
  }
}

}  // namespace

void write_client_metrics(Exposition& out, std::span<const ClientTelemetry::Kept> clients,
                          const ClientMetricsBounds& bounds) {
  std::size_t kept = 0;
  for (const auto& client : clients) kept += client.metrics.size();
  out.begin("moldau_client_metrics");
  out.sample({}, kept);
  out.begin("moldau_client_metrics_bytes");
  out.sample({}, bounds.memory_bytes);
  out.begin("moldau_client_metric");
  auto left = bounds.max_series;
  for (const auto& client : clients) {
    if (client.metrics.size() > left) continue;
    left -= client.metrics.size();
    write_client(out, client);
  }
}

}  // namespace moldau::http
