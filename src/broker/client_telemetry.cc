#include "broker/client_telemetry.h"

#include <algorithm>
#include <array>

#include "base/crc32c.h"
#include "protocol/records/compression.h"
#include "protocol/wire/reader.h"

namespace moldau::broker {
namespace {

using metadata::CatalogPtr;
using protocol::ClientMetric;
using protocol::ErrorCode;
using protocol::GetTelemetrySubscriptionsResponse;
using protocol::PushTelemetryRequest;

/// As Kafka prefers them.
constexpr std::array kCodecs{protocol::Codec::kZstd, protocol::Codec::kLz4, protocol::Codec::kGzip,
                             protocol::Codec::kSnappy};
constexpr std::int64_t kSilentIntervals = 3;
/// What a kept metric takes beside its texts.
constexpr std::size_t kMetricBytes = 256;
/// Of a client's id; what it says of its software is cut where that comes in.
constexpr std::size_t kMaxClientIdBytes = 256;

/// The same for the same demand, so that a client can go on after a restart, and another one for each client.
std::int32_t subscription_id(const TelemetryDemand& demand, const Uuid& instance_id) {
  std::string text = std::to_string(demand.interval_ms);
  for (const auto& metric : demand.metrics) text += "," + metric;
  text += instance_id.to_string();
  return static_cast<std::int32_t>(crc32c(as_bytes(text)));
}

std::map<std::string, metadata::ConfigMap> client_metrics_configs(const metadata::Catalog& catalog) {
  std::map<std::string, metadata::ConfigMap> configs;
  for (auto& name : catalog.configured(metadata::ConfigResourceType::kClientMetrics))
    configs[name] = catalog.configs({metadata::ConfigResourceType::kClientMetrics, name});
  return configs;
}

bool is_supported(std::int8_t compression_type) {
  return compression_type == 0 || std::ranges::any_of(kCodecs, [&](auto codec) {
           return static_cast<std::int8_t>(codec) == compression_type;
         });
}

std::size_t size_of(const ClientMetric& metric) {
  std::size_t size = kMetricBytes + 2 * metric.name.size();
  for (const auto& [name, value] : metric.attributes) size += 2 * (name.size() + value.size() + kMetricBytes);
  for (const auto& [name, value] : *metric.resource) size += name.size() + value.size() + kMetricBytes;
  return size;
}

}  // namespace

void ClientTelemetry::follow(const CatalogPtr& catalog) {
  if (subscriptions_ && catalog_version_ == catalog->version()) return;
  catalog_version_ = catalog->version();
  auto configs = client_metrics_configs(*catalog);
  if (subscriptions_ && configs == configs_) return;
  configs_ = std::move(configs);
  subscriptions_.emplace(*catalog);
  ++generation_;
}

ClientTelemetry::Instance& ClientTelemetry::instance_of(TelemetryClient client, const CatalogPtr& catalog,
                                                        std::int64_t now_ms) {
  follow(catalog);
  const auto found = by_id_.find(client.instance_id);
  if (found == by_id_.end()) {
    if (instances_.size() >= limits_.max_clients) forget(std::prev(instances_.end()));
    client.client_id.resize(protocol::utf8_start(client.client_id, kMaxClientIdBytes).size());
    instances_.emplace_front().client = std::move(client);
    by_id_[instances_.front().client.instance_id] = instances_.begin();
  } else {
    instances_.splice(instances_.begin(), instances_, found->second);
  }
  auto& instance = instances_.front();
  instance.seen_ms = now_ms;
  if (instance.generation == generation_) return instance;
  // Asked anew, without having to wait.
  instance.generation = generation_;
  instance.demand = subscriptions_->demand_of(instance.client);
  instance.subscription_id = subscription_id(instance.demand, instance.client.instance_id);
  instance.asked_ms = instance.pushed_ms = std::nullopt;
  instance.terminating = false;
  return instance;
}

GetTelemetrySubscriptionsResponse ClientTelemetry::subscribe(TelemetryClient client,
                                                             const CatalogPtr& catalog, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (client.instance_id == Uuid()) client.instance_id = Uuid::random();
  auto& instance = instance_of(std::move(client), catalog, now_ms);
  const auto last = std::max(instance.asked_ms, instance.pushed_ms);
  const bool is_due = !last || now_ms - *last >= instance.demand.interval_ms;
  if (!is_due && instance.last_error != ErrorCode::kUnknownSubscriptionId &&
      instance.last_error != ErrorCode::kUnsupportedCompressionType)
    return {.error_code = to_wire(ErrorCode::kThrottlingQuotaExceeded)};
  instance.asked_ms = now_ms;
  instance.asked_since_push = true;
  instance.last_error = ErrorCode::kNone;
  GetTelemetrySubscriptionsResponse response;
  response.client_instance_id = instance.client.instance_id;
  response.subscription_id = instance.subscription_id;
  for (const auto codec : kCodecs)
    response.accepted_compression_types.push_back(static_cast<std::int8_t>(codec));
  response.push_interval_ms = instance.demand.interval_ms;
  response.telemetry_max_bytes = limits_.max_push_bytes;
  response.delta_temporality = true;
  response.requested_metrics = instance.demand.metrics;
  return response;
}

ErrorCode ClientTelemetry::check(Instance& instance, const PushTelemetryRequest& request,
                                 std::int64_t now_ms) const {
  const bool is_due = instance.asked_since_push || !instance.pushed_ms ||
                      now_ms - *instance.pushed_ms >= instance.demand.interval_ms;
  if (!is_due && instance.terminating) return ErrorCode::kInvalidRequest;
  if (!is_due && !request.terminating) return ErrorCode::kThrottlingQuotaExceeded;
  instance.pushed_ms = now_ms;
  instance.asked_since_push = false;
  instance.terminating = request.terminating;
  if (request.subscription_id != instance.subscription_id) return ErrorCode::kUnknownSubscriptionId;
  if (!is_supported(request.compression_type)) return ErrorCode::kUnsupportedCompressionType;
  if (request.metrics.size() > static_cast<std::size_t>(limits_.max_push_bytes))
    return ErrorCode::kTelemetryTooLarge;
  return ErrorCode::kNone;
}

/// What comes out of a compressed push has the push's own bound.
std::expected<std::vector<ClientMetric>, ErrorCode> ClientTelemetry::read_metrics(
    const PushTelemetryRequest& request) const {
  ByteView bytes = request.metrics;
  Bytes expanded;
  if (request.compression_type != 0) {
    const auto max_bytes = static_cast<std::size_t>(limits_.max_push_bytes);
    if (!protocol::decompress(static_cast<protocol::Codec>(request.compression_type), bytes, expanded,
                              {.max_bytes = max_bytes, .free_bytes = max_bytes}))
      return std::unexpected(ErrorCode::kInvalidRecord);
    bytes = expanded;
  }
  auto metrics = protocol::read_client_metrics(bytes, limits_.max_metrics);
  if (!metrics) return std::unexpected(ErrorCode::kInvalidRecord);
  return std::move(*metrics);
}

ErrorCode ClientTelemetry::push(TelemetryClient client, const PushTelemetryRequest& request,
                                const CatalogPtr& catalog, std::int64_t now_ms) {
  if (client.instance_id == Uuid()) return ErrorCode::kInvalidRequest;
  const auto id = client.instance_id;
  {
    const std::lock_guard lock(mutex_);
    auto& instance = instance_of(std::move(client), catalog, now_ms);
    const auto error = check(instance, request, now_ms);
    if (error != ErrorCode::kNone) return instance.last_error = error;
  }
  auto metrics = read_metrics(request);  // without the lock, as it may take a while
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return ErrorCode::kNone;  // others have taken its place
  if (!metrics) return found->second->last_error = metrics.error();
  found->second->last_error = ErrorCode::kNone;
  keep(*found->second, std::move(*metrics));
  return ErrorCode::kNone;
}

void ClientTelemetry::keep(Instance& instance, std::vector<ClientMetric> metrics) {
  for (auto& metric : metrics) {
    if (!instance.demand.wants(metric.name)) continue;
    MetricKey key(metric.name, metric.attributes);
    if (const auto at = instance.metrics.find(key); at != instance.metrics.end()) {
      if (metric.is_delta) metric.value += at->second.value;
      const auto grown = size_of(metric) - size_of(at->second);  // may wrap, and back below
      if (bytes_ + grown > limits_.memory_bytes) continue;
      instance.bytes += grown;
      bytes_ += grown;
      at->second = std::move(metric);
      continue;
    }
    const auto size = size_of(metric);
    if (instance.metrics.size() >= limits_.max_metrics || bytes_ + size > limits_.memory_bytes) continue;
    instance.bytes += size;
    bytes_ += size;
    instance.metrics.emplace(std::move(key), std::move(metric));
  }
}

void ClientTelemetry::forget(Instances::iterator instance) {
  bytes_ -= instance->bytes;
  by_id_.erase(instance->client.instance_id);
  instances_.erase(instance);
}

void ClientTelemetry::forget_silent(std::int64_t now_ms) {
  for (auto at = instances_.begin(); at != instances_.end();) {
    const auto instance = at++;
    if (now_ms - instance->seen_ms > kSilentIntervals * instance->demand.interval_ms) forget(instance);
  }
}

std::vector<ClientTelemetry::Kept> ClientTelemetry::read(std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  forget_silent(now_ms);
  std::vector<Kept> kept;
  for (const auto& instance : instances_) {
    if (instance.metrics.empty()) continue;
    auto& of_client = kept.emplace_back();
    of_client.client = instance.client;
    for (const auto& [key, metric] : instance.metrics) of_client.metrics.push_back(metric);
  }
  return kept;
}

std::size_t ClientTelemetry::memory_bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace moldau::broker
