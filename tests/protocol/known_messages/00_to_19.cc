#include "protocol/messages/list_00_to_19.h"
#include "tests/protocol/known_messages/add_known.h"
#include "tests/protocol/known_messages/lists.h"

namespace moldau::protocol {

void add_00_to_19(std::vector<KnownMessage>& to) {
  add_known<Messages00To19>(to);
}

}  // namespace moldau::protocol
