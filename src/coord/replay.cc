#include "coord/replay.h"

#include <string>
#include <utility>
#include <variant>

#include "coord/group_records.h"

namespace moldau::coord {

namespace {

using protocol::DecodeError;
using Result = std::expected<void, DecodeError>;

// What a record says: nothing in place of the value where it is a tombstone.
struct OffsetChange {
  protocol::OffsetCommitKey key;
  std::optional<CommittedOffset> offset;
};
struct GroupChange {
  std::string group_id;
  std::optional<ClassicGroup> group;
};
using Change = std::variant<UnknownKey, OffsetChange, GroupChange>;

class Parse {
 public:
  explicit Parse(std::optional<ByteView> value) : value_(value) {}

  std::expected<Change, DecodeError> operator()(const UnknownKey& key) const { return key; }
  std::expected<Change, DecodeError> operator()(const protocol::OffsetCommitKey& key) const {
    if (!value_) return OffsetChange{key, std::nullopt};
    auto offset = parse_offset(*value_);
    if (!offset) return std::unexpected(offset.error());
    return OffsetChange{key, std::move(*offset)};
  }
  std::expected<Change, DecodeError> operator()(const protocol::GroupMetadataKey& key) const {
    if (!value_) return GroupChange{key.group, std::nullopt};
    auto group = parse_group(key.group, *value_);
    if (!group) return std::unexpected(group.error());
    return GroupChange{key.group, std::move(*group)};
  }

 private:
  std::optional<ByteView> value_;
};

std::expected<Change, DecodeError> parse(ByteView key, std::optional<ByteView> value) {
  const auto parsed = parse_key(key);
  if (!parsed) return std::unexpected(parsed.error());
  return std::visit(Parse(value), *parsed);
}

class Apply {
 public:
  Apply(ShardState& shard, std::int64_t producer_id) : shard_(shard), producer_id_(producer_id) {}

  void operator()(const UnknownKey&) const {}
  void operator()(OffsetChange& change) const {
    const auto& [group_id, topic, partition] = change.key;
    if (!change.offset) return erase({group_id, topic, partition});
    auto& entry = shard_.find_or_create(group_id);
    change.offset->record_number = shard_.replayed_count;
    if (producer_id_ == GroupShard::kNoProducer)
      entry.offsets.put(topic, partition, std::move(*change.offset));
    else
      shard_.pending.put(producer_id_, {group_id, topic, partition}, std::move(*change.offset));
  }
  void operator()(GroupChange& change) const {
    if (!change.group) return remove(change.group_id);
    auto& group = shard_.find_or_create(change.group_id).group;
    if (shard_.loading)
      group = std::move(*change.group);
    else
      group.adopt(*change.group);
  }

 private:
  void erase(const PendingOffsets::Place& place) const {
    if (auto* entry = shard_.find(place.group_id)) entry->offsets.erase(place.topic, place.partition);
    shard_.pending.erase(place);
  }
  /// Offsets that no tombstone names stay: better kept too long than lost.
  void remove(const std::string& group_id) const {
    auto* entry = shard_.find(group_id);
    if (entry && (entry->offsets.size() > 0 || shard_.pending.contains(group_id)))
      entry->group = ClassicGroup(group_id);
    else
      shard_.erase(group_id);
  }

  ShardState& shard_;
  const std::int64_t producer_id_;
};

}  // namespace

Result replay(ShardState& shard, ByteView key, std::optional<ByteView> value, std::int64_t producer_id) {
  auto change = parse(key, value);
  if (!change) return std::unexpected(change.error());
  ++shard.replayed_count;
  std::visit(Apply(shard, producer_id), *change);
  return {};
}

/// An offset that was committed after the transaction's own stays, as the log's compaction keeps it too.
void replay_end(ShardState& shard, std::int64_t producer_id, bool commit) {
  for (auto& [place, offset] : shard.pending.take(producer_id)) {
    if (!commit) continue;
    auto& offsets = shard.find_or_create(place.group_id).offsets;
    const auto* now = offsets.find(place.topic, place.partition);
    if (!now || now->record_number < offset.record_number)
      offsets.put(place.topic, place.partition, std::move(offset));
  }
}

Result check_replayable(const std::vector<Record>& records) {
  for (const auto& record : records) {
    const auto value = record.value ? std::optional<ByteView>(*record.value) : std::nullopt;
    if (const auto change = parse(record.key, value); !change) return std::unexpected(change.error());
  }
  return {};
}

}  // namespace moldau::coord
