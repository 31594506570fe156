#pragma once

#include <string>

#include "coord/operation.h"

namespace moldau::coord {

// One function a request; each answers its ticket, or leaves it with a member that waits.

void join(Operation& op, Ticket ticket, const protocol::JoinGroupRequest& request,
          const ClientContext& client);
void sync(Operation& op, Ticket ticket, const protocol::SyncGroupRequest& request,
          const ClientContext& client);
void heartbeat(Operation& op, Ticket ticket, const protocol::HeartbeatRequest& request);
void leave(Operation& op, Ticket ticket, const protocol::LeaveGroupRequest& request,
           const ClientContext& client);
void commit_offsets(Operation& op, Ticket ticket, const protocol::OffsetCommitRequest& request,
                    const ClientContext& client);
void commit_in_transaction(Operation& op, Ticket ticket, const protocol::TxnOffsetCommitRequest& request,
                           const ClientContext& client);
void delete_group(Operation& op, Ticket ticket, const std::string& group_id, const ClientContext& client);
void delete_offsets(Operation& op, Ticket ticket, const protocol::OffsetDeleteRequest& request,
                    const ClientContext& client);

}  // namespace moldau::coord
