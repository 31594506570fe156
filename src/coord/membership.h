#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "coord/operation.h"

namespace moldau::coord {

/// Gives a member its session timeout again.
void restart_session(Operation& op, const ClassicGroup& group, const Member& member);
void start_session(Operation& op, const ClassicGroup& group, const std::string& member_id,
                   std::int32_t timeout_ms);

/// Takes a member, or an id not used yet, out of the group; its waiting requests hear UNKNOWN_MEMBER_ID.
/// What that means for the group is the caller's to see to.
void drop_member(Operation& op, ClassicGroup& group, const std::string& member_id);

/// No heartbeat came in time, or no join with an id that was given out.
void session_expired(Operation& op, ClassicGroup& group, const DueTimer& due);

/// Members went: the others rebalance, or are complete now.
void members_left(Operation& op, ClassicGroup& group, std::string_view reason);

}  // namespace moldau::coord
