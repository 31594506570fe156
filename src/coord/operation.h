#pragma once

#include <string>
#include <string_view>
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
  /// Tells what happened to a group and why: the log, and who asks later. REQUIRES: `what` is a literal.
  void note(const std::string& group_id, std::string_view what, std::string cause);
  /// The same for what needs this operation's records.
  void note_if_written(const std::string& group_id, std::string_view what, std::string cause);
};

}  // namespace moldau::coord
