#pragma once

#include <cstdint>
#include <expected>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "broker/telemetry_subscriptions.h"
#include "metadata/catalog.h"
#include "protocol/error_code.h"
#include "protocol/messages/71_get_telemetry_subscriptions.h"
#include "protocol/messages/72_push_telemetry.h"
#include "protocol/telemetry/otlp.h"

namespace moldau::broker {

/// The metrics that clients push (KIP-714): who is asked for which, and the latest value of each. Knows no
/// clock. Thread-safe.
class ClientTelemetry {
 public:
  struct Limits {
    std::int32_t max_push_bytes = 1 << 20;  // telemetry.max.bytes
    std::size_t max_clients = 16'384;       // moldau.telemetry.max.clients
    std::size_t max_metrics = 10'000;       // moldau.telemetry.max.metrics
    std::size_t memory_bytes = 64 << 20;    // moldau.telemetry.memory.bytes
  };

  explicit ClientTelemetry(const Limits& limits) : limits_(limits) {}

  /// What the client is to push from now on. `client.instance_id` is zero where it has none yet.
  /// THROTTLING_QUOTA_EXCEEDED.
  protocol::GetTelemetrySubscriptionsResponse subscribe(TelemetryClient client,
                                                        const metadata::CatalogPtr& catalog,
                                                        std::int64_t now_ms);
  /// INVALID_REQUEST, THROTTLING_QUOTA_EXCEEDED, UNKNOWN_SUBSCRIPTION_ID, UNSUPPORTED_COMPRESSION_TYPE,
  /// TELEMETRY_TOO_LARGE, INVALID_RECORD.
  protocol::ErrorCode push(TelemetryClient client, const protocol::PushTelemetryRequest& request,
                           const metadata::CatalogPtr& catalog, std::int64_t now_ms);

  /// Of one client, what it pushed last; what was pushed as a change since the last push is added up.
  struct Kept {
    TelemetryClient client;
    std::vector<protocol::ClientMetric> metrics;
  };
  /// All that is kept of clients that were heard of recently: three times as long ago as they are to push.
  std::vector<Kept> read(std::int64_t now_ms);
  std::size_t memory_bytes() const;

 private:
  using MetricKey = std::pair<std::string, std::map<std::string, std::string>>;
  struct Instance {
    TelemetryClient client;
    TelemetryDemand demand;
    std::int32_t subscription_id = 0;
    std::int64_t generation = -1;
    /// The last request of each kind that was let in.
    std::optional<std::int64_t> asked_ms, pushed_ms;
    bool asked_since_push = false, terminating = false;
    protocol::ErrorCode last_error = protocol::ErrorCode::kNone;
    std::int64_t seen_ms = 0;
    std::map<MetricKey, protocol::ClientMetric> metrics;
    std::size_t bytes = 0;
  };
  using Instances = std::list<Instance>;

  /// Caller holds the lock in all of these.
  Instance& instance_of(TelemetryClient client, const metadata::CatalogPtr& catalog, std::int64_t now_ms);
  void follow(const metadata::CatalogPtr& catalog);
  protocol::ErrorCode check(Instance& instance, const protocol::PushTelemetryRequest& request,
                            std::int64_t now_ms) const;
  void keep(Instance& instance, std::vector<protocol::ClientMetric> metrics);
  void forget(Instances::iterator instance);
  void forget_silent(std::int64_t now_ms);
  std::expected<std::vector<protocol::ClientMetric>, protocol::ErrorCode> read_metrics(
      const protocol::PushTelemetryRequest& request) const;

  const Limits limits_;
  mutable std::mutex mutex_;
  std::map<std::string, metadata::ConfigMap> configs_;  // what the subscriptions are of
  std::int64_t catalog_version_ = -1;
  /// Raised with each change of the subscriptions.
  std::int64_t generation_ = 0;
  std::optional<TelemetrySubscriptions> subscriptions_;
  Instances instances_;  // who was heard of last is the first
  std::map<Uuid, Instances::iterator> by_id_;
  std::size_t bytes_ = 0;
};

}  // namespace moldau::broker
