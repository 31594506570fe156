#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "coord/classic_group.h"
#include "coord/effects.h"
#include "coord/offsets.h"
#include "protocol/messages/records_group.h"
#include "protocol/wire/reader.h"

namespace moldau::coord {

/// Records of __consumer_offsets, as Kafka 4.4.0 writes them.
///
///   key   := 0 OffsetCommitKey | 1 OffsetCommitKey | 2 GroupMetadataKey    the kind: 2 bytes
///   value := version OffsetCommitValue | version GroupMetadataValue       the version: 2 bytes

/// A partition that a group committed an offset for.
struct OffsetKey {
  std::string group_id;
  std::string topic;
  std::int32_t partition = 0;
};

/// Version 1 where the offset says when it expires, else 4, or 3 without the topic's id.
Record offset_record(const OffsetKey& key, const CommittedOffset& offset);
Record offset_tombstone(const OffsetKey& key);

/// Member id to what its leader gave it; nothing for members that are not named.
using Assignments = std::map<std::string, Bytes>;

/// The group as it will be with these assignments. REQUIRES: a protocol was selected.
Record group_record(const ClassicGroup& group, const Assignments& assignments);
/// The group as it is.
Record group_record(const ClassicGroup& group);
/// A group that was just made: without type, protocol, or members.
Record new_group_record(const std::string& group_id, std::int64_t wall_ms);
Record group_tombstone(const std::string& group_id);

/// Of a kind that we do not know: Kafka's newer groups and what is to come.
struct UnknownKey {
  std::int16_t kind = 0;
};
using RecordKey = std::variant<protocol::OffsetCommitKey, protocol::GroupMetadataKey, UnknownKey>;

std::expected<RecordKey, protocol::DecodeError> parse_key(ByteView key);
std::expected<CommittedOffset, protocol::DecodeError> parse_offset(ByteView value);
std::expected<ClassicGroup, protocol::DecodeError> parse_group(const std::string& group_id, ByteView value);

}  // namespace moldau::coord
