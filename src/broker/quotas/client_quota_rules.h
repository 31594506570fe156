#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "broker/quotas/quota_type.h"
#include "metadata/client_quotas.h"

namespace moldau::broker {

/// Which quota holds for a client, and who else counts with it.
struct ClientQuota {
  /// Whose rates are added up: an empty one is everybody of the other.
  std::string user, client_id;
  double bound = 0;
  friend bool operator==(const ClientQuota&, const ClientQuota&) = default;
};

/// Finds the quota that holds for a user with a client id, in Kafka's order (KIP-55, DefaultQuotaCallback):
/// the user with the client id, with any client id, alone; any user with the client id, with any client id,
/// alone; the client id, any client id. Immutable.
class ClientQuotaRules {
 public:
  ClientQuotaRules() = default;
  ClientQuotaRules(const metadata::ClientQuotas& quotas, std::uint64_t version);

  /// Goes up with every change.
  std::uint64_t version() const { return version_; }
  bool has_any(QuotaType type) const { return !bounds_[static_cast<std::size_t>(type)].empty(); }
  /// Nothing where the client may have as much as it likes.
  std::optional<ClientQuota> find(QuotaType type, const std::string& user,
                                  const std::string& client_id) const;

 private:
  using Bounds = std::map<metadata::QuotaEntity, double>;
  static std::optional<ClientQuota> find_without_client_id(const Bounds& bounds, const std::string& user);
  std::array<Bounds, kQuotaTypes> bounds_;
  std::uint64_t version_ = 0;
};

}  // namespace moldau::broker
