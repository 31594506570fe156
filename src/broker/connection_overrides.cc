#include "broker/connection_overrides.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>
#include <utility>

#include "base/diag.h"
#include "broker/channel.h"

namespace moldau::broker {
namespace {

/// What was looked up for an alteration that then did not come is forgotten.
constexpr std::size_t kMostFound = 1000;

bool is_address(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

std::unexpected<std::string> unknown(const std::string& host, const boost::system::error_code& error) {
  return std::unexpected(
      fmt::format("Invalid value {} for configuration max.connections.per.ip.overrides: it is neither an "
                  "address nor the name of a known host ({})",
                  host, error.message()));
}

}  // namespace

/// Not under the lock: it may take long.
std::expected<ConnectionOverrides::Addresses, std::string> ConnectionOverrides::addresses_of(
    const std::string& host) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = found_.find(host); known != found_.end()) return known->second;
  }
  boost::asio::io_context context;
  boost::system::error_code error;
  const auto results = boost::asio::ip::tcp::resolver(context).resolve(host, "", error);
  if (error) return unknown(host, error);
  Addresses addresses;
  for (const auto& each : results) addresses.insert(host_of(each.endpoint()));
  const std::lock_guard lock(mutex_);
  if (found_.size() >= kMostFound) found_.clear();
  found_.insert_or_assign(host, addresses);
  return addresses;
}

std::optional<std::string> ConnectionOverrides::look_up(const Hosts& hosts) {
  for (const auto& [host, limit] : hosts) {
    {
      const std::lock_guard lock(mutex_);
      if (hosts_.contains(host)) continue;
    }
    if (auto addresses = addresses_of(host); !addresses) return std::move(addresses.error());
  }
  return std::nullopt;
}

void ConnectionOverrides::set(const Hosts& hosts) {
  {
    const std::lock_guard lock(mutex_);
    if (hosts == hosts_) return;
  }
  auto limits = std::make_shared<Limits>();
  for (const bool addresses_now : {false, true})  // who writes an address means it, whatever names it has
    for (const auto& [host, limit] : hosts) {
      if (is_address(host) != addresses_now) continue;
      const auto addresses = addresses_of(host);
      if (!addresses) diag::error("limit of connections is left out reason=\"{}\"", addresses.error());
      if (!addresses) continue;
      for (const auto& address : *addresses) limits->insert_or_assign(address, limit);
    }
  limits_.set(std::move(limits));
  const std::lock_guard lock(mutex_);
  hosts_ = hosts;
  std::erase_if(found_, [&](const auto& found) { return !hosts.contains(found.first); });
}

std::optional<std::int32_t> ConnectionOverrides::limit_of(const std::string& address) const {
  const auto& limits = *limits_.get();
  const auto found = limits.find(address);
  return found == limits.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace moldau::broker
