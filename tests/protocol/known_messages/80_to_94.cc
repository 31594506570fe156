#include "protocol/messages/list_80_to_94.h"
#include "tests/protocol/known_messages/add_known.h"
#include "tests/protocol/known_messages/lists.h"

namespace moldau::protocol {

void add_80_to_94(std::vector<KnownMessage>& to) {
  add_known<Messages80To94>(to);
}

}  // namespace moldau::protocol
