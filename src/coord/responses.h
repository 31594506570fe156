#pragma once

#include <string>

#include "coord/classic_group.h"
#include "protocol/error_code.h"
#include "protocol/messages/11_join_group.h"
#include "protocol/messages/14_sync_group.h"

namespace moldau::coord {

protocol::JoinGroupResponse join_error(protocol::ErrorCode error, const std::string& member_id);
/// The current generation, as a member is told it; the leader hears of all members.
protocol::JoinGroupResponse joined(const ClassicGroup& group, const Member& member);
/// The same, but a member list for nobody.
protocol::JoinGroupResponse joined_as_follower(const ClassicGroup& group, const Member& member);

protocol::SyncGroupResponse sync_error(protocol::ErrorCode error);
protocol::SyncGroupResponse synced(const ClassicGroup& group, Bytes assignment);

}  // namespace moldau::coord
