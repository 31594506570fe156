#pragma once

#include "protocol/messages/60_describe_cluster.h"
#include "protocol/messages/61_describe_producers.h"
#include "protocol/messages/62_broker_registration.h"
#include "protocol/messages/63_broker_heartbeat.h"
#include "protocol/messages/64_unregister_broker.h"
#include "protocol/messages/65_describe_transactions.h"
#include "protocol/messages/66_list_transactions.h"
#include "protocol/messages/67_allocate_producer_ids.h"
#include "protocol/messages/68_consumer_group_heartbeat.h"
#include "protocol/messages/69_consumer_group_describe.h"
#include "protocol/messages/70_controller_registration.h"
#include "protocol/messages/71_get_telemetry_subscriptions.h"
#include "protocol/messages/72_push_telemetry.h"
#include "protocol/messages/73_assign_replicas_to_dirs.h"
#include "protocol/messages/74_list_config_resources.h"
#include "protocol/messages/75_describe_topic_partitions.h"
#include "protocol/messages/76_share_group_heartbeat.h"
#include "protocol/messages/77_share_group_describe.h"
#include "protocol/messages/78_share_fetch.h"
#include "protocol/messages/79_share_acknowledge.h"
#include "protocol/messages/message_list.h"

namespace moldau::protocol {

/// Requests and responses of the API keys 60 to 79.
// clang-format off
using Messages60To79 = MessageList<
    DescribeClusterRequest,
    DescribeClusterResponse,
    DescribeProducersRequest,
    DescribeProducersResponse,
    BrokerRegistrationRequest,
    BrokerRegistrationResponse,
    BrokerHeartbeatRequest,
    BrokerHeartbeatResponse,
    UnregisterBrokerRequest,
    UnregisterBrokerResponse,
    DescribeTransactionsRequest,
    DescribeTransactionsResponse,
    ListTransactionsRequest,
    ListTransactionsResponse,
    AllocateProducerIdsRequest,
    AllocateProducerIdsResponse,
    ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse,
    ConsumerGroupDescribeRequest,
    ConsumerGroupDescribeResponse,
    ControllerRegistrationRequest,
    ControllerRegistrationResponse,
    GetTelemetrySubscriptionsRequest,
    GetTelemetrySubscriptionsResponse,
    PushTelemetryRequest,
    PushTelemetryResponse,
    AssignReplicasToDirsRequest,
    AssignReplicasToDirsResponse,
    ListConfigResourcesRequest,
    ListConfigResourcesResponse,
    DescribeTopicPartitionsRequest,
    DescribeTopicPartitionsResponse,
    ShareGroupHeartbeatRequest,
    ShareGroupHeartbeatResponse,
    ShareGroupDescribeRequest,
    ShareGroupDescribeResponse,
    ShareFetchRequest,
    ShareFetchResponse,
    ShareAcknowledgeRequest,
    ShareAcknowledgeResponse>;
// clang-format on

}  // namespace moldau::protocol
