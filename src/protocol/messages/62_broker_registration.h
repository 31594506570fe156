#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/uuid.h"
#include "protocol/wire/field.h"
#include "protocol/wire/records.h"

namespace moldau::protocol {

/// BrokerRegistration, API key 62: what a broker asks.
struct BrokerRegistrationRequest {
  static constexpr MessageInfo kInfo{.name = "BrokerRegistrationRequest",
                                     .api_key = 62,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 0};

  struct Listener {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    std::int16_t security_protocol = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("Host", m.host, since(0));
      visit("Port", m.port, since(0));
      visit("SecurityProtocol", m.security_protocol, since(0));
    }
    friend bool operator==(const Listener&, const Listener&) = default;
  };

  struct Feature {
    std::string name;
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("MinSupportedVersion", m.min_supported_version, since(0));
      visit("MaxSupportedVersion", m.max_supported_version, since(0));
    }
    friend bool operator==(const Feature&, const Feature&) = default;
  };

  std::int32_t broker_id = 0;
  std::string cluster_id;
  Uuid incarnation_id;
  std::vector<Listener> listeners;
  std::vector<Feature> features;
  std::optional<std::string> rack = "";
  bool is_migrating_zk_broker = false;
  std::vector<Uuid> log_dirs;
  std::int64_t previous_broker_epoch = -1;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
    visit("ClusterId", m.cluster_id, since(0));
    visit("IncarnationId", m.incarnation_id, since(0));
    visit("Listeners", m.listeners, since(0));
    visit("Features", m.features, since(0));
    visit("Rack", m.rack, since(0).nullable_since(0));
    visit("IsMigratingZkBroker", m.is_migrating_zk_broker, since(1));
    visit("LogDirs", m.log_dirs, since(2));
    visit("PreviousBrokerEpoch", m.previous_broker_epoch, since(3));
  }
  friend bool operator==(const BrokerRegistrationRequest&, const BrokerRegistrationRequest&) = default;
};

/// BrokerRegistration, API key 62: the answer.
struct BrokerRegistrationResponse {
  static constexpr MessageInfo kInfo{.name = "BrokerRegistrationResponse",
                                     .api_key = 62,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 0};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::int64_t broker_epoch = -1;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(0));
  }
  friend bool operator==(const BrokerRegistrationResponse&, const BrokerRegistrationResponse&) = default;
};

}  // namespace moldau::protocol
