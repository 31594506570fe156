#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "metadata/api_error.h"
#include "metadata/config/broker_configs.h"

namespace moldau::metadata {

/// Why a subscription to clients' metrics may not have these values, with Kafka's words and codes.
ApiResult<void> check_client_metrics_configs(const ConfigMap& subscription);

/// A subscription's values, each key's default where it is not set.
struct ClientMetricsSubscription {
  std::int32_t interval_ms = 0;
  std::vector<std::string> metrics;
  /// What of the client has to match which pattern.
  std::vector<std::pair<std::string, std::string>> matchers;
};
/// REQUIRES: check_client_metrics_configs() finds nothing.
ClientMetricsSubscription client_metrics_subscription(const ConfigMap& configs);

}  // namespace moldau::metadata
