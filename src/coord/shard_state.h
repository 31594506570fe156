#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "coord/classic_group.h"
#include "coord/group_config.h"
#include "coord/group_shard.h"
#include "coord/offsets.h"
#include "coord/pending_offsets.h"
#include "coord/timers.h"

namespace moldau::coord {

/// A group and what it committed. A simple group is one that never had a member.
struct GroupEntry {
  explicit GroupEntry(ClassicGroup its_group) : group(std::move(its_group)) {}
  ClassicGroup group;
  GroupOffsets offsets;
};

/// A walk over all groups, in steps.
struct SweepWalk {
  /// When the next step is due, in steady time; nothing while there is no walk to make.
  std::optional<std::int64_t> due_ms;
  /// The group to go on with; nothing before the first.
  std::optional<std::string> next_group;
};

/// How far the shard is with writing tombstones on its own.
struct SweepState {
  SweepWalk expiry;
  SweepWalk deletion;  // of the first of
  std::deque<DeletedTopic> deleted;
};

/// What a GroupShard knows.
struct ShardState {
  GroupConfig config;
  GroupShard::UuidSource new_uuid;
  /// What all members brought. Before the groups, which count in it until they go.
  std::size_t metadata_bytes = 0;
  std::map<std::string, GroupEntry> groups;
  PendingOffsets pending;
  std::uint64_t replayed_count = 0;
  Timers timers;
  SweepState sweep;
  std::uint64_t rebalance_count = 0;
  bool loading = true;

  GroupEntry* find(const std::string& group_id) {
    const auto found = groups.find(group_id);
    return found == groups.end() ? nullptr : &found->second;
  }
  GroupEntry& find_or_create(const std::string& group_id) {
    const auto [found, is_new] = groups.try_emplace(group_id, ClassicGroup(group_id));
    if (is_new) found->second.group.count_metadata_in(metadata_bytes);
    return found->second;
  }
  void erase(const std::string& group_id) {
    timers.cancel_group(group_id);
    groups.erase(group_id);
  }
};

}  // namespace moldau::coord
