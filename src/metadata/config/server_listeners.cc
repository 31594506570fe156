#include "metadata/config/server_listeners.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace moldau::metadata {
namespace {

constexpr std::string_view kProtocolMap = "listener.security.protocol.map";

bool takes_every_address(const std::string& host) {
  return host.empty() || host == "0.0.0.0" || host == "::";
}

/// One reading of all the keys about listeners.
class ListenerReader {
 public:
  ListenerReader(ServerConfig& config, const std::string& host_name)
      : config_(config), host_name_(host_name) {}

  std::vector<std::string> read() {
    const auto protocols = parse_security_protocol_map(config_.configs.text(kProtocolMap));
    if (!protocols) {
      complain(kProtocolMap, config_.configs.text(kProtocolMap), protocols.error());
      return std::move(errors_);
    }
    protocols_ = *protocols;
    config_.listeners = parse("listeners", config_.configs.list("listeners"));
    check_listeners();
    read_advertised();
    read_inter_broker();
    return std::move(errors_);
  }

 private:
  void complain(std::string_view key, std::string_view value, std::string_view why) {
    errors_.push_back(fmt::format("Invalid value {} for configuration {}: {}", value, key, why));
  }

  /// KRaft configurations name listeners of their controller, which nobody connects to here.
  bool is_controllers(const std::string& entry) const {
    auto names = config_.configs.list("controller.listener.names");
    if (names.empty()) names = {"CONTROLLER"};
    return std::ranges::any_of(names, [&](const auto& name) { return entry.starts_with(name + "://"); });
  }

  std::vector<Listener> parse(std::string_view key, const std::vector<std::string>& entries) {
    std::vector<Listener> listeners;
    for (const auto& entry : entries) {
      if (is_controllers(entry)) {
        config_.warnings.push_back(
            fmt::format("{}: {} is not opened: the controller is embedded", key, entry));
        continue;
      }
      if (auto listener = parse_listener(entry, protocols_))
        listeners.push_back(std::move(*listener));
      else
        complain(key, entry, listener.error());
    }
    return listeners;
  }

  void check_listeners() {
    const auto text = fmt::format("{}", fmt::join(config_.configs.list("listeners"), ","));
    if (config_.listeners.empty() && errors_.empty())
      complain("listeners", text, "there is none that clients can use, such as PLAINTEXT://:9092");
    std::set<std::string> names;
    std::set<std::pair<std::string, std::uint16_t>> addresses;
    for (const auto& listener : config_.listeners) {
      if (listener.protocol != SecurityProtocol::kPlaintext)
        complain("listeners", listener.to_string(),
                 fmt::format("listener {} is {}, and this build serves PLAINTEXT listeners only",
                             listener.name, name(listener.protocol)));
      if (!names.insert(listener.name).second)
        complain(
            "listeners", text,
            fmt::format("Each listener must have a different name, and there are two {}", listener.name));
      if (listener.port != 0 && !addresses.emplace(listener.host, listener.port).second)
        complain(
            "listeners", text,
            fmt::format("Each listener must have a different port, and {} is there twice", listener.port));
    }
  }

  const Listener* find(const std::string& listener_name) const {
    const auto at = std::ranges::find(config_.listeners, listener_name, &Listener::name);
    return at != config_.listeners.end() ? &*at : nullptr;
  }

  void read_advertised() {
    const auto given = config_.configs.list("advertised.listeners");
    config_.advertised_listeners = given.empty() ? config_.listeners : parse("advertised.listeners", given);
    for (auto& listener : config_.advertised_listeners) {
      if (!given.empty() && (listener.host == "0.0.0.0" || listener.host == "::"))
        complain("advertised.listeners", listener.to_string(),
                 "nobody can connect to that address: advertise the one that clients reach this broker by");
      if (!given.empty() && !find(listener.name))
        complain("advertised.listeners", listener.to_string(),
                 fmt::format("there is no listener {} in listeners", listener.name));
      if (takes_every_address(listener.host)) listener.host = host_name_;
    }
  }

  void read_inter_broker() {
    auto listener_name = config_.configs.text("inter.broker.listener.name");
    const std::string_view key =
        listener_name.empty() ? "security.inter.broker.protocol" : "inter.broker.listener.name";
    if (listener_name.empty()) listener_name = config_.configs.text("security.inter.broker.protocol");
    // Without brokers beside it a node may leave both keys alone, whatever its listeners are called.
    if (!find(listener_name) && !config_.configs.find(key) && !config_.listeners.empty())
      listener_name = config_.listeners.front().name;
    if (!find(listener_name) && errors_.empty())
      complain(key, listener_name, "there is no such listener in listeners");
    config_.inter_broker_listener_name = listener_name;
  }

  ServerConfig& config_;
  const std::string& host_name_;
  SecurityProtocolMap protocols_;
  std::vector<std::string> errors_;
};

}  // namespace

std::vector<std::string> read_listeners(ServerConfig& config, const std::string& host_name) {
  return ListenerReader(config, host_name).read();
}

}  // namespace moldau::metadata
