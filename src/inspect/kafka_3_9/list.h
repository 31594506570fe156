#pragma once

#include "inspect/kafka_3_9/records.h"
#include "inspect/kafka_3_9/requests.h"
#include "inspect/kafka_3_9/share_fetch.h"
#include "inspect/kafka_3_9/share_groups.h"
#include "inspect/kafka_3_9/share_state.h"
#include "protocol/messages/message_list.h"

namespace moldau::inspect::kafka_3_9 {

/// What Apache Kafka 3.9.2 names or writes otherwise than 4.4.0 does.
// clang-format off
using Messages = protocol::MessageList<
    ShareGroupDescribeRequest,
    ShareGroupDescribeResponse,
    ShareGroupHeartbeatRequest,
    ShareGroupHeartbeatResponse,
    ShareAcknowledgeRequest,
    ShareAcknowledgeResponse,
    ShareFetchRequest,
    ShareFetchResponse,
    ReadShareGroupStateSummaryResponse,
    ConsumerGroupCurrentMemberAssignmentKey,
    ConsumerGroupMemberMetadataKey,
    ConsumerGroupMetadataKey,
    ConsumerGroupPartitionMetadataKey,
    ConsumerGroupTargetAssignmentMemberKey,
    ConsumerGroupTargetAssignmentMetadataKey,
    GroupMetadataKey,
    OffsetCommitKey,
    ShareGroupMemberMetadataKey,
    ShareGroupMetadataKey,
    ShareGroupMetadataValue,
    ShareGroupPartitionMetadataKey,
    ShareGroupPartitionMetadataValue,
    ListClientMetricsResourcesRequest,
    ListClientMetricsResourcesResponse,
    TxnOffsetCommitRequest,
    VoteRequest>;
// clang-format on

}  // namespace moldau::inspect::kafka_3_9
