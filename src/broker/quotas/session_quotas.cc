#include "broker/quotas/session_quotas.h"

namespace moldau::broker {

const std::shared_ptr<QuotaSensor>& SessionQuotas::sensor(ClientQuotas& quotas, QuotaType type,
                                                          const std::string& user,
                                                          const std::string& client_id, std::int64_t now_ms) {
  auto& found = found_[static_cast<std::size_t>(type)];
  const auto version = quotas.version();
  const bool stale = found.version != version || found.client_id != client_id ||
                     (found.sensor && found.sensor->is_retired());
  if (stale) found = {version, client_id, quotas.sensor(type, user, client_id, now_ms)};
  return found.sensor;
}

}  // namespace moldau::broker
