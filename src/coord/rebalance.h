#pragma once

#include <string_view>

#include "coord/operation.h"
#include "protocol/error_code.h"

namespace moldau::coord {

// The two phases of a rebalance. PreparingRebalance: members join, until all did or the longest rebalance
// timeout is over. CompletingRebalance: the leader assigns, members sync.

/// Sends everybody back to join. The first rebalance of a group waits for more members to come.
/// REQUIRES: can_rebalance().
void prepare_rebalance(Operation& op, ClassicGroup& group, std::string_view reason);
/// A member joined: starts a rebalance, or completes the one that goes on if nobody is missing.
void rebalance_or_complete_join(Operation& op, ClassicGroup& group, std::string_view reason);
void maybe_complete_join(Operation& op, ClassicGroup& group);
/// Time to join is over: goes on, without the dynamic members that are missing.
void join_time_over(Operation& op, ClassicGroup& group);
/// Time to sync is over: removes those who did not, and starts again.
void sync_time_over(Operation& op, ClassicGroup& group);

/// The member's sync came; stops that clock with the last one's.
void sync_arrived(Operation& op, ClassicGroup& group, const std::string& member_id);
/// Forgets all assignments, and tells those that wait for one.
void fail_syncs(Operation& op, ClassicGroup& group, protocol::ErrorCode error);

}  // namespace moldau::coord
