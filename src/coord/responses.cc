#include "coord/responses.h"

#include <utility>

namespace moldau::coord {

using protocol::ErrorCode;
using protocol::JoinGroupResponse;
using protocol::SyncGroupResponse;
using protocol::to_wire;

JoinGroupResponse join_error(ErrorCode error, const std::string& member_id) {
  JoinGroupResponse response;
  response.error_code = to_wire(error);
  response.protocol_name.reset();
  response.member_id = member_id;
  return response;
}

JoinGroupResponse joined_as_follower(const ClassicGroup& group, const Member& member) {
  JoinGroupResponse response;
  response.generation_id = group.generation();
  response.protocol_type = group.protocol_type();
  response.protocol_name = group.protocol_name();
  response.leader = group.leader().value_or("");
  response.member_id = member.id;
  return response;
}

JoinGroupResponse joined(const ClassicGroup& group, const Member& member) {
  auto response = joined_as_follower(group, member);
  if (!group.is_leader(member.id)) return response;
  for (const auto& [id, other] : group.members()) {
    const auto metadata = other.metadata(group.protocol_name().value_or(""));
    response.members.push_back({id, other.instance_id, Bytes(metadata.begin(), metadata.end())});
  }
  return response;
}

SyncGroupResponse sync_error(ErrorCode error) {
  return {.error_code = to_wire(error)};
}

SyncGroupResponse synced(const ClassicGroup& group, Bytes assignment) {
  return {.protocol_type = group.protocol_type(),
          .protocol_name = group.protocol_name(),
          .assignment = std::move(assignment)};
}

}  // namespace moldau::coord
