// OffsetCommit, versions 0 to 10.
//   1: generation and member, and a timestamp, in this version only. 2 to 4: how long to keep. 6: leader
//   epoch. 7: static members. 9: newer groups, whose clients know GROUP_ID_NOT_FOUND. 10: topic ids instead
//   of names, which the broker resolves.
#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include "coord/group_records.h"
#include "coord/membership.h"
#include "coord/requests.h"

namespace moldau::coord {

namespace {

using enum GroupState;
using protocol::ErrorCode;
using Request = protocol::OffsetCommitRequest;
using Partition = Request::OffsetCommitRequestTopic::OffsetCommitRequestPartition;
using CommitResponse = protocol::OffsetCommitResponse;

constexpr std::int16_t kKnowsGroupNotFound = 9;

ErrorCode check_group(const Request& request, const ClientContext& client, const ClassicGroup* group) {
  const auto generation = request.generation_id_or_member_epoch;
  if (!group) {
    // Without a generation it is an administrator, or a consumer that only keeps its offsets here.
    if (generation < 0) return ErrorCode::kNone;
    return client.api_version >= kKnowsGroupNotFound ? ErrorCode::kGroupIdNotFound
                                                     : ErrorCode::kIllegalGeneration;
  }
  if (generation < 0 && group->is_in(kEmpty)) return ErrorCode::kNone;
  if (generation >= 0 || !request.member_id.empty() || request.group_instance_id) {
    const auto error = group->validate_member(request.member_id, request.group_instance_id);
    if (error != ErrorCode::kNone) return error;
    if (generation != group->generation()) return ErrorCode::kIllegalGeneration;
  } else if (!group->is_in(kEmpty)) {
    return ErrorCode::kUnknownMemberId;
  }
  // The member knows the generation but not its assignment: what it commits belongs to an older one.
  return group->is_in(kCompletingRebalance) ? ErrorCode::kRebalanceInProgress : ErrorCode::kNone;
}

/// In UTF-16 units, as Kafka counts.
std::size_t utf16_length(const std::string& text) {
  std::size_t length = 0;
  for (const auto c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if ((byte & 0xC0) != 0x80) length += byte >= 0xF0 ? 2 : 1;
  }
  return length;
}

class Commit {
 public:
  Commit(Operation& op, const Request& request, const GroupEntry* entry)
      : op_(op), request_(request), entry_(entry), room_(room()) {}

  ErrorCode partition(const Request::OffsetCommitRequestTopic& topic, const Partition& partition) {
    const auto metadata = partition.committed_metadata.value_or("");
    if (utf16_length(metadata) > static_cast<std::size_t>(op_.config().offset_metadata_max_bytes))
      return ErrorCode::kOffsetMetadataTooLarge;
    return write({topic.name, partition.partition_index},
                 offset_record({request_.group_id, topic.name, partition.partition_index},
                               {.offset = partition.committed_offset,
                                .leader_epoch = partition.committed_leader_epoch,
                                .metadata = metadata,
                                .commit_timestamp_ms = commit_timestamp_ms(partition),
                                .expire_timestamp_ms = expire_timestamp_ms(),
                                .topic_id = topic.topic_id}));
  }

 private:
  using Place = std::pair<std::string_view, std::int32_t>;

  /// The last of a partition's offsets counts: it takes an earlier one's place in the batch.
  ErrorCode write(const Place& place, Record record) {
    auto& records = op_.effects.records;
    const auto earlier = written_.find(place);
    const bool is_repeated = earlier != written_.end();
    const auto bytes = bytes_ + size(record) - (is_repeated ? size(records[earlier->second]) : 0);
    const bool needs_room =
        !is_repeated && !(entry_ && entry_->offsets.find(std::string(place.first), place.second));
    if (bytes > op_.config().max_commit_bytes || (needs_room && room_ == 0))
      return ErrorCode::kInvalidCommitOffsetSize;
    bytes_ = bytes;
    if (needs_room) --room_;
    if (is_repeated) {
      records[earlier->second] = std::move(record);
    } else {
      written_.emplace(place, records.size());
      op_.append(std::move(record));
    }
    return ErrorCode::kNone;
  }
  static std::size_t size(const Record& record) { return record.key.size() + record.value->size(); }
  std::size_t room() const {
    if (!entry_ && op_.shard.groups.size() >= op_.config().max_groups) return 0;
    const auto used = entry_ ? entry_->offsets.size() : 0;
    return op_.config().max_offsets - std::min(used, op_.config().max_offsets);
  }
  /// Version 1 lets the client say.
  std::int64_t commit_timestamp_ms(const Partition& partition) const {
    return partition.commit_timestamp == -1 ? op_.now.wall_ms : partition.commit_timestamp;
  }
  std::optional<std::int64_t> expire_timestamp_ms() const {
    if (request_.retention_time_ms == -1) return std::nullopt;
    return op_.now.wall_ms + request_.retention_time_ms;
  }

  Operation& op_;
  const Request& request_;
  const GroupEntry* entry_;
  std::size_t room_;
  std::map<Place, std::size_t> written_;  // to the index of its record
  std::size_t bytes_ = 0;
};

}  // namespace

void commit_offsets(Operation& op, Ticket ticket, const Request& request, const ClientContext& client) {
  const auto* entry = op.shard.find(request.group_id);
  const auto group_error = check_group(request, client, entry ? &entry->group : nullptr);
  // A commit shows that the member lives.
  const auto* member =
      entry && group_error == ErrorCode::kNone ? entry->group.find(request.member_id) : nullptr;
  if (member) restart_session(op, entry->group, *member);
  CommitResponse response;
  Commit commit(op, request, entry);
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    answered.topic_id = topic.topic_id;
    for (const auto& partition : topic.partitions) {
      const auto error = group_error == ErrorCode::kNone ? commit.partition(topic, partition) : group_error;
      answered.partitions.push_back({partition.partition_index, protocol::to_wire(error)});
    }
  }
  op.answer(ticket, std::move(response));
}

}  // namespace moldau::coord
