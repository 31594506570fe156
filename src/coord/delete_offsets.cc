// OffsetDelete, version 0: forgets what a group committed for partitions that it does not subscribe to.
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "coord/group_records.h"
#include "coord/member_text.h"
#include "coord/requests.h"

namespace moldau::coord {

namespace {

using protocol::ErrorCode;
using protocol::OffsetDeleteRequest;
using protocol::OffsetDeleteResponse;

/// What a group with members has read may be deleted where one can tell that they read something else.
ErrorCode check_group(const GroupEntry* entry) {
  if (!entry) return ErrorCode::kGroupIdNotFound;
  const bool fine = entry->group.is_in(GroupState::kEmpty) || entry->group.uses_consumer_protocol();
  return fine ? ErrorCode::kNone : ErrorCode::kNonEmptyGroup;
}

class Deletion {
 public:
  Deletion(Operation& op, const GroupEntry& entry) : op_(op), entry_(entry) {
    if (!entry.group.is_in(GroupState::kEmpty))
      subscribed_ = entry.group.subscribed_topics();
    else
      subscribed_.emplace();
  }

  ErrorCode partition(const std::string& topic, std::int32_t index) {
    if (!subscribed_ || subscribed_->contains(topic)) return ErrorCode::kGroupSubscribedToTopic;
    const bool is_there =
        entry_.offsets.find(topic, index) || op_.shard.pending.contains(entry_.group.id(), topic, index);
    if (is_there && deleted_.emplace(topic, index).second)
      op_.append(offset_tombstone({entry_.group.id(), topic, index}));
    return ErrorCode::kNone;
  }

 private:
  Operation& op_;
  const GroupEntry& entry_;
  std::optional<std::set<std::string>> subscribed_;  // nothing where it cannot be told
  std::set<std::pair<std::string, std::int32_t>> deleted_;
};

}  // namespace

void delete_offsets(Operation& op, Ticket ticket, const OffsetDeleteRequest& request,
                    const ClientContext& client) {
  const auto* entry = op.shard.find(request.group_id);
  OffsetDeleteResponse response{.error_code = protocol::to_wire(check_group(entry))};
  if (response.error_code != 0) return op.answer(ticket, std::move(response));
  Deletion deletion(op, *entry);
  for (const auto& topic : request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    for (const auto& partition : topic.partitions)
      answered.partitions.push_back({partition.partition_index, protocol::to_wire(deletion.partition(
                                                                    topic.name, partition.partition_index))});
  }
  if (!op.effects.records.empty())
    op.note_if_written(request.group_id, "offsets-deleted",
                       fmt::format("offsets of {} partitions by OffsetDelete of {}",
                                   op.effects.records.size(), text_of(client)));
  op.answer(ticket, std::move(response));
}

}  // namespace moldau::coord
