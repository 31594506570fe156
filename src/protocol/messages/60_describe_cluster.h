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

/// DescribeCluster, API key 60: what a client asks.
struct DescribeClusterRequest {
  static constexpr MessageInfo kInfo{.name = "DescribeClusterRequest",
                                     .api_key = 60,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  bool include_cluster_authorized_operations = false;
  std::int8_t endpoint_type = 1;
  bool include_fenced_brokers = false;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("IncludeClusterAuthorizedOperations", m.include_cluster_authorized_operations, since(0));
    visit("EndpointType", m.endpoint_type, since(1));
    visit("IncludeFencedBrokers", m.include_fenced_brokers, since(2));
  }
  friend bool operator==(const DescribeClusterRequest&, const DescribeClusterRequest&) = default;
};

/// DescribeCluster, API key 60: the answer.
struct DescribeClusterResponse {
  static constexpr MessageInfo kInfo{.name = "DescribeClusterResponse",
                                     .api_key = 60,
                                     .first_version = 0,
                                     .last_version = 2,
                                     .first_flexible = 0};

  struct DescribeClusterBroker {
    std::int32_t broker_id = 0;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;
    bool is_fenced = false;

    template <class Visitor, class Message>
    static void fields(Visitor& visit, Message& m) {
      visit("BrokerId", m.broker_id, since(0));
      visit("Host", m.host, since(0));
      visit("Port", m.port, since(0));
      visit("Rack", m.rack, since(0).nullable_since(0));
      visit("IsFenced", m.is_fenced, since(2));
    }
    friend bool operator==(const DescribeClusterBroker&, const DescribeClusterBroker&) = default;
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string> error_message;
  std::int8_t endpoint_type = 1;
  std::string cluster_id;
  std::int32_t controller_id = -1;
  std::vector<DescribeClusterBroker> brokers;
  std::int32_t cluster_authorized_operations = std::numeric_limits<std::int32_t>::min();

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("ThrottleTimeMs", m.throttle_time_ms, since(0));
    visit("ErrorCode", m.error_code, since(0));
    visit("ErrorMessage", m.error_message, since(0).nullable_since(0));
    visit("EndpointType", m.endpoint_type, since(1));
    visit("ClusterId", m.cluster_id, since(0));
    visit("ControllerId", m.controller_id, since(0));
    visit("Brokers", m.brokers, since(0));
    visit("ClusterAuthorizedOperations", m.cluster_authorized_operations, since(0));
  }
  friend bool operator==(const DescribeClusterResponse&, const DescribeClusterResponse&) = default;
};

}  // namespace moldau::protocol
