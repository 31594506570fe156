#include "protocol/messages/list_60_to_79.h"
#include "tests/protocol/known_messages/add_known.h"
#include "tests/protocol/known_messages/lists.h"

namespace moldau::protocol {

void add_60_to_79(std::vector<KnownMessage>& to) {
  add_known<Messages60To79>(to);
}

}  // namespace moldau::protocol
