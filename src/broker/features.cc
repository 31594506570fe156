#include "broker/features.h"

#include <array>

#include "broker/api_table.h"
#include "protocol/messages/26_end_txn.h"
#include "protocol/messages/68_consumer_group_heartbeat.h"
#include "protocol/messages/76_share_group_heartbeat.h"
#include "protocol/messages/88_streams_group_heartbeat.h"

namespace moldau::broker {
namespace {

constexpr std::int16_t kAlways = -1;

struct Feature {
  const char* name;
  std::int16_t first_level, last_level, initial_level;
  /// The API that is nothing to clients before it is served.
  std::int16_t api_key;
};

/// Levels as Kafka 4.4's, but that a quorum of one is a static one, which is kraft.version 0. Without
/// replicas on other brokers there is no eligible.leader.replicas.version.
constexpr std::array kFeatures{
    Feature{"group.version", 0, 1, 1, protocol::ConsumerGroupHeartbeatRequest::kInfo.api_key},
    Feature{"kraft.version", 0, 0, 0, kAlways},
    Feature{"metadata.version", 7, 33, 33, kAlways},
    Feature{"share.version", 0, 2, 2, protocol::ShareGroupHeartbeatRequest::kInfo.api_key},
    Feature{"streams.version", 0, 1, 1, protocol::StreamsGroupHeartbeatRequest::kInfo.api_key},
    Feature{"transaction.version", 0, 2, 2, protocol::EndTxnRequest::kInfo.api_key},
};

}  // namespace

metadata::SupportedFeatures supported_features() {
  metadata::SupportedFeatures supported;
  for (const auto& feature : kFeatures)
    if (feature.api_key == kAlways || find_api(feature.api_key))
      supported.push_back({feature.name, feature.first_level, feature.last_level, feature.initial_level});
  return supported;
}

}  // namespace moldau::broker
