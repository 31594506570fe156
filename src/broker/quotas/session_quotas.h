#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "broker/quotas/client_quotas.h"

namespace moldau::broker {

/// One connection's sensors, looked up once and again when the quotas or its client id change. On the
/// connection's thread.
class SessionQuotas {
 public:
  /// Null where the client may have as much as it likes.
  const std::shared_ptr<QuotaSensor>& sensor(ClientQuotas& quotas, QuotaType type, const std::string& user,
                                             const std::string& client_id, std::int64_t now_ms);

 private:
  struct Found {
    std::uint64_t version = 0;  // of the rules; the first ones have 1
    std::string client_id;
    std::shared_ptr<QuotaSensor> sensor;
  };
  std::array<Found, kQuotaTypes> found_;
};

}  // namespace moldau::broker
