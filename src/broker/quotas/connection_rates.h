#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "broker/published.h"
#include "broker/quotas/quota_sensors.h"
#include "metadata/client_quotas.h"

namespace moldau::broker {

/// How fast connections may come: all of them (max.connection.creation.rate) and those of an address
/// (connection_creation_rate, KIP-612). For any thread.
class ConnectionRates {
 public:
  ConnectionRates(QuotaWindow window, std::size_t max_sensors) : window_(window), sensors_(max_sensors) {
    all_ = std::make_shared<QuotaSensor>(QuotaType::kRequest, window);
  }

  /// One thread at a time.
  void set(const metadata::ClientQuotas& quotas);
  void set_rate_of_all(std::int32_t rate);

  /// Counts a new connection: for how long no further one is to be accepted, at most a sample.
  std::int64_t record(std::int64_t now_ms);
  /// Counts it for its address. Where this is not 0 it is not counted, and to be closed after so long.
  std::int64_t record_from(const std::string& address, std::int64_t now_ms);
  void expire_idle(std::int64_t now_ms) { sensors_.expire(now_ms); }

 private:
  struct Rules {
    std::map<std::string, double> by_address;
    std::optional<double> by_default;
    std::uint64_t version = 0;
  };
  const QuotaWindow window_;
  std::atomic<bool> any_by_address_ = false, any_of_all_ = false;
  Published<Rules> rules_{std::make_shared<const Rules>()};
  std::shared_ptr<QuotaSensor> all_;
  std::uint64_t all_version_ = 0;
  QuotaSensors sensors_;
};

}  // namespace moldau::broker
