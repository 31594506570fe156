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

/// BrokerHeartbeat, API key 63: what a broker asks.
struct BrokerHeartbeatRequest {
  static constexpr MessageInfo kInfo{.name = "BrokerHeartbeatRequest",
                                     .api_key = 63,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = -1;
  std::int64_t current_metadata_offset = 0;
  bool want_fence = false;
  bool want_shut_down = false;
  std::vector<Uuid> offline_log_dirs;
  std::optional<std::vector<Uuid>> cordoned_log_dirs;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("BrokerId", m.broker_id, since(0));
    visit("BrokerEpoch", m.broker_epoch, since(0));
    visit("CurrentMetadataOffset", m.current_metadata_offset, since(0));
    visit("WantFence", m.want_fence, since(0));
    visit("WantShutDown", m.want_shut_down, since(0));
    visit("OfflineLogDirs", m.offline_log_dirs, since(1).tagged_as(0, 1));
    visit("CordonedLogDirs", m.cordoned_log_dirs, since(2).nullable_since(2).tagged_as(1, 2));
  }
  friend bool operator==(const BrokerHeartbeatRequest&, const BrokerHeartbeatRequest&) = default;
};

/// BrokerHeartbeat, API key 63: the answer.
struct BrokerHeartbeatResponse {
  static constexpr MessageInfo kInfo{.name = "BrokerHeartbeatResponse",
                                     .api_key = 63,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  bool is_caught_up = false;
  bool is_fenced = true;
  bool should_shut_down = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("IsCaughtUp", m.is_caught_up, since(0));
    visit("IsFenced", m.is_fenced, since(0));
    visit("ShouldShutDown", m.should_shut_down, since(0));
  }
  friend bool operator==(const BrokerHeartbeatResponse&, const BrokerHeartbeatResponse&) = default;
};

}  // namespace moldau::protocol
