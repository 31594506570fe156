#include "broker/telemetry_subscriptions.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/diag.h"
#include "metadata/config/client_metrics_config.h"

namespace moldau::broker {
namespace {

constexpr std::string_view kAll = "*";

std::string property(const TelemetryClient& client, std::string_view name) {
  if (name == "client_instance_id") return client.instance_id.to_string();
  if (name == "client_id") return client.client_id;
  if (name == "client_software_name") return client.software_name;
  if (name == "client_software_version") return client.software_version;
  if (name == "client_source_address") return client.address;
  return fmt::format("{}", client.port);
}

}  // namespace

bool TelemetryDemand::wants(std::string_view metric) const {
  return std::ranges::any_of(
      metrics, [&](const auto& prefix) { return prefix == kAll || metric.starts_with(prefix); });
}

TelemetrySubscriptions::TelemetrySubscriptions(const metadata::Catalog& catalog) {
  for (auto& name : catalog.configured(metadata::ConfigResourceType::kClientMetrics)) {
    const auto& configs = catalog.configs({metadata::ConfigResourceType::kClientMetrics, name});
    auto wanted = metadata::client_metrics_subscription(configs);
    auto& subscription = subscriptions_.emplace_back();
    subscription.metrics = std::move(wanted.metrics);
    subscription.interval_ms = wanted.interval_ms;
    for (auto& [property, pattern] : wanted.matchers) {
      subscription.matchers.emplace_back(std::move(property), Pattern::compile(pattern));
      if (!subscription.matchers.back().second)
        diag::warn(
            "nobody matches a subscription to metrics, whose pattern is none name=\"{}\" pattern=\"{}\"",
            name, pattern);
    }
  }
}

bool TelemetrySubscriptions::matches(const Subscription& subscription, const TelemetryClient& client) {
  return std::ranges::all_of(subscription.matchers, [&](const auto& matcher) {
    return matcher.second && matcher.second->matches(property(client, matcher.first));
  });
}

TelemetryDemand TelemetrySubscriptions::demand_of(const TelemetryClient& client) const {
  TelemetryDemand demand;
  bool any = false;
  for (const auto& subscription : subscriptions_) {
    if (subscription.metrics.empty() || !matches(subscription, client)) continue;
    demand.interval_ms =
        any ? std::min(demand.interval_ms, subscription.interval_ms) : subscription.interval_ms;
    any = true;
    demand.metrics.insert(demand.metrics.end(), subscription.metrics.begin(), subscription.metrics.end());
  }
  std::ranges::sort(demand.metrics);
  const auto repeated = std::ranges::unique(demand.metrics);
  demand.metrics.erase(repeated.begin(), repeated.end());
  if (std::ranges::find(demand.metrics, kAll) != demand.metrics.end()) demand.metrics = {std::string(kAll)};
  return demand;
}

}  // namespace moldau::broker
