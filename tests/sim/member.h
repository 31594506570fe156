#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "protocol/messages/11_join_group.h"
#include "protocol/messages/14_sync_group.h"
#include "tests/sim/client.h"

namespace moldau::sim {

/// A member of a group that shares a topic's partitions: joins, reads what it owns, commits how far it came,
/// and leaves or falls silent now and then.
class Member {
 public:
  struct Group {
    std::string id;
    std::vector<Place> places;
  };
  Member(World& world, std::string name, Group group);
  boost::asio::awaitable<void> run();

 private:
  /// False where it has to be tried again.
  boost::asio::awaitable<bool> join();
  boost::asio::awaitable<bool> sync(protocol::JoinGroupResponse joined);
  protocol::SyncGroupRequest assignment_of(const protocol::JoinGroupResponse& joined) const;
  void own(ByteView assignment);
  boost::asio::awaitable<bool> fetch_positions();
  /// As long as it is a member.
  boost::asio::awaitable<void> work();
  boost::asio::awaitable<ErrorCode> heartbeat();
  boost::asio::awaitable<void> consume_some();
  boost::asio::awaitable<void> commit(Place place, std::int64_t offset);
  boost::asio::awaitable<void> leave();
  /// What an error says of the membership.
  void learn(ErrorCode error);

  World& world_;
  const Group group_;
  Client client_;
  std::string id_;
  std::int32_t generation_ = -1;
  bool is_member_ = false;
  std::map<Place, std::int64_t> positions_;  // of what it owns
};

}  // namespace moldau::sim
