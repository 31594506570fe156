#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/pattern.h"
#include "base/uuid.h"
#include "metadata/catalog.h"

namespace moldau::broker {

/// What subscriptions to metrics choose clients by.
struct TelemetryClient {
  Uuid instance_id;
  std::string client_id, software_name, software_version, address;
  std::uint16_t port = 0;
};

/// What a client is to push, by all subscriptions that it matches.
struct TelemetryDemand {
  static constexpr std::int32_t kDefaultIntervalMs = 300'000;

  /// Beginnings of metrics' names, ascending; just "*" for all.
  std::vector<std::string> metrics;
  std::int32_t interval_ms = kDefaultIntervalMs;

  bool wants(std::string_view metric) const;
};

/// The client-metrics resources of one catalog, ready to be matched.
class TelemetrySubscriptions {
 public:
  explicit TelemetrySubscriptions(const metadata::Catalog& catalog);

  TelemetryDemand demand_of(const TelemetryClient& client) const;

 private:
  struct Subscription {
    std::vector<std::string> metrics;
    std::int32_t interval_ms = TelemetryDemand::kDefaultIntervalMs;
    /// What of the client has to match what, as a whole; nobody matches what is no pattern.
    std::vector<std::pair<std::string, std::optional<Pattern>>> matchers;
  };
  static bool matches(const Subscription& subscription, const TelemetryClient& client);

  std::vector<Subscription> subscriptions_;
};

}  // namespace moldau::broker
