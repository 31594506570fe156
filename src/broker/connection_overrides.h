#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "broker/published.h"

namespace moldau::broker {

/// max.connections.per.ip.overrides by address. A host name stands for all addresses that it had when the
/// config was set or read (Kafka: the first of them). Addresses are as host_of() prints them. Thread-safe.
class ConnectionOverrides {
 public:
  /// As the config has it: an address or a host name to the most connections.
  using Hosts = std::map<std::string, std::int32_t>;

  /// Looks up the hosts that are not among those set, and remembers their addresses for set(). What is wrong
  /// with the first that has none. Blocks, for seconds where no name server answers.
  std::optional<std::string> look_up(const Hosts& hosts);
  /// Hosts without an address have no limit of their own, and the log says so. Blocks for those that were
  /// not looked up.
  void set(const Hosts& hosts);
  /// Nothing where the address has no limit of its own.
  std::optional<std::int32_t> limit_of(const std::string& address) const;

 private:
  using Addresses = std::set<std::string>;
  using Limits = std::map<std::string, std::int32_t>;

  std::expected<Addresses, std::string> addresses_of(const std::string& host);

  std::mutex mutex_;
  Hosts hosts_;
  std::map<std::string, Addresses> found_;
  Published<Limits> limits_{std::make_shared<const Limits>()};
};

}  // namespace moldau::broker
