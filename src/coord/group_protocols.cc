// What the members of a ClassicGroup agree on.
#include <algorithm>

#include "base/check.h"
#include "coord/classic_group.h"
#include "protocol/messages/consumer_protocol.h"
#include "protocol/wire/decode.h"

namespace moldau::coord {

/// Each version begins as version 0 does, behind its version number.
std::optional<std::vector<std::string>> topics_of(ByteView subscription) {
  if (subscription.size() < sizeof(std::int16_t)) return std::nullopt;
  auto decoded =
      protocol::decode<protocol::ConsumerProtocolSubscription>(subscription.subspan(sizeof(std::int16_t)), 0);
  if (!decoded) return std::nullopt;
  return std::move(decoded->topics);
}

/// A name that a member lists twice counts once.
void ClassicGroup::count_protocols(const Member& member, int by) {
  std::set<std::string_view> names;
  for (const auto& protocol : member.protocols) {
    if (!names.insert(protocol.name).second) continue;
    auto& count = supporters_[protocol.name];
    count += static_cast<std::size_t>(by);
    if (count == 0) supporters_.erase(protocol.name);
  }
}

bool ClassicGroup::supports(const std::string& protocol_type,
                            const std::vector<MemberProtocol>& protocols) const {
  if (is_in(GroupState::kEmpty)) return !protocol_type.empty() && !protocols.empty();
  return protocol_type_ == protocol_type &&
         std::ranges::any_of(protocols, [&](const MemberProtocol& protocol) {
           const auto found = supporters_.find(protocol.name);
           return members_.size() == (found == supporters_.end() ? 0 : found->second);
         });
}

std::string ClassicGroup::select_protocol() const {
  std::map<std::string_view, std::size_t> votes;
  for (const auto& [id, member] : members_) {
    const auto choice = std::ranges::find_if(member.protocols, [&](const MemberProtocol& protocol) {
      return supporters_.at(protocol.name) == members_.size();
    });
    MOLDAU_CHECK(choice != member.protocols.end());
    ++votes[choice->name];
  }
  const auto winner = std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
  MOLDAU_CHECK(winner != votes.end());
  return std::string(winner->first);
}

std::optional<std::set<std::string>> ClassicGroup::subscribed_topics() const {
  std::set<std::string> all;
  if (!uses_consumer_protocol()) return std::nullopt;
  if (members_.empty()) return all;
  if (!protocol_name_) return std::nullopt;
  for (const auto& [id, member] : members_) {
    auto topics = topics_of(member.metadata(*protocol_name_));
    if (!topics) return std::nullopt;
    all.insert(topics->begin(), topics->end());
  }
  return all;
}

}  // namespace moldau::coord
