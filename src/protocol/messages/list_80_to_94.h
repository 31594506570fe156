#pragma once

#include "protocol/messages/80_add_raft_voter.h"
#include "protocol/messages/81_remove_raft_voter.h"
#include "protocol/messages/82_update_raft_voter.h"
#include "protocol/messages/83_initialize_share_group_state.h"
#include "protocol/messages/84_read_share_group_state.h"
#include "protocol/messages/85_write_share_group_state.h"
#include "protocol/messages/86_delete_share_group_state.h"
#include "protocol/messages/87_read_share_group_state_summary.h"
#include "protocol/messages/88_streams_group_heartbeat.h"
#include "protocol/messages/89_streams_group_describe.h"
#include "protocol/messages/90_describe_share_group_offsets.h"
#include "protocol/messages/91_alter_share_group_offsets.h"
#include "protocol/messages/92_delete_share_group_offsets.h"
#include "protocol/messages/93_streams_group_topology_description_update.h"
#include "protocol/messages/94_unregister_controller.h"
#include "protocol/messages/message_list.h"

namespace moldau::protocol {

/// Requests and responses of the API keys 80 to 94.
// clang-format off
using Messages80To94 = MessageList<
    AddRaftVoterRequest,
    AddRaftVoterResponse,
    RemoveRaftVoterRequest,
    RemoveRaftVoterResponse,
    UpdateRaftVoterRequest,
    UpdateRaftVoterResponse,
    InitializeShareGroupStateRequest,
    InitializeShareGroupStateResponse,
    ReadShareGroupStateRequest,
    ReadShareGroupStateResponse,
    WriteShareGroupStateRequest,
    WriteShareGroupStateResponse,
    DeleteShareGroupStateRequest,
    DeleteShareGroupStateResponse,
    ReadShareGroupStateSummaryRequest,
    ReadShareGroupStateSummaryResponse,
    StreamsGroupHeartbeatRequest,
    StreamsGroupHeartbeatResponse,
    StreamsGroupDescribeRequest,
    StreamsGroupDescribeResponse,
    DescribeShareGroupOffsetsRequest,
    DescribeShareGroupOffsetsResponse,
    AlterShareGroupOffsetsRequest,
    AlterShareGroupOffsetsResponse,
    DeleteShareGroupOffsetsRequest,
    DeleteShareGroupOffsetsResponse,
    StreamsGroupTopologyDescriptionUpdateRequest,
    StreamsGroupTopologyDescriptionUpdateResponse,
    UnregisterControllerRequest,
    UnregisterControllerResponse>;
// clang-format on

}  // namespace moldau::protocol
