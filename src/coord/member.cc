#include "coord/member.h"

#include <algorithm>

namespace moldau::coord {

bool Member::supports(std::string_view protocol) const {
  return std::ranges::any_of(protocols, [&](const MemberProtocol& mine) { return mine.name == protocol; });
}

ByteView Member::metadata(std::string_view protocol) const {
  const auto found = std::ranges::find(protocols, protocol, &MemberProtocol::name);
  return found == protocols.end() ? ByteView() : ByteView(found->metadata);
}

std::size_t metadata_bytes(const std::vector<MemberProtocol>& protocols) {
  std::size_t size = 0;
  for (const auto& protocol : protocols)
    size += sizeof protocol + protocol.name.size() + protocol.metadata.size();
  return size;
}

std::size_t brought_bytes(const Member& member) {
  return metadata_bytes(member.protocols) + member.id.size() + member.client_id.size() +
         member.instance_id.value_or("").size();
}

}  // namespace moldau::coord
