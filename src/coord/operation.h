#pragma once

#include <utility>

#include "coord/effects.h"
#include "coord/now.h"
#include "coord/shard_state.h"

namespace moldau::coord {

/// One operation while it runs: what it may change, when it runs, what it has effected so far.
struct Operation {
  ShardState& shard;
  Now now;
  Effects effects;

  const GroupConfig& config() const { return shard.config; }
  void answer(Ticket ticket, Response response) { effects.answers.push_back({ticket, std::move(response)}); }
  void append(Record record) { effects.records.push_back(std::move(record)); }
};

}  // namespace moldau::coord
