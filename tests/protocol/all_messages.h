#pragma once

#include <tuple>

#include "protocol/messages/00_produce.h"
#include "protocol/messages/01_fetch.h"
#include "protocol/messages/02_list_offsets.h"
#include "protocol/messages/03_metadata.h"
#include "protocol/messages/08_offset_commit.h"
#include "protocol/messages/09_offset_fetch.h"
#include "protocol/messages/10_find_coordinator.h"
#include "protocol/messages/11_join_group.h"
#include "protocol/messages/12_heartbeat.h"
#include "protocol/messages/13_leave_group.h"
#include "protocol/messages/14_sync_group.h"
#include "protocol/messages/15_describe_groups.h"
#include "protocol/messages/16_list_groups.h"
#include "protocol/messages/18_api_versions.h"
#include "protocol/messages/19_create_topics.h"
#include "protocol/messages/20_delete_topics.h"
#include "protocol/messages/22_init_producer_id.h"
#include "protocol/messages/23_offset_for_leader_epoch.h"
#include "protocol/messages/32_describe_configs.h"
#include "protocol/messages/37_create_partitions.h"
#include "protocol/messages/42_delete_groups.h"
#include "protocol/messages/60_describe_cluster.h"
#include "protocol/messages/75_describe_topic_partitions.h"
#include "protocol/messages/consumer_protocol.h"
#include "protocol/messages/records_group.h"

namespace moldau::protocol {

/// Every declared message: what golden vectors, schema conformance and round trips go over.
// clang-format off
using AllMessages = std::tuple<ApiVersionsRequest,
                               ApiVersionsResponse,
                               ConsumerProtocolAssignment,
                               ConsumerProtocolSubscription,
                               CreatePartitionsRequest,
                               CreatePartitionsResponse,
                               CreateTopicsRequest,
                               CreateTopicsResponse,
                               DeleteGroupsRequest,
                               DeleteGroupsResponse,
                               DeleteTopicsRequest,
                               DeleteTopicsResponse,
                               DescribeClusterRequest,
                               DescribeClusterResponse,
                               DescribeConfigsRequest,
                               DescribeConfigsResponse,
                               DescribeGroupsRequest,
                               DescribeGroupsResponse,
                               DescribeTopicPartitionsRequest,
                               DescribeTopicPartitionsResponse,
                               FetchRequest,
                               FetchResponse,
                               FindCoordinatorRequest,
                               FindCoordinatorResponse,
                               GroupMetadataKey,
                               GroupMetadataValue,
                               HeartbeatRequest,
                               HeartbeatResponse,
                               InitProducerIdRequest,
                               InitProducerIdResponse,
                               JoinGroupRequest,
                               JoinGroupResponse,
                               LeaveGroupRequest,
                               LeaveGroupResponse,
                               ListGroupsRequest,
                               ListGroupsResponse,
                               ListOffsetsRequest,
                               ListOffsetsResponse,
                               MetadataRequest,
                               MetadataResponse,
                               OffsetCommitKey,
                               OffsetCommitRequest,
                               OffsetCommitResponse,
                               OffsetCommitValue,
                               OffsetFetchRequest,
                               OffsetFetchResponse,
                               OffsetForLeaderEpochRequest,
                               OffsetForLeaderEpochResponse,
                               ProduceRequest,
                               ProduceResponse,
                               SyncGroupRequest,
                               SyncGroupResponse>;
// clang-format on

template <class Visit>
void for_each_message(Visit visit) {
  [&]<class... M>(std::tuple<M...>*) {
    (visit.template operator()<M>(), ...);
  }(static_cast<AllMessages*>(nullptr));
}

}  // namespace moldau::protocol
