#include "coord/replay.h"

#include <utility>

#include "coord/group_records.h"

namespace moldau::coord {

namespace {

using Result = std::expected<void, protocol::DecodeError>;

Result replay_offset(ShardState& shard, const protocol::OffsetCommitKey& key, std::optional<ByteView> value) {
  if (!value) {
    if (auto* entry = shard.find(key.group)) entry->offsets.erase(key.topic, key.partition);
    return {};
  }
  auto offset = parse_offset(*value);
  if (!offset) return std::unexpected(offset.error());
  shard.find_or_create(key.group).offsets.put(key.topic, key.partition, std::move(*offset));
  return {};
}

Result replay_group(ShardState& shard, const protocol::GroupMetadataKey& key, std::optional<ByteView> value) {
  if (!value) {
    // Offsets that no tombstone names stay: better kept too long than lost.
    auto* entry = shard.find(key.group);
    if (entry && entry->offsets.size() > 0)
      entry->group = ClassicGroup(key.group);
    else
      shard.erase(key.group);
    return {};
  }
  auto recorded = parse_group(key.group, *value);
  if (!recorded) return std::unexpected(recorded.error());
  auto& group = shard.find_or_create(key.group).group;
  if (shard.loading)
    group = std::move(*recorded);
  else
    group.adopt(*recorded);
  return {};
}

}  // namespace

Result replay(ShardState& shard, ByteView key, std::optional<ByteView> value) {
  const auto parsed = parse_key(key);
  if (!parsed) return std::unexpected(parsed.error());
  if (const auto* offset = std::get_if<protocol::OffsetCommitKey>(&*parsed))
    return replay_offset(shard, *offset, value);
  if (const auto* group = std::get_if<protocol::GroupMetadataKey>(&*parsed))
    return replay_group(shard, *group, value);
  return {};
}

}  // namespace moldau::coord
