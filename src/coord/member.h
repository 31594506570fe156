#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "coord/ticket.h"
#include "protocol/messages/11_join_group.h"

namespace moldau::coord {

using MemberProtocol = protocol::JoinGroupRequest::JoinGroupRequestProtocol;

/// A member of a classic group (Kafka: ClassicGroupMember).
struct Member {
  std::string id;
  /// Names a static member (KIP-345), which keeps its place when it comes back under another id.
  std::optional<std::string> instance_id;
  std::string client_id;
  std::string client_host;
  std::int32_t rebalance_timeout_ms = 0;
  std::int32_t session_timeout_ms = 0;
  /// What the member can do, the most wanted first.
  std::vector<MemberProtocol> protocols;
  Bytes assignment;
  /// No answer has told the member its id yet, so it sends no heartbeats.
  bool is_new = false;
  std::optional<Ticket> join_ticket;
  std::optional<Ticket> sync_ticket;

  bool is_static() const { return instance_id.has_value(); }
  bool is_awaiting_join() const { return join_ticket.has_value(); }
  /// Waiting stands in for heartbeats, except for a new member: it might have gone, and nothing would tell.
  bool is_excused_from_heartbeat() const { return !is_new && (join_ticket || sync_ticket); }
  bool supports(std::string_view protocol) const;
  /// Empty where the member does not support the protocol.
  ByteView metadata(std::string_view protocol) const;
};

std::size_t metadata_bytes(const std::vector<MemberProtocol>& protocols);
/// What a member costs that its client chooses: protocols and names.
std::size_t brought_bytes(const Member& member);

}  // namespace moldau::coord
