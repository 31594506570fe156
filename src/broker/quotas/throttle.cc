#include "broker/quotas/throttle.h"

#include <algorithm>
#include <limits>

#include "broker/broker.h"
#include "broker/session.h"

namespace moldau::broker {
namespace {

std::int64_t now_ms(const RequestContext& context) {
  return context.broker.clock().steady_ms();
}

/// Null where the client may have as much as it likes.
std::shared_ptr<QuotaSensor> sensor_of(RequestContext& context, QuotaType type) {
  auto& quotas = context.broker.quotas();
  if (!quotas.active(type)) return nullptr;
  return context.session.quotas().sensor(quotas, type, context.client.user, context.client_id(),
                                         now_ms(context));
}

std::int64_t record(RequestContext& context, QuotaType type, double value) {
  const auto sensor = sensor_of(context, type);
  return sensor ? sensor->record(value, now_ms(context)) : 0;
}

/// Percent of a thread, as what a second of it in a second is 100 of. Kafka lets nobody wait longer for it
/// than a sample is.
std::int64_t record_time(RequestContext& context) {
  constexpr double kPercentPerNs = 100.0 / 1e9;
  if (!context.broker.quotas().active(QuotaType::kRequest)) return 0;
  const auto used = static_cast<double>(context.session.take_service_ns()) * kPercentPerNs;
  return std::min(record(context, QuotaType::kRequest, used),
                  context.broker.quotas().window(QuotaType::kRequest).sample_ms);
}

std::int32_t be_quiet(RequestContext& context, std::int64_t throttle_ms) {
  constexpr std::int64_t kLongest = std::numeric_limits<std::int32_t>::max();  // what an answer can tell
  context.throttle_ms = std::min(std::max(context.throttle_ms, throttle_ms), kLongest);
  return static_cast<std::int32_t>(context.throttle_ms);
}

}  // namespace

std::int32_t charge_request(RequestContext& context) {
  return be_quiet(context, record_time(context));
}

std::int32_t charge_produce(RequestContext& context, std::size_t bytes, bool answered) {
  const auto for_bytes = record(context, QuotaType::kProduce, static_cast<double>(bytes));
  return be_quiet(context, std::max(for_bytes, answered ? record_time(context) : 0));
}

std::int32_t charge_fetch(RequestContext& context, std::size_t bytes) {
  const auto sensor = sensor_of(context, QuotaType::kFetch);
  if (!sensor) return be_quiet(context, record_time(context));
  const auto size = static_cast<double>(bytes);
  const auto now = now_ms(context);
  const auto for_bytes = sensor->record(size, now);
  const auto throttle_ms = be_quiet(context, std::max(for_bytes, record_time(context)));
  if (throttle_ms > 0) sensor->add(-size, now);
  return throttle_ms;
}

bool has_fetch_quota(RequestContext& context) {
  return sensor_of(context, QuotaType::kFetch) != nullptr;
}

std::size_t most_fetch_bytes(RequestContext& context) {
  constexpr std::size_t kNoLimit = std::numeric_limits<std::int32_t>::max();
  const auto sensor = sensor_of(context, QuotaType::kFetch);
  if (!sensor) return kNoLimit;
  const auto& window = context.broker.quotas().window(QuotaType::kFetch);
  const auto seconds = static_cast<double>(window.total_ms() - window.sample_ms) / 1000;
  // Some is for what the answer has beside records: one that is always a little too large never comes.
  constexpr double kForRecords = 0.95;
  return static_cast<std::size_t>(
      std::min(sensor->bound() * seconds * kForRecords, static_cast<double>(kNoLimit)));
}

std::shared_ptr<MutationQuota> mutation_quota(RequestContext& context, std::int16_t strict_since) {
  auto sensor = sensor_of(context, QuotaType::kControllerMutation);
  if (!sensor) return nullptr;
  return std::make_shared<MutationQuota>(std::move(sensor), context.version() >= strict_since,
                                         context.broker.clock());
}

}  // namespace moldau::broker
