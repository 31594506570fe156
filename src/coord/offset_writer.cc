#include "coord/offset_writer.h"

#include <algorithm>

#include "coord/group_records.h"

namespace moldau::coord {

namespace {

using protocol::ErrorCode;

/// In UTF-16 units, as Kafka counts.
std::size_t utf16_length(const std::string& text) {
  std::size_t length = 0;
  for (const auto c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if ((byte & 0xC0) != 0x80) length += byte >= 0xF0 ? 2 : 1;
  }
  return length;
}

std::size_t size(const Record& record) {
  return record.key.size() + record.value->size();
}

}  // namespace

OffsetWriter::OffsetWriter(Operation& op, const std::string& group_id)
    : op_(op), group_id_(group_id), entry_(op.shard.find(group_id)), room_(room()) {}

ErrorCode OffsetWriter::write(const std::string& topic, std::int32_t partition,
                              const CommittedOffset& offset) {
  if (utf16_length(offset.metadata) > static_cast<std::size_t>(op_.config().offset_metadata_max_bytes))
    return ErrorCode::kOffsetMetadataTooLarge;
  auto record = offset_record({group_id_, topic, partition}, offset);
  auto& records = op_.effects.records;
  const auto earlier = written_.find({topic, partition});
  const bool is_repeated = earlier != written_.end();
  const auto bytes = bytes_ + size(record) - (is_repeated ? size(records[earlier->second]) : 0);
  const bool needs_room = !is_repeated && !is_known(topic, partition);
  if (bytes > op_.config().max_commit_bytes || (needs_room && room_ == 0))
    return ErrorCode::kInvalidCommitOffsetSize;
  bytes_ = bytes;
  if (needs_room) --room_;
  if (is_repeated) {
    records[earlier->second] = std::move(record);
  } else {
    written_.emplace(std::pair(topic, partition), records.size());
    op_.append(std::move(record));
  }
  return ErrorCode::kNone;
}

/// A transaction's offsets take room of their own until it is over.
bool OffsetWriter::is_known(const std::string& topic, std::int32_t partition) const {
  return !op_.effects.transaction && entry_ && entry_->offsets.find(topic, partition);
}

std::size_t OffsetWriter::room() const {
  if (!entry_ && op_.shard.groups.size() >= op_.config().max_groups) return 0;
  const auto used = (entry_ ? entry_->offsets.size() : 0) + op_.shard.pending.size(group_id_);
  return op_.config().max_offsets - std::min(used, op_.config().max_offsets);
}

}  // namespace moldau::coord
