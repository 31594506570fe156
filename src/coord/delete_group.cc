// DeleteGroups, versions 0 to 3, one group at a time.
#include "coord/group_records.h"
#include "coord/member_text.h"
#include "coord/requests.h"

namespace moldau::coord {

using protocol::ErrorCode;

void delete_group(Operation& op, Ticket ticket, const std::string& group_id, const ClientContext& client) {
  const auto* entry = op.shard.find(group_id);
  const auto error = !entry                                    ? ErrorCode::kGroupIdNotFound
                     : !entry->group.is_in(GroupState::kEmpty) ? ErrorCode::kNonEmptyGroup
                                                               : ErrorCode::kNone;
  if (error == ErrorCode::kNone) {
    for (const auto& [topic, partitions] : entry->offsets.by_topic())
      for (const auto& [partition, offset] : partitions)
        op.append(offset_tombstone({group_id, topic, partition}));
    for (const auto& [topic, partitions] : op.shard.pending.of(group_id))
      for (const auto& [partition, offsets] : partitions)
        if (!entry->offsets.find(topic, partition)) op.append(offset_tombstone({group_id, topic, partition}));
    op.append(group_tombstone(group_id));
    op.note_if_written(group_id, "deleted", "by DeleteGroups of " + text_of(client));
  }
  op.answer(ticket, protocol::DeleteGroupsResponse::DeletableGroupResult{
                        .group_id = group_id, .error_code = protocol::to_wire(error)});
}

}  // namespace moldau::coord
