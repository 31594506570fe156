#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "broker/published.h"
#include "broker/quotas/client_quota_rules.h"
#include "broker/quotas/quota_sensors.h"

namespace moldau::broker {

/// The quotas that hold and what clients used of them. For any thread. As long as there is no quota of a
/// type, all that a request pays is one look at a flag that nobody writes.
class ClientQuotas {
 public:
  struct Options {
    QuotaWindow window;             // quota.window.*
    QuotaWindow controller_window;  // controller.quota.window.*
    std::size_t max_sensors = 65'536;
  };
  explicit ClientQuotas(const Options& options) : options_(options), sensors_(options.max_sensors) {}

  /// Whether anybody has a quota of that type.
  bool active(QuotaType type) const { return (active_.load(std::memory_order_relaxed) & bit(type)) != 0; }
  /// Of the rules: what was looked up under another one is to be looked up again.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  /// From now on these hold, for connections that are there as well. One thread at a time.
  void set(const metadata::ClientQuotas& quotas);
  /// Null where the client may have as much as it likes.
  std::shared_ptr<QuotaSensor> sensor(QuotaType type, const std::string& user, const std::string& client_id,
                                      std::int64_t now_ms);
  void expire_idle(std::int64_t now_ms) { sensors_.expire(now_ms); }

  const QuotaWindow& window(QuotaType type) const {
    return type == QuotaType::kControllerMutation ? options_.controller_window : options_.window;
  }

 private:
  static std::uint32_t bit(QuotaType type) { return 1U << static_cast<unsigned>(type); }

  const Options options_;
  std::atomic<std::uint32_t> active_ = 0;
  std::atomic<std::uint64_t> version_ = 0;
  Published<ClientQuotaRules> rules_{std::make_shared<const ClientQuotaRules>()};
  QuotaSensors sensors_;
};

}  // namespace moldau::broker
