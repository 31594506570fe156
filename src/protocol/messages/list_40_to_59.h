#pragma once

#include "protocol/messages/40_expire_delegation_token.h"
#include "protocol/messages/41_describe_delegation_token.h"
#include "protocol/messages/42_delete_groups.h"
#include "protocol/messages/43_elect_leaders.h"
#include "protocol/messages/44_incremental_alter_configs.h"
#include "protocol/messages/45_alter_partition_reassignments.h"
#include "protocol/messages/46_list_partition_reassignments.h"
#include "protocol/messages/47_offset_delete.h"
#include "protocol/messages/48_describe_client_quotas.h"
#include "protocol/messages/49_alter_client_quotas.h"
#include "protocol/messages/50_describe_user_scram_credentials.h"
#include "protocol/messages/51_alter_user_scram_credentials.h"
#include "protocol/messages/52_vote.h"
#include "protocol/messages/53_begin_quorum_epoch.h"
#include "protocol/messages/54_end_quorum_epoch.h"
#include "protocol/messages/55_describe_quorum.h"
#include "protocol/messages/56_alter_partition.h"
#include "protocol/messages/57_update_features.h"
#include "protocol/messages/58_envelope.h"
#include "protocol/messages/59_fetch_snapshot.h"
#include "protocol/messages/message_list.h"

namespace moldau::protocol {

/// Requests and responses of the API keys 40 to 59.
// clang-format off
using Messages40To59 = MessageList<
    ExpireDelegationTokenRequest,
    ExpireDelegationTokenResponse,
    DescribeDelegationTokenRequest,
    DescribeDelegationTokenResponse,
    DeleteGroupsRequest,
    DeleteGroupsResponse,
    ElectLeadersRequest,
    ElectLeadersResponse,
    IncrementalAlterConfigsRequest,
    IncrementalAlterConfigsResponse,
    AlterPartitionReassignmentsRequest,
    AlterPartitionReassignmentsResponse,
    ListPartitionReassignmentsRequest,
    ListPartitionReassignmentsResponse,
    OffsetDeleteRequest,
    OffsetDeleteResponse,
    DescribeClientQuotasRequest,
    DescribeClientQuotasResponse,
    AlterClientQuotasRequest,
    AlterClientQuotasResponse,
    DescribeUserScramCredentialsRequest,
    DescribeUserScramCredentialsResponse,
    AlterUserScramCredentialsRequest,
    AlterUserScramCredentialsResponse,
    VoteRequest,
    VoteResponse,
    BeginQuorumEpochRequest,
    BeginQuorumEpochResponse,
    EndQuorumEpochRequest,
    EndQuorumEpochResponse,
    DescribeQuorumRequest,
    DescribeQuorumResponse,
    AlterPartitionRequest,
    AlterPartitionResponse,
    UpdateFeaturesRequest,
    UpdateFeaturesResponse,
    EnvelopeRequest,
    EnvelopeResponse,
    FetchSnapshotRequest,
    FetchSnapshotResponse>;
// clang-format on

}  // namespace moldau::protocol
