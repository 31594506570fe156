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

/// ControllerRegistration, API key 70: what a broker asks.
struct ControllerRegistrationRequest {
  static constexpr MessageInfo kInfo{.name = "ControllerRegistrationRequest",
                                     .api_key = 70,
                                     .first_version = 0,
                                     .last_version = 0,
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

  std::int32_t controller_id = 0;
  Uuid incarnation_id;
  bool zk_migration_ready = false;
  std::vector<Listener> listeners;
  std::vector<Feature> features;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ControllerId", m.controller_id, since(0));
    visit("IncarnationId", m.incarnation_id, since(0));
    visit("ZkMigrationReady", m.zk_migration_ready, since(0));
    visit("Listeners", m.listeners, since(0));
    visit("Features", m.features, since(0));
  }
  friend bool operator==(const ControllerRegistrationRequest&,
                         const ControllerRegistrationRequest&) = default;
};

/// ControllerRegistration, API key 70: the answer.
struct ControllerRegistrationResponse {
  static constexpr MessageInfo kInfo{.name = "ControllerRegistrationResponse",
                                     .api_key = 70,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message = "";

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
  }
  friend bool operator==(const ControllerRegistrationResponse&,
                         const ControllerRegistrationResponse&) = default;
};

}  // namespace moldau::protocol
