#include "coord/member_text.h"

#include <fmt/format.h>
#include <optional>

#include "coord/event.h"

namespace moldau::coord {

namespace {

std::vector<std::string> names_of(const std::vector<MemberProtocol>& protocols) {
  std::vector<std::string> names;
  for (const auto& protocol : protocols) names.push_back(protocol.name);
  return names;
}

/// Of the protocol that the member wants most: consumers have the same topics in all.
std::optional<std::vector<std::string>> topics_of(const std::vector<MemberProtocol>& protocols) {
  return protocols.empty() ? std::nullopt : coord::topics_of(protocols.front().metadata);
}

}  // namespace

std::string text_of(const ClientContext& client) {
  return fmt::format("client {} at {}", shown(client.client_id), shown(client.client_host));
}

std::string text_of(const Member& member) {
  const auto instance = member.instance_id ? " of instance " + shown(*member.instance_id) : std::string();
  return fmt::format("member {}{} of client {} at {}", shown(member.id), instance, shown(member.client_id),
                     shown(member.client_host));
}

std::string text_of(const std::vector<MemberProtocol>& protocols) {
  if (const auto topics = topics_of(protocols)) return "topics " + shown(*topics);
  return "protocols " + shown(names_of(protocols));
}

std::string change_between(const std::vector<MemberProtocol>& before,
                           const std::vector<MemberProtocol>& after) {
  if (before == after) return "nothing changed in what it brings";
  if (names_of(before) != names_of(after))
    return fmt::format("its protocols changed from {} to {}", shown(names_of(before)),
                       shown(names_of(after)));
  const auto old_topics = topics_of(before), topics = topics_of(after);
  if (!old_topics || !topics || *old_topics == *topics)
    return "the metadata of its protocols changed, such as the partitions that it owns";
  return fmt::format("its subscription changed from {} to {}", shown(*old_topics), shown(*topics));
}

std::string fenced_text(const ClassicGroup& group, const std::string& member_id,
                        const std::string& instance_id) {
  const auto* current = group.static_member(instance_id);
  return fmt::format("member {} is fenced: instance {} is member {} now", shown(member_id),
                     shown(instance_id), shown(current ? *current : ""));
}

}  // namespace moldau::coord
