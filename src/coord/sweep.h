#pragma once

#include <cstdint>
#include <optional>

#include "coord/operation.h"

namespace moldau::coord {

// Tombstones that nobody asked for: offsets of deleted topics, expired offsets (KIP-211), and groups that
// have nothing left. In steps, so that neither a batch nor the time that one takes grows without bound.

std::optional<std::int64_t> next_sweep_ms(const SweepState& sweep);
/// The next step. REQUIRES: one is due.
void sweep(Operation& op);
/// The first look for what expired, after the usual interval.
void schedule_expiry(Operation& op);
void start_deletion(Operation& op, DeletedTopic topic);
/// A step's tombstones were not written: goes over all groups again, after a rest.
void retry_sweep(Operation& op, const UndoSweep& undo);

}  // namespace moldau::coord
