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

/// A broker that a controller has registered.
struct RegisterBrokerRecord {
  static constexpr MessageInfo kInfo{.name = "RegisterBrokerRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 4,
                                     .first_flexible = 0};

  struct BrokerEndpoint {
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
    friend bool operator==(const BrokerEndpoint&, const BrokerEndpoint&) = default;
  };

  struct BrokerFeature {
    std::string name;
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("MinSupportedVersion", m.min_supported_version, since(0));
      visit("MaxSupportedVersion", m.max_supported_version, since(0));
    }
    friend bool operator==(const BrokerFeature&, const BrokerFeature&) = default;
  };

  std::int32_t broker_id = 0;
  bool is_migrating_zk_broker = false;
  Uuid incarnation_id;
  std::int64_t broker_epoch = 0;
  std::vector<BrokerEndpoint> end_points;
  std::vector<BrokerFeature> features;
  std::optional<std::string> rack = "";
  bool fenced = true;
  bool in_controlled_shutdown = false;
  std::vector<Uuid> log_dirs;
  std::optional<std::vector<Uuid>> cordoned_log_dirs;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
    visit("IsMigratingZkBroker", m.is_migrating_zk_broker, since(2));
    visit("IncarnationId", m.incarnation_id, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(0));
    visit("EndPoints", m.end_points, since(0));
    visit("Features", m.features, since(0));
    visit("Rack", m.rack, since(0).nullable_since(0));
    visit("Fenced", m.fenced, since(0));
    visit("InControlledShutdown", m.in_controlled_shutdown, since(1));
    visit("LogDirs", m.log_dirs, since(3).tagged_as(0, 3));
    visit("CordonedLogDirs", m.cordoned_log_dirs, since(4).nullable_since(4).tagged_as(1, 4));
  }
  friend bool operator==(const RegisterBrokerRecord&, const RegisterBrokerRecord&) = default;
};

/// A change of a broker's registration: fencing, controlled shutdown, log directories.
struct BrokerRegistrationChangeRecord {
  static constexpr MessageInfo kInfo{.name = "BrokerRegistrationChangeRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 3,
                                     .first_flexible = 0};

  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = 0;
  std::int8_t fenced = 0;
  std::int8_t in_controlled_shutdown = 0;
  std::vector<Uuid> log_dirs;
  std::optional<std::vector<Uuid>> cordoned_log_dirs;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(0));
    visit("Fenced", m.fenced, since(0).tagged_as(0, 0));
    visit("InControlledShutdown", m.in_controlled_shutdown, since(1).tagged_as(1, 1));
    visit("LogDirs", m.log_dirs, since(2).tagged_as(2, 2));
    visit("CordonedLogDirs", m.cordoned_log_dirs, since(3).nullable_since(3).tagged_as(3, 3));
  }
  friend bool operator==(const BrokerRegistrationChangeRecord&,
                         const BrokerRegistrationChangeRecord&) = default;
};

/// A broker that may not lead any more, as brokers before BrokerRegistrationChangeRecord were told.
struct FenceBrokerRecord {
  static constexpr MessageInfo kInfo{
      .name = "FenceBrokerRecord", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  std::int32_t id = 0;
  std::int64_t epoch = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Id", m.id, since(0));
    visit("Epoch", m.epoch, since(0));
  }
  friend bool operator==(const FenceBrokerRecord&, const FenceBrokerRecord&) = default;
};

/// A broker that may lead again, likewise.
struct UnfenceBrokerRecord {
  static constexpr MessageInfo kInfo{.name = "UnfenceBrokerRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t id = 0;
  std::int64_t epoch = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Id", m.id, since(0));
    visit("Epoch", m.epoch, since(0));
  }
  friend bool operator==(const UnfenceBrokerRecord&, const UnfenceBrokerRecord&) = default;
};

/// A broker that is gone for good.
struct UnregisterBrokerRecord {
  static constexpr MessageInfo kInfo{.name = "UnregisterBrokerRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(0));
  }
  friend bool operator==(const UnregisterBrokerRecord&, const UnregisterBrokerRecord&) = default;
};

/// A controller that has registered.
struct RegisterControllerRecord {
  static constexpr MessageInfo kInfo{.name = "RegisterControllerRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  struct ControllerEndpoint {
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
    friend bool operator==(const ControllerEndpoint&, const ControllerEndpoint&) = default;
  };

  struct ControllerFeature {
    std::string name;
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("Name", m.name, since(0));
      visit("MinSupportedVersion", m.min_supported_version, since(0));
      visit("MaxSupportedVersion", m.max_supported_version, since(0));
    }
    friend bool operator==(const ControllerFeature&, const ControllerFeature&) = default;
  };

  std::int32_t controller_id = 0;
  Uuid incarnation_id;
  bool zk_migration_ready = false;
  std::vector<ControllerEndpoint> end_points;
  std::vector<ControllerFeature> features;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ControllerId", m.controller_id, since(0));
    visit("IncarnationId", m.incarnation_id, since(0));
    visit("ZkMigrationReady", m.zk_migration_ready, since(0));
    visit("EndPoints", m.end_points, since(0));
    visit("Features", m.features, since(0));
  }
  friend bool operator==(const RegisterControllerRecord&, const RegisterControllerRecord&) = default;
};

/// A controller that is gone for good.
struct UnregisterControllerRecord {
  static constexpr MessageInfo kInfo{.name = "UnregisterControllerRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int32_t controller_id = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ControllerId", m.controller_id, since(0));
  }
  friend bool operator==(const UnregisterControllerRecord&, const UnregisterControllerRecord&) = default;
};

/// The level that a feature is finalized at.
struct FeatureLevelRecord {
  static constexpr MessageInfo kInfo{.name = "FeatureLevelRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::string name;
  std::int16_t feature_level = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Name", m.name, since(0));
    visit("FeatureLevel", m.feature_level, since(0));
  }
  friend bool operator==(const FeatureLevelRecord&, const FeatureLevelRecord&) = default;
};

/// How far a migration from ZooKeeper is.
struct ZkMigrationStateRecord {
  static constexpr MessageInfo kInfo{.name = "ZkMigrationStateRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::int8_t zk_migration_state = 0;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ZkMigrationState", m.zk_migration_state, since(0));
  }
  friend bool operator==(const ZkMigrationStateRecord&, const ZkMigrationStateRecord&) = default;
};

}  // namespace moldau::protocol
